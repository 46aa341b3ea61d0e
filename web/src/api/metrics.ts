/** Numbers by dimension. A metric that the server does not know of a row is null, never zero. */

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { body, client, type Schema } from "@/api/client";
import { type Reading, useReading, useRefreshMs } from "@/api/reading";

export interface Question {
  metrics: readonly string[];
  groupBy?: readonly string[];
  granularity?: Schema<"MetricsQuestion">["granularity"];
  order?: string;
  limit?: number;
}

export type Metrics = Awaited<ReturnType<typeof askMetrics>>;
export type Row = Schema<"MetricsAnswer">["data"][number];
export type Meta = Schema<"Meta">;

export function useMetrics(question: Question) {
  const reading = useReading();
  const refetchInterval = useRefreshMs();
  return useQuery({
    queryKey: ["metrics", reading, question],
    queryFn: ({ signal }) => askMetrics(reading, question, signal),
    placeholderData: keepPreviousData,
    refetchInterval,
  });
}

async function askMetrics(reading: Reading, question: Question, signal: AbortSignal) {
  const { metrics, groupBy = [], granularity, order, limit } = question;
  const query = {
    ...reading,
    metrics: metrics.join(","),
    group_by: groupBy.join(","),
    ...(granularity ? { granularity } : {}),
    ...(order ? { order } : {}),
    ...(limit ? { limit } : {}),
  };
  const answer = body(await client.GET("/api/v1/metrics", { params: { query }, signal }));
  // While the next answer is on its way the last one stays: it must say what it was an answer to.
  return { ...answer, question };
}

/** Money comes as text in plain digits: for drawing and ranking, a number is close enough. */
export function readNumber(row: Row | undefined, name: string): number | null {
  const value = row?.[name];
  if (value === null || value === undefined || value === "") return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

export function readText(row: Row | undefined, name: string): string {
  const value = row?.[name];
  return value === null || value === undefined ? "" : String(value);
}
