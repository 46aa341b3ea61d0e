import { queryOptions } from "@tanstack/react-query";
import { body, client, type Schema } from "@/api/client";
import type { Definition } from "@/api/definitions";
import { useWrite } from "@/api/write";

export type Limit = Schema<"LimitAnswer">;
export type LimitDefinition = Schema<"LimitDefinition">;

export const limitsQuery = queryOptions({
  queryKey: ["limits"],
  queryFn: async ({ signal }) => body(await client.GET("/api/v1/limits", { signal })).data,
});

interface NewLimit {
  /** Null: the whole organisation's. */
  projectId: number | null;
  definition: Definition;
}

export function useCreateLimit() {
  return useWrite(limitsQuery.queryKey, async ({ projectId, definition }: NewLimit) =>
    body(await client.POST("/api/v1/limits", { body: { project_id: projectId, definition } })),
  );
}

export function useChangeLimit(id: number) {
  return useWrite(limitsQuery.queryKey, async (definition: Definition) =>
    body(
      await client.PUT("/api/v1/limits/{id}", { params: { path: { id } }, body: { definition } }),
    ),
  );
}

export function useRemoveLimit() {
  return useWrite(limitsQuery.queryKey, (id: number) =>
    client.DELETE("/api/v1/limits/{id}", { params: { path: { id } } }),
  );
}
