/** What workflows and schemas have in common: they are defined, checked, saved in versions, restored. */

import { useDebouncedValue } from "@mantine/hooks";
import {
  keepPreviousData,
  queryOptions,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { body, client, type Schema } from "@/api/client";
import { useWrite } from "@/api/write";

/** As in a configuration file, mistakes included. */
export type Definition = Record<string, unknown>;

/** A workflow or a schema in one of its versions. */
export interface Saved<D> {
  id: number;
  name: string;
  version: number;
  definition: D;
  project: Schema<"ProjectAnswer">;
  created_at: string;
  created_by: string | null;
}

export type Kind = "workflows" | "schemas";

/** How long one may pause in typing before what stands there is checked. */
const PAUSE_MS = 300;

const path = (id: number) => ({ path: { id } });

/** Everything one can do with one of the two, read under its name. */
export function definitionCalls<D>(kind: Kind) {
  const door = doorOf<D>(kind);
  return {
    list: queryOptions({ queryKey: [kind], queryFn: ({ signal }) => door.list(signal) }),
    one: (id: number) =>
      queryOptions({ queryKey: [kind, id], queryFn: ({ signal }) => door.get(id, signal) }),
    versions: (id: number) =>
      queryOptions({
        queryKey: [kind, id, "versions"],
        queryFn: ({ signal }) => door.versions(id, signal),
      }),
    useCheck: (projectId: number, definition: Definition) =>
      useCheck(kind, door, projectId, definition),
    useCreate: () =>
      useWrite([kind], ({ projectId, definition }: { projectId: number; definition: Definition }) =>
        door.create(projectId, definition),
      ),
    useChange: (id: number) =>
      useWrite([kind], (definition: Definition) => door.change(id, definition)),
    useRestore: (id: number) => useWrite([kind], (version: number) => door.restore(id, version)),
    useRemove: () => useRemove(kind, door),
  };
}

export type Calls<D> = ReturnType<typeof definitionCalls<D>>;
type Door<D> = ReturnType<typeof doorOf<D>>;

/** The calls themselves. Both kinds are answered alike but for the definition, which is the caller's `D`. */
function doorOf<D>(kind: Kind) {
  const list = `/api/v1/${kind}` as const;
  const one = `${list}/{id}` as const;
  const saved = (answer: unknown) => answer as Saved<D>;
  const savedAll = ({ data }: { data: unknown[] }) => data.map(saved);
  return {
    list: async (signal: AbortSignal) => savedAll(body(await client.GET(list, { signal }))),
    get: async (id: number, signal: AbortSignal) =>
      saved(body(await client.GET(one, { params: path(id), signal }))),
    versions: async (id: number, signal: AbortSignal) =>
      savedAll(body(await client.GET(`${one}/versions`, { params: path(id), signal }))),
    check: async (project_id: number, definition: Definition, signal: AbortSignal) =>
      body(await client.POST(`${list}/check`, { body: { project_id, definition }, signal }))
        .problems,
    create: async (project_id: number, definition: Definition) =>
      saved(body(await client.POST(list, { body: { project_id, definition } }))),
    change: async (id: number, definition: Definition) =>
      saved(body(await client.PUT(one, { params: path(id), body: { definition } }))),
    restore: async (id: number, version: number) => {
      const params = { path: { id, version } };
      return saved(body(await client.POST(`${one}/versions/{version}/restore`, { params })));
    },
    remove: (id: number) => client.DELETE(one, { params: path(id) }),
  };
}

/** Reads the list again, and not what is gone; its page is left, and then forgotten. */
function useRemove<D>(kind: Kind, door: Door<D>) {
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: (id: number) => door.remove(id),
    onSuccess: () => queries.invalidateQueries({ queryKey: [kind], exact: true }),
  });
  return { ...remove, forget: (id: number) => queries.removeQueries({ queryKey: [kind, id] }) };
}

/** The server's opinion of what stands in an editor, a moment after the last change. */
function useCheck<D>(kind: Kind, door: Door<D>, projectId: number, definition: Definition) {
  const text = JSON.stringify(definition);
  const [settled] = useDebouncedValue(text, PAUSE_MS);
  const { data, error, isPlaceholderData } = useQuery({
    queryKey: ["check", kind, projectId, settled],
    queryFn: ({ signal }) => door.check(projectId, JSON.parse(settled) as Definition, signal),
    placeholderData: keepPreviousData,
    gcTime: 60_000,
    retry: false,
  });
  const isCurrent =
    settled === text && !isPlaceholderData && (data !== undefined || error !== null);
  return { problems: data ?? [], error, isCurrent };
}
