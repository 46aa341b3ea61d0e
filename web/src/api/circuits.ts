/** Which providers' models the gateway processes hold for well or ill, read again every few seconds. */

import { queryOptions, useQuery } from "@tanstack/react-query";
import { body, client, type Schema } from "@/api/client";
import { type Health, healths } from "@/lib/health";

export type Circuit = Schema<"CircuitAnswer">;

const EVERY_MS = 3_000;

export const circuitsQuery = queryOptions({
  queryKey: ["circuits"],
  queryFn: async ({ signal }) => body(await client.GET("/api/v1/circuits", { signal })).data,
  refetchInterval: EVERY_MS,
});

/** One per project, provider and model, worst first. */
export function useHealths(): Health[] | undefined {
  const { data } = useQuery(circuitsQuery);
  return data && healths(data);
}
