/** The answer over time, as the charts need it: every bucket of the window, and a value or null for each. */

import { type Metrics, type Row, readNumber } from "@/api/metrics";
import type { Buckets, Series } from "@/charts/series";
import { bucketStarts, type Granularity } from "@/lib/bucket";
import type { TokenName } from "@/ui/tokens";

export interface OverTime {
  buckets: Buckets;
  /** The values of one metric, bucket by bucket. */
  read: (name: string) => (number | null)[];
}

/** A bucket without requests counts zero of everything, but has no latency and no rate. */
const ZERO_WHEN_NONE = new Set([
  "successes",
  "errors",
  "throttled",
  "cancelled",
  "prompt_tokens",
  "completion_tokens",
  "cost_usd",
]);

export function readOverTime({ data, meta }: Metrics, granularity: Granularity): OverTime {
  const zone = meta.window?.tz ?? "UTC";
  const span = {
    fromMs: Date.parse(meta.window?.from ?? ""),
    toMs: Date.parse(meta.window?.to ?? ""),
  };
  const starts = bucketStarts(span, granularity, zone);
  const rows = new Map(data.map((row) => [Date.parse(String(row.time)), row]));
  const isEmpty = !data.some(hasRequests);
  return {
    buckets: { starts, granularity, zone },
    read: (name) => starts.map((start) => (isEmpty ? null : readBucket(rows.get(start), name))),
  };
}

function hasRequests(row: Row): boolean {
  return ["successes", "errors", "throttled", "cancelled"].some((name) => readNumber(row, name));
}

function readBucket(row: Row | undefined, name: string): number | null {
  if (row && hasRequests(row)) return readNumber(row, name);
  return ZERO_WHEN_NONE.has(name) ? 0 : null;
}

export function series({ read }: OverTime, name: string, label: string, colour: TokenName): Series {
  return { name, label, colour, values: read(name) };
}
