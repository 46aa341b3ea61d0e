import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { body, client, type Schema } from "@/api/client";
import { useProjectId } from "@/api/session";
import { useWrite } from "@/api/write";

export type Dashboard = Schema<"DashboardAnswer">;
export type DashboardChange = Schema<"ChangedDashboard">;

export const dashboardsQuery = queryOptions({
  queryKey: ["dashboards"],
  queryFn: async ({ signal }) => body(await client.GET("/api/v1/dashboards", { signal })).data,
});

export function dashboardQuery(id: number) {
  return queryOptions({
    queryKey: ["dashboards", id],
    queryFn: async ({ signal }) =>
      body(await client.GET("/api/v1/dashboards/{id}", { params: { path: { id } }, signal })),
  });
}

/** A new dashboard is of the project that is looked at. */
export function useCreateDashboard() {
  const projectId = useProjectId();
  return useWrite(
    dashboardsQuery.queryKey,
    async ({ name, cards }: Pick<Dashboard, "name" | "cards">) =>
      body(
        await client.POST("/api/v1/dashboards", {
          body: { name, cards, shared: false, project_id: projectId },
        }),
      ),
  );
}

export function useChangeDashboard() {
  return useWrite(
    dashboardsQuery.queryKey,
    async ({ id, ...change }: DashboardChange & { id: number }) =>
      body(
        await client.PATCH("/api/v1/dashboards/{id}", { params: { path: { id } }, body: change }),
      ),
  );
}

/** Reads the list again, and not what is gone. */
export function useRemoveDashboard() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: number) =>
      client.DELETE("/api/v1/dashboards/{id}", { params: { path: { id } } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: dashboardsQuery.queryKey, exact: true }),
  });
}
