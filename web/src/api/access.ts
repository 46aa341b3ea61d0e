/** Keys and providers of the selected projects. */

import { queryOptions, useMutation } from "@tanstack/react-query";
import { body, client, type Schema } from "@/api/client";
import { useWrite } from "@/api/write";

export type Key = Schema<"KeyAnswer">;
export type NewKey = Schema<"NewKey">;
export type Provider = Schema<"ProviderAnswer">;
export type NewProvider = Schema<"NewProvider">;
export type Probe = Schema<"ProbeAnswer">;

export const keysQuery = queryOptions({
  queryKey: ["keys"],
  queryFn: async ({ signal }) => body(await client.GET("/api/v1/keys", { signal })).data,
});

export const providersQuery = queryOptions({
  queryKey: ["providers"],
  queryFn: async ({ signal }) => body(await client.GET("/api/v1/providers", { signal })).data,
});

export function useCreateKey() {
  return useWrite(keysQuery.queryKey, async (key: NewKey) =>
    body(await client.POST("/api/v1/keys", { body: key })),
  );
}

export function useRevokeKey() {
  return useWrite(keysQuery.queryKey, (id: number) =>
    client.DELETE("/api/v1/keys/{id}", { params: { path: { id } } }),
  );
}

/** Gives a key another secret; the answer is the only one that shows it. */
export function useRotateKey() {
  return useWrite(
    keysQuery.queryKey,
    async ({ id, expires_at }: { id: number; expires_at: string | null }) =>
      body(
        await client.POST("/api/v1/keys/{id}/rotate", {
          params: { path: { id } },
          body: { expires_at },
        }),
      ),
  );
}

export function useChangeProvider(id: number) {
  return useWrite(providersQuery.queryKey, async (change: Schema<"ChangedProvider">) =>
    body(await client.PUT("/api/v1/providers/{id}", { params: { path: { id } }, body: change })),
  );
}

/** Asks a provider for its models, with its stored key. */
export function useTestProvider() {
  return useMutation({
    mutationFn: async (id: number) =>
      body(await client.POST("/api/v1/providers/{id}/test", { params: { path: { id } } })),
  });
}

export function useCreateProvider() {
  return useWrite(providersQuery.queryKey, async (provider: NewProvider) =>
    body(await client.POST("/api/v1/providers", { body: provider })),
  );
}

export function useDeleteProvider() {
  return useWrite(providersQuery.queryKey, (id: number) =>
    client.DELETE("/api/v1/providers/{id}", { params: { path: { id } } }),
  );
}

/** Models that answered lately, as the gateway takes them: `provider/model`, most used first. */
export const modelsQuery = queryOptions({
  queryKey: ["models"],
  queryFn: async ({ signal }) => {
    const query = {
      last: "30d",
      metrics: "requests",
      group_by: "provider,model",
      filter: "status:success",
      order: "-requests",
      limit: 50,
    };
    const { data } = body(await client.GET("/api/v1/metrics", { params: { query }, signal }));
    return data
      .filter(({ provider, model }) => provider && model)
      .map(({ provider, model }) => `${provider}/${model}`);
  },
  staleTime: 60_000,
});
