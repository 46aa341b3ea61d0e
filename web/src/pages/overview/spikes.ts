/** The spikes of the window, in all its metrics, those that stand out most first. */

import type { ExplainedMetric } from "@/api/explain";
import { type Granularity, nextStart, type Span } from "@/lib/bucket";
import { formatCompact, formatDuration, formatShare, formatUsd } from "@/lib/format";
import { findSpikes, type SpikeRule } from "@/lib/spikes";
import type { OverTime } from "@/pages/overview/overTime";

export interface FoundSpike {
  metric: ExplainedMetric;
  label: string;
  /** "12.4%, usually 1.8%" */
  text: string;
  span: Span;
  isOngoing: boolean;
  /** The filter of the requests behind it. */
  term: string;
}

interface Watch {
  metric: ExplainedMetric;
  label: string;
  rule: SpikeRule;
  format: (value: number) => string;
  term: (usual: number) => string;
}

const WATCHED: readonly Watch[] = [
  {
    metric: "error_rate",
    label: "Failure rate",
    rule: { factor: 2, least: 0.03 },
    format: formatShare,
    term: () => "status:error",
  },
  {
    metric: "latency_p95_ms",
    label: "Latency p95",
    rule: { factor: 1.5, least: 250 },
    format: formatDuration,
    term: (usual) => `duration_ms:>${Math.ceil(usual)}`,
  },
  {
    metric: "cost_usd",
    label: "Cost",
    rule: { factor: 2, least: 0.01 },
    format: formatUsd,
    term: () => "has:cost",
  },
  {
    metric: "requests",
    label: "Requests",
    rule: { factor: 2, least: 10 },
    format: formatCompact,
    term: () => "",
  },
];

/** A rate or a percentile of fewer answers is chance. */
const LEAST_ANSWERS = 8;
const MOST = 4;

export function spikesOf(data: OverTime): FoundSpike[] {
  const found = WATCHED.flatMap((watch) =>
    findSpikes(watchedValues(data, watch.metric), watch.rule).map((spike) => ({ watch, spike })),
  );
  return found
    .sort((a, b) => b.spike.score - a.spike.score)
    .slice(0, MOST)
    .map(({ watch, spike }) => ({
      metric: watch.metric,
      label: watch.label,
      text: `${watch.format(spike.peak)}, usually ${watch.format(spike.usual)}`,
      span: spanOf(data, spike.first, spike.last),
      isOngoing: spike.isOngoing,
      term: watch.term(spike.usual),
    }));
}

function watchedValues({ read }: OverTime, metric: ExplainedMetric): (number | null)[] {
  const answers = sums(read("successes"), read("errors"));
  if (metric === "requests") return sums(answers, read("throttled"), read("cancelled"));
  const values = read(metric);
  if (metric === "cost_usd") return values;
  return values.map((value, index) => ((answers[index] ?? 0) < LEAST_ANSWERS ? null : value));
}

function sums(...columns: (number | null)[][]): (number | null)[] {
  return (columns[0] ?? []).map((_, index) =>
    columns.every((column) => column[index] === null)
      ? null
      : columns.reduce((total, column) => total + (column[index] ?? 0), 0),
  );
}

function spanOf({ buckets }: OverTime, first: number, last: number): Span {
  const { starts, granularity, zone } = buckets;
  return {
    fromMs: starts[first] ?? 0,
    toMs: nextStart(starts[last] ?? 0, granularity as Granularity, zone),
  };
}
