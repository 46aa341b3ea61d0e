/** How the numbers of each unit are written: on an axis short, in a tip or table with the unit. */

import {
  formatAxis,
  formatCompact,
  formatCount,
  formatDuration,
  formatDurationAxis,
  formatMsExact,
  formatShare,
  formatShareAxis,
  formatUsd,
  formatUsdAxis,
} from "@/lib/format";

export interface UnitFormat {
  axis: (value: number, step: number) => string;
  exact: (value: number) => string;
  short: (value: number) => string;
  whole?: boolean;
  duration?: boolean;
  least?: number;
}

const perSecond = (value: number) => `${formatCompact(value)}/s`;

const COUNTS: UnitFormat = {
  axis: formatAxis,
  exact: formatCount,
  short: formatCompact,
  whole: true,
};

const FORMATS: Record<string, UnitFormat> = {
  usd: { axis: formatUsdAxis, exact: formatUsd, short: formatUsd },
  ms: {
    axis: formatDurationAxis,
    exact: formatMsExact,
    short: formatDuration,
    duration: true,
    least: 1,
  },
  tokens: { ...COUNTS, exact: (value) => `${formatCount(value)} tokens` },
  "tokens/s": { axis: formatAxis, exact: perSecond, short: perSecond },
  ratio: { axis: formatShareAxis, exact: formatShare, short: formatShare, least: 0.01 },
};

export function unitFormat(unit: string): UnitFormat {
  return FORMATS[unit] ?? COUNTS;
}

const WORDS: Record<string, string> = { usd: "USD", ms: "", ttft: "TTFT", p50: "p50", avg: "avg" };

/** `latency_p95_ms` is "Latency p95", `cost_usd` is "Cost". */
export function metricLabel(name: string): string {
  const text = name
    .replace(/_(ms|usd)$/, "")
    .replace(/_per_s$/, " per second")
    .split("_")
    .map((word) => WORDS[word] ?? word)
    .join(" ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `requested_model` is "requested model". */
export function dimensionLabel(name: string): string {
  return name.startsWith("customer.") ? name : name.replaceAll("_", " ");
}
