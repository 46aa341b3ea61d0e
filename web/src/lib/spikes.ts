/**
 * Points out stretches in which a number stands far above what is usual in its window. Deterministic: a robust
 * z-score, (value - median) / (1.4826 x MAD), where MAD is the median distance from the median and 1.4826
 * makes it the standard deviation of normal noise (Iglewicz and Hoaglin, "How to detect and handle outliers",
 * 1993, who call 3.5 an outlier). Only jumps up are told, and only those that also matter to an eye.
 */

export interface SpikeRule {
  /** How many times the usual it must be. */
  factor: number;
  /** How far above the usual it must be, in the metric's own unit. */
  least: number;
}

export interface Spike {
  /** First and last bucket. */
  first: number;
  last: number;
  peak: number;
  usual: number;
  score: number;
  /** It reaches the end of what is known. */
  isOngoing: boolean;
}

const OUTLIER = 3.5;
const NORMAL = 1.4826;
/** Fewer buckets say nothing about what is usual. */
const LEAST_BUCKETS = 8;
/** A calm bucket between two high ones does not end a spike. */
const GAP = 1;

export function findSpikes(values: readonly (number | null)[], rule: SpikeRule): Spike[] {
  const known = values.filter((value): value is number => value !== null);
  if (known.length < LEAST_BUCKETS) return [];
  const usual = median(known);
  const deviation = NORMAL * median(known.map((value) => Math.abs(value - usual)));
  // Where most buckets are alike, any other would be an outlier: noise is taken to be a tenth of the usual.
  const spread = Math.max(deviation, usual * 0.1, rule.least / OUTLIER);
  const isHigh = (value: number | null) =>
    value !== null &&
    (value - usual) / spread >= OUTLIER &&
    value >= usual * rule.factor &&
    value - usual >= rule.least;
  return stretches(values, isHigh).map(([first, last]) => {
    const peak = Math.max(...values.slice(first, last + 1).map((value) => value ?? 0));
    const score = (peak - usual) / spread;
    return { first, last, peak, usual, score, isOngoing: last >= lastKnown(values) - GAP };
  });
}

function stretches(
  values: readonly (number | null)[],
  isHigh: (value: number | null) => boolean,
): [number, number][] {
  const found: [number, number][] = [];
  values.forEach((value, index) => {
    if (!isHigh(value)) return;
    const open = found.at(-1);
    if (open && index - open[1] <= GAP + 1) open[1] = index;
    else found.push([index, index]);
  });
  return found;
}

function lastKnown(values: readonly (number | null)[]): number {
  return values.findLastIndex((value) => value !== null);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}
