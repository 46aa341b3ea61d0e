/** What workflows and schemas have in common: they are defined, checked, saved in versions, restored. */

import { useDebouncedValue } from "@mantine/hooks";
import {
  keepPreviousData,
  queryOptions,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import type { Problem, Schema } from "@/api/client";
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

/** The calls of one of the two. */
export interface Door<D> {
  list: (signal: AbortSignal) => Promise<Saved<D>[]>;
  get: (id: number, signal: AbortSignal) => Promise<Saved<D>>;
  versions: (id: number, signal: AbortSignal) => Promise<Saved<D>[]>;
  check: (projectId: number, definition: Definition, signal: AbortSignal) => Promise<Problem[]>;
  create: (projectId: number, definition: Definition) => Promise<Saved<D>>;
  change: (id: number, definition: Definition) => Promise<Saved<D>>;
  restore: (id: number, version: number) => Promise<Saved<D>>;
  remove: (id: number) => Promise<unknown>;
}

export type Kind = "workflows" | "schemas";

/** How long one may pause in typing before what stands there is checked. */
const PAUSE_MS = 300;

/** Everything one can do with one of the two, read under its name. */
export function definitionCalls<D>(kind: Kind, door: Door<D>) {
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
