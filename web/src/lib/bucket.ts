/** Time buckets: how wide they should be for a window, and when each one starts in the zone of the days. */

import { fromWall, offsetMs, toWall, type WallTime } from "@/lib/zone";

export const GRANULARITIES = ["minute", "hour", "day"] as const;
export type Granularity = (typeof GRANULARITIES)[number];

/** From `fromMs` up to, and without, `toMs`. */
export interface Span {
  fromMs: number;
  toMs: number;
}

const WIDTH_MS: Record<Granularity, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Fewer leaves too little to see; more leaves bars thinner than a pixel. */
const WISHED_BUCKETS = 200;
const MOST_BUCKETS = 1500;

export function countBuckets(span: Span, granularity: Granularity): number {
  return Math.ceil((span.toMs - span.fromMs) / WIDTH_MS[granularity]);
}

/** Whether a chart can still show so many buckets. */
export function isDrawable(span: Span, granularity: Granularity): boolean {
  return countBuckets(span, granularity) <= MOST_BUCKETS;
}

/** The finest granularity that keeps the chart readable. */
export function fittingGranularity(span: Span): Granularity {
  const fits = (granularity: Granularity) => countBuckets(span, granularity) <= WISHED_BUCKETS;
  return GRANULARITIES.find(fits) ?? "day";
}

/** The start of every bucket that touches the span, oldest first. */
export function bucketStarts(span: Span, granularity: Granularity, zone: string): number[] {
  const starts: number[] = [];
  let start = bucketStart(span.fromMs, granularity, zone);
  while (start < span.toMs && starts.length < MOST_BUCKETS) {
    starts.push(start);
    start = nextStart(start, granularity, zone);
  }
  return starts;
}

export function bucketStart(ms: number, granularity: Granularity, zone: string): number {
  if (granularity === "day") return dayStart(toWall(ms, zone), zone);
  const width = WIDTH_MS[granularity];
  const offset = offsetMs(ms, zone);
  return Math.floor((ms + offset) / width) * width - offset;
}

/** The end of a bucket, which is the start of the next: not always `start` plus a fixed width. */
export function nextStart(start: number, granularity: Granularity, zone: string): number {
  if (granularity !== "day") return start + WIDTH_MS[granularity];
  const today = toWall(start, zone);
  return dayStart({ ...today, day: today.day + 1 }, zone);
}

function dayStart(wall: WallTime, zone: string): number {
  return fromWall({ ...wall, hour: 0, minute: 0, second: 0 }, zone);
}
