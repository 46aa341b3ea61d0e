/** How reading goes on in the background: what is tried again, and what an expired session leads to. */

import { QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiError } from "@/api/client";
import { sessionQuery } from "@/api/session";

export function createQueries(): QueryClient {
  const queries: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError: (error) => noticeSignedOut(queries, error) }),
    defaultOptions: {
      queries: {
        // The server may well be on this machine: no network does not mean no server.
        networkMode: "always",
        staleTime: 2_000,
        refetchOnWindowFocus: true,
        retry: (failures, error) => failures < 1 && isWorthRetrying(error),
      },
      mutations: { networkMode: "always", retry: false },
    },
  });
  return queries;
}

/** A server that is away is waited for by the frame, which then reads everything again. */
function isWorthRetrying(error: Error): boolean {
  return error instanceof ApiError && error.status >= 500 && !error.isUnreachable;
}

/** The session is read again; when it has ended, the gate shows the sign-in page. */
function noticeSignedOut(queries: QueryClient, error: Error): void {
  if (error instanceof ApiError && error.status === 401) {
    void queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
  }
}
