/** Saved views: a page and the search of its address, one's own and those that others share. */

import { queryOptions, useQuery } from "@tanstack/react-query";
import { body, client, type Schema } from "@/api/client";
import { usePageSearch } from "@/api/reading";
import { useMay, useProjectId } from "@/api/session";
import { useWrite } from "@/api/write";
import { keptSearch, parseSearch, stringifySearch, validateSearch } from "@/lib/search";

export type View = Schema<"ViewAnswer">;

/** The address of each page that views are kept of. */
export const VIEW_PATHS = {
  overview: "/",
  requests: "/requests",
  explore: "/explore",
} as const;
export type ViewPage = keyof typeof VIEW_PATHS;

export const viewsQuery = queryOptions({
  queryKey: ["views"],
  queryFn: async ({ signal }) => body(await client.GET("/api/v1/views", { signal })).data,
  staleTime: 30_000,
});

/** A view as a link: where it leads, and whether one is there already. */
export function viewLink({ page, search }: { page: ViewPage; search: string }) {
  return { to: VIEW_PATHS[page], search: validateSearch(parseSearch(search)) };
}

/** Everything that `ui/SaveView` asks for. */
export function useViews(page: ViewPage) {
  const { data = [], error: readError } = useQuery(viewsQuery);
  const current = searchText(usePageSearch());
  const views = data
    .filter((view) => view.page === page)
    .map((view) => {
      const link = viewLink({ page, search: view.search });
      return { ...view, link, isShown: searchText(link.search) === current };
    });
  return {
    views,
    readError,
    mayShare: useMay("share"),
    create: useCreateView(page, current),
    change: useChangeView(current),
    remove: useRemoveView(),
  };
}

/** What is shown becomes a view of the project that is looked at. */
function useCreateView(page: ViewPage, search: string) {
  const projectId = useProjectId();
  return useWrite(
    viewsQuery.queryKey,
    async ({ name, shared }: { name: string; shared: boolean }) =>
      body(
        await client.POST("/api/v1/views", {
          body: { name, shared, page, search, project_id: projectId },
        }),
      ),
  );
}

interface Change {
  id: number;
  name: string;
  shared: boolean;
  /** The view shows from now on what is shown now. */
  takesShown: boolean;
}

function useChangeView(current: string) {
  return useWrite(viewsQuery.queryKey, async ({ id, takesShown, ...label }: Change) =>
    body(
      await client.PATCH("/api/v1/views/{id}", {
        params: { path: { id } },
        body: takesShown ? { ...label, search: current } : label,
      }),
    ),
  );
}

function useRemoveView() {
  return useWrite(viewsQuery.queryKey, (id: number) =>
    client.DELETE("/api/v1/views/{id}", { params: { path: { id } } }),
  );
}

function searchText(search: ReturnType<typeof usePageSearch>): string {
  return stringifySearch({ ...keptSearch(search) }).replace(/^\?/, "");
}
