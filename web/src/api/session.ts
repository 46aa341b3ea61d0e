/** Who is signed in, and which organisation and project they look at. */

import {
  type QueryClient,
  queryOptions,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { useState } from "react";
import { body, client, rememberCsrfToken, type Schema } from "@/api/client";

export type Session = Schema<"SessionAnswer">;
export type Organisation = Schema<"OrganisationAnswer">;
export type Project = Schema<"ProjectAnswer">;

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async ({ signal }) => remember(body(await client.GET("/api/v1/session", { signal }))),
  staleTime: 60_000,
  // A server that is away is asked again until it is back.
  refetchInterval: ({ state }) => (state.error ? 2_000 : false),
});

export function useSession() {
  return useQuery(sessionQuery);
}

/** The organisation that is looked at; undefined until the session is known. */
export function useOrganisation(): Organisation | undefined {
  const { data } = useSession();
  return data?.organisations.find(({ id }) => id === data.selected?.organisation_id);
}

const MAY = {
  manage_organisation: ["owner", "admin"],
  manage_members: ["owner", "admin"],
  manage_projects: ["owner", "admin"],
  manage_providers: ["owner", "admin", "member"],
  manage_keys: ["owner", "admin", "member"],
  manage_workflows: ["owner", "admin", "member"],
  manage_limits: ["owner", "admin"],
  share: ["owner", "admin", "member"],
} as const satisfies Record<string, readonly Organisation["role"][]>;

/** Whether the role in the organisation allows it; the server asks again. */
export function useMay(permission: keyof typeof MAY): boolean {
  const role = useOrganisation()?.role;
  return MAY[permission].some((one) => one === role);
}

/** The project that is looked at; null: all of the organisation. */
export function useProjectId(): number | null {
  return useSession().data?.selected?.project_id ?? null;
}

/** The projects one could mean: the selected one, or all of the organisation. */
export function useProjects(): Project[] {
  const { data } = useSession();
  const projects = useOrganisation()?.projects ?? [];
  const chosen = data?.selected?.project_id ?? null;
  return chosen === null ? projects : projects.filter(({ id }) => id === chosen);
}

const NO_PROJECT = { id: 0, name: "" };

/** The project that something new is made in; that of something old, which stays where it is. */
export function useProjectChoice(fixed: Project | undefined) {
  const projects = useProjects();
  const [chosen, choose] = useState<number | null>(null);
  const found = projects.find(({ id }) => id === chosen);
  return { projects, project: fixed ?? found ?? projects[0] ?? NO_PROJECT, choose };
}

export function useSignIn() {
  return useSessionChange(async (answer: Schema<"SignIn">) =>
    body(await client.POST("/api/v1/session", { body: answer })),
  );
}

export function useFollowLink() {
  return useSessionChange(async (answer: Schema<"FollowLink">) =>
    body(await client.POST("/api/v1/session/link", { body: answer })),
  );
}

export function useSetPassword() {
  return useSessionChange(async (answer: Schema<"NewPassword">) =>
    body(await client.PUT("/api/v1/session/password", { body: answer })),
  );
}

export function useSetUp() {
  return useSessionChange(async (answer: Schema<"SetUp">) =>
    body(await client.POST("/api/v1/setup", { body: answer })),
  );
}

export function useAcceptInvitation() {
  return useSessionChange(async (answer: Schema<"AcceptInvitation">) =>
    body(await client.POST("/api/v1/invitations/accept", { body: answer })),
  );
}

export function useSelect() {
  return useSessionChange(async (choice: Schema<"Select">) =>
    body(await client.PUT("/api/v1/session/selection", { body: choice })),
  );
}

export function useSignOut() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => client.DELETE("/api/v1/session"),
    onSettled: () => {
      queries.removeQueries({ predicate: isNotSession });
      return queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
    },
  });
}

/** A call that answers with the new session: what was read under the old one is forgotten. */
function useSessionChange<Input>(change: (input: Input) => Promise<Session>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: change, onSuccess: (session) => adopt(queries, session) });
}

function adopt(queries: QueryClient, session: Session): void {
  queries.setQueryData(sessionQuery.queryKey, remember(session));
  void queries.resetQueries({ predicate: isNotSession });
}

function isNotSession({ queryKey }: { queryKey: readonly unknown[] }): boolean {
  return queryKey[0] !== "session";
}

function remember(session: Session): Session {
  rememberCsrfToken(session.csrf_token);
  return session;
}
