/** The window of time a page looks at, as it stands in the URL: `last=24h`, or `from=…&to=…` in UTC. */

import type { Span } from "@/lib/bucket";
import { formatMinute } from "@/lib/zone";

export const PRESETS = ["15m", "1h", "24h", "7d", "30d"] as const;
export const DEFAULT_LAST = "24h";

export type WindowChoice = { last: string } | { from: string; to: string };

export interface WindowSearch {
  last?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

const LAST = /^([1-9]\d{0,3})([mhdw])$/;
const UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const UNIT_WORD = { m: "minute", h: "hour", d: "day", w: "week" };

/** Reads the URL; what makes no sense falls back to the default window. */
export function readWindow(search: WindowSearch): WindowChoice {
  const fromMs = Date.parse(search.from ?? "");
  const toMs = Date.parse(search.to ?? "");
  if (fromMs < toMs) return customWindow({ fromMs, toMs });
  return { last: search.last && LAST.test(search.last) ? search.last : DEFAULT_LAST };
}

/** Writes the URL; the keys that do not hold are set to undefined, so that they leave it. */
export function windowSearch(choice: WindowChoice): WindowSearch {
  return { last: undefined, from: undefined, to: undefined, ...choice };
}

export function customWindow({ fromMs, toMs }: Span): { from: string; to: string } {
  return { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
}

/** The window in milliseconds; `nowMs` ends a relative one. */
export function windowSpan(choice: WindowChoice, nowMs: number): Span {
  if ("from" in choice) return { fromMs: Date.parse(choice.from), toMs: Date.parse(choice.to) };
  return { fromMs: nowMs - lastMs(choice.last), toMs: nowMs };
}

export function windowLabel(choice: WindowChoice, zone: string): string {
  if ("from" in choice) {
    const { from, to } = choice;
    return `${formatMinute(Date.parse(from), zone)} to ${formatMinute(Date.parse(to), zone)}`;
  }
  const [, count = "", unit = "h"] = LAST.exec(choice.last) ?? [];
  const word = UNIT_WORD[unit as keyof typeof UNIT_WORD];
  return count === "1" ? `Last ${word}` : `Last ${count} ${word}s`;
}

function lastMs(last: string): number {
  const [, count = "24", unit = "h"] = LAST.exec(last) ?? [];
  return Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS];
}
