/** Answers of Explore and of dashboard cards: each question is one call, so that none takes another down. */

import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { body, client, type Schema } from "@/api/client";
import { type Reading, useRefreshMs } from "@/api/reading";
import type { Granularity } from "@/lib/bucket";
import {
  type ExploreQuestion,
  isOverTime,
  isSpread,
  MOST_LINES,
  spreadOf,
} from "@/lib/explore/question";

export type Catalog = Schema<"Catalog">;
export type CatalogMetric = Schema<"CatalogMetric">;

export const catalogQuery = queryOptions({
  queryKey: ["catalog"],
  queryFn: async ({ signal }) => body(await client.GET("/api/v1/catalog", { signal })).data,
  staleTime: Number.POSITIVE_INFINITY,
});

/** Paths of the customer data that there were lately: dimensions that the catalog cannot know. */
export const pathsQuery = queryOptions({
  queryKey: ["customer-paths"],
  queryFn: async ({ signal }) => {
    const query = { last: "30d", field: "customer", limit: 50 };
    return body(await client.GET("/api/v1/facets", { params: { query }, signal })).data;
  },
  staleTime: 60_000,
  retry: false,
});

export type Explored = Awaited<ReturnType<typeof ask>>;

export interface Asked {
  question: ExploreQuestion;
  granularity: Granularity;
}

export function useExplore(asked: Asked, reading: Reading) {
  const refetchInterval = useRefreshMs();
  return useQuery({
    queryKey: ["explore", reading, asked],
    queryFn: ({ signal }) => ask(asked, reading, signal),
    placeholderData: keepPreviousData,
    refetchInterval,
  });
}

async function ask(asked: Asked, reading: Reading, signal: AbortSignal) {
  const { chart } = asked.question;
  if (isSpread(chart)) return askSpread(asked, reading, signal);
  return { ...asked, kind: "rows" as const, answer: await askRows(asked, reading, signal) };
}

async function askSpread({ question, granularity }: Asked, reading: Reading, signal: AbortSignal) {
  const { field } = spreadOf(question.metrics[0] ?? "");
  const query = { ...reading, field };
  if (question.chart === "heat") {
    const params = { query: { ...query, granularity } };
    const answer = body(await client.GET("/api/v1/heatmap", { params, signal }));
    return { question, granularity, kind: "heat" as const, answer };
  }
  const answer = body(await client.GET("/api/v1/distribution", { params: { query }, signal }));
  return { question, granularity, kind: "distribution" as const, answer };
}

async function askRows({ question, granularity }: Asked, reading: Reading, signal: AbortSignal) {
  const { metrics, by, top, chart } = question;
  const overTime = isOverTime(chart);
  const query = {
    ...reading,
    metrics: metrics.join(","),
    group_by: [...(overTime ? ["time"] : []), ...by].join(","),
    // Over time the server ranks the groups by their whole, and answers in the order of time.
    ...(overTime ? { granularity } : { order: `-${metrics[0]}` }),
    ...(by.length > 0 ? { top: overTime ? Math.min(top, MOST_LINES) : top, other: true } : {}),
    limit: 10_000,
  };
  return body(await client.GET("/api/v1/metrics", { params: { query }, signal }));
}
