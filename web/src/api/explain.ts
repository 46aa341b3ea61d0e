/** What changed: in the numbers since the period before, and in the configuration. */

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { body, client, type Schema } from "@/api/client";
import { useReading, useRefreshMs } from "@/api/reading";

export type Explanation = Schema<"ExplanationAnswer">;
export type Breakdown = Schema<"BreakdownAnswer">;
export type Driven = Schema<"DrivenAnswer">;
export type Change = Schema<"ChangeAnswer">;

export const EXPLAINED = [
  "cost_usd",
  "requests",
  "errors",
  "error_rate",
  "latency_p95_ms",
] as const satisfies readonly Explanation["metric"][];
export type ExplainedMetric = (typeof EXPLAINED)[number];

export function readExplained(metric: string | undefined): ExplainedMetric {
  return EXPLAINED.find((one) => one === metric) ?? "cost_usd";
}

/** Asked for less often than the numbers: it compares whole periods, and is read at leisure. */
export function useExplanation(metric: ExplainedMetric) {
  const reading = useReading();
  const refreshMs = useRefreshMs();
  return useQuery({
    queryKey: ["explain", reading, metric],
    queryFn: async ({ signal }) =>
      body(
        await client.GET("/api/v1/explain", { params: { query: { ...reading, metric } }, signal }),
      ),
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs && Math.max(refreshMs, 60_000),
  });
}

export function useChanges() {
  const { filter: _, ...reading } = useReading();
  const refreshMs = useRefreshMs();
  return useQuery({
    queryKey: ["changes", reading],
    queryFn: async ({ signal }) =>
      body(await client.GET("/api/v1/changes", { params: { query: reading }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs && Math.max(refreshMs, 30_000),
  });
}
