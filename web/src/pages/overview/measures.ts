/** What the overview asks for: one question per part, so that a part that fails takes no other with it. */

import type { Question } from "@/api/metrics";
import type { Granularity } from "@/lib/bucket";

export const HEADLINE: Question = {
  metrics: [
    "requests",
    "prompt_tokens",
    "completion_tokens",
    "total_tokens",
    "cost_usd",
    "unpriced_requests",
    "latency_p50_ms",
    "latency_p95_ms",
    "ttft_p50_ms",
    "error_rate",
    "errors",
    "rescued",
    "throttled",
    "cancelled",
  ],
};

export function overTime(granularity: Granularity): Question & { granularity: Granularity } {
  return {
    metrics: [
      "successes",
      "errors",
      "throttled",
      "cancelled",
      "prompt_tokens",
      "completion_tokens",
      "cost_usd",
      "latency_p50_ms",
      "latency_p95_ms",
      "error_rate",
    ],
    groupBy: ["time"],
    granularity,
    order: "time",
    limit: 2000,
  };
}

export const RANKS = [
  "requests",
  "total_tokens",
  "cost_usd",
  "latency_p95_ms",
  "error_rate",
] as const;
export type Rank = (typeof RANKS)[number];

export function readRank(sort: string | undefined): Rank {
  return RANKS.find((rank) => rank === sort) ?? "requests";
}

const LIST_LENGTH = 8;

export function topBy(groupBy: readonly string[], rank: Rank): Question {
  return { metrics: RANKS, groupBy, order: `-${rank}`, limit: LIST_LENGTH };
}
