/** How well capture keeps up, and whether the server answers at all. */

import { useQuery } from "@tanstack/react-query";
import { body, client, type Schema } from "@/api/client";

export type Pipeline = Schema<"PipelineAnswer">;

const CALM_MS = 4_000;
const BUSY_MS = 1_000;

export function usePipeline() {
  return useQuery({
    queryKey: ["pipeline"],
    queryFn: async ({ signal }) => body(await client.GET("/api/v1/health/pipeline", { signal })),
    // Something is going on: a load, or the server is being waited for.
    refetchInterval: ({ state }) => (state.data?.loading || state.error ? BUSY_MS : CALM_MS),
    retry: false,
  });
}
