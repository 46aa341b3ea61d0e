/** The list of requests, one request, and what the filter bar offers. */

import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { body, client, type Schema } from "@/api/client";
import type { Reading } from "@/api/reading";

export type Request = Schema<"RequestAnswer">;
export type RequestPage = Schema<"RequestsAnswer">;
export type RequestDetail = Schema<"RequestDetail">;
export type RequestWhole = Schema<"RequestWhole">;
export type Attempt = Schema<"AttemptAnswer">;
export type Facet = Schema<"Facet">;

export const PAGE_SIZE = 100;

async function listRequests(reading: Reading, cursor: string | null, signal?: AbortSignal) {
  const query = { ...reading, limit: PAGE_SIZE, ...(cursor ? { cursor } : {}) };
  return body(
    await client.GET("/api/v1/requests", { params: { query }, ...(signal ? { signal } : {}) }),
  );
}

/** Pages grow downwards only; new requests are put on top by `headQuery`'s reader. */
export function requestsQuery(reading: Reading) {
  return infiniteQueryOptions({
    queryKey: ["requests", reading],
    queryFn: ({ pageParam, signal }) => listRequests(reading, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page: RequestPage) => page.next_cursor,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 30 * 60_000,
  });
}

/** The newest page, asked for again and again while someone watches. */
export function headQuery(reading: Reading) {
  return queryOptions({
    queryKey: ["requests-head", reading],
    queryFn: ({ signal }) => listRequests(reading, null, signal),
    gcTime: 0,
  });
}

export function requestQuery(id: string) {
  return queryOptions({
    queryKey: ["request", id],
    queryFn: async ({ signal }) =>
      body(await client.GET("/api/v1/requests/{id}", { params: { path: { id } }, signal })),
    // A record never changes once it is stored.
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Values of a field in the window, most frequent first; the filter itself is left aside. */
export function facetsQuery({ filter: _, ...reading }: Reading, field: string) {
  return queryOptions({
    queryKey: ["facets", reading, field],
    queryFn: async ({ signal }) => {
      const query = { ...reading, field, limit: 200 };
      return body(await client.GET("/api/v1/facets", { params: { query }, signal })).data;
    },
    staleTime: 30_000,
    retry: false,
  });
}
