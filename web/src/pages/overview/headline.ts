/** The headline numbers: what each says, and the filter that finds the requests behind it. */

import { type Row, readNumber } from "@/api/metrics";
import {
  formatCompact,
  formatCount,
  formatDuration,
  formatPlural,
  formatShare,
  formatUsd,
} from "@/lib/format";

export interface Figure {
  label: string;
  value: string;
  /** Every digit, for the tooltip. */
  exact: string;
  note: string;
  /** Added to the page's filter. */
  term: string;
}

/** Figures that are rarely anything but zero are left out while they are zero. */
export function listFigures(row: Row | undefined): Figure[] {
  const read = (name: string) => readNumber(row, name);
  return [
    count("Requests", read("requests"), cancelledNote(read("cancelled"))),
    tokens(read("total_tokens"), read("prompt_tokens"), read("completion_tokens")),
    cost(read("cost_usd"), read("unpriced_requests") ?? 0),
    duration("Latency p50", read("latency_p50_ms"), "half are faster", "duration_ms"),
    duration("Latency p95", read("latency_p95_ms"), "95% are faster", "duration_ms"),
    duration("First token p50", read("ttft_p50_ms"), "of streams", "ttft_ms"),
    failures(read("error_rate"), read("errors") ?? 0),
    ...rare("Rescued", read("rescued") ?? 0, "by another hop", "status:success attempts:>1"),
    ...rare("Throttled", read("throttled") ?? 0, "by your limits", "status:throttled"),
  ];
}

const NONE = "none";

function count(label: string, value: number | null, note: string): Figure {
  const exact = formatCount(value ?? 0);
  return { label, value: formatCompact(value ?? 0), exact, note, term: "" };
}

function cancelledNote(cancelled: number | null): string {
  return cancelled ? `${formatCompact(cancelled)} cancelled` : "";
}

function tokens(total: number | null, prompt: number | null, completion: number | null): Figure {
  const note = `${formatCompact(prompt ?? 0)} in, ${formatCompact(completion ?? 0)} out`;
  const exact = `${formatCount(prompt ?? 0)} in, ${formatCount(completion ?? 0)} out`;
  return { label: "Tokens", value: formatCompact(total ?? 0), exact, note, term: "has:tokens" };
}

/** A price that nobody knows is not zero dollars. */
function cost(value: number | null, unpriced: number): Figure {
  const note = unpriced > 0 ? `${formatCompact(unpriced)} unpriced` : "";
  const exact = unpriced > 0 ? `${formatPlural(unpriced, "request")} without a known price` : "";
  return {
    label: "Cost",
    value: value === null ? "unknown" : formatUsd(value),
    exact,
    note,
    term: value === null ? "-has:cost" : "has:cost",
  };
}

function duration(label: string, ms: number | null, note: string, field: string): Figure {
  if (ms === null) return { label, value: NONE, exact: "", note: "", term: "" };
  const exact = `${formatCount(Math.round(ms))} ms`;
  return { label, value: formatDuration(ms), exact, note, term: `${field}:>=${Math.floor(ms)}` };
}

function failures(rate: number | null, errors: number): Figure {
  return {
    label: "Failure rate",
    value: rate === null ? NONE : formatShare(rate),
    exact: formatPlural(errors, "error"),
    note: rate === null ? "" : `${formatCompact(errors)} ${errors === 1 ? "error" : "errors"}`,
    term: "status:error",
  };
}

function rare(label: string, value: number, note: string, term: string): Figure[] {
  if (value === 0) return [];
  return [{ label, value: formatCompact(value), exact: formatCount(value), note, term }];
}
