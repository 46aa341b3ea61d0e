/** The selected organisation: its name, its projects, its members, and who is invited. */

import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { body, client, type Schema } from "@/api/client";
import { useWrite } from "@/api/write";

export type Member = Schema<"MemberAnswer">;
export type Role = Member["role"];
export type Invitation = Schema<"InvitationAnswer">;

const one = (id: number) => ({ path: { id } });

export const membersQuery = queryOptions({
  queryKey: ["members"],
  queryFn: async ({ signal }) => body(await client.GET("/api/v1/members", { signal })).data,
});

export function useChangeMember() {
  return useSessionWrite(["members"], async ({ id, role }: { id: number; role: Role }) =>
    body(await client.PATCH("/api/v1/members/{id}", { params: one(id), body: { role } })),
  );
}

export function useRemoveMember() {
  return useSessionWrite(["members"], (id: number) =>
    client.DELETE("/api/v1/members/{id}", { params: one(id) }),
  );
}

export const invitationsQuery = queryOptions({
  queryKey: ["invitations"],
  queryFn: async ({ signal }) => body(await client.GET("/api/v1/invitations", { signal })).data,
});

export function useInvite() {
  return useWrite(["invitations"], async (invitation: Schema<"NewInvitation">) =>
    body(await client.POST("/api/v1/invitations", { body: invitation })),
  );
}

export function useRevokeInvitation() {
  return useWrite(["invitations"], (id: number) =>
    client.DELETE("/api/v1/invitations/{id}", { params: one(id) }),
  );
}

/** What an invitation's link is for; undefined without a token. */
export function useOpenInvitation(token: string | undefined) {
  return useQuery({
    // Under the session, so that joining, which forgets all else, does not ask for a used link.
    queryKey: ["session", "invitation", token],
    queryFn: async ({ signal }) =>
      body(await client.POST("/api/v1/invitations/open", { body: { token: token ?? "" }, signal })),
    enabled: token !== undefined,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export const archivedQuery = queryOptions({
  queryKey: ["archived"],
  queryFn: async ({ signal }) =>
    body(await client.GET("/api/v1/projects/archived", { signal })).data,
});

export function useCreateProject() {
  return useSessionWrite(["archived"], async (name: string) =>
    body(await client.POST("/api/v1/projects", { body: { name } })),
  );
}

export function useRenameProject() {
  return useSessionWrite(["archived"], async ({ id, name }: { id: number; name: string }) =>
    body(await client.PATCH("/api/v1/projects/{id}", { params: one(id), body: { name } })),
  );
}

export function useArchiveProject() {
  return useSessionWrite(["archived"], (id: number) =>
    client.DELETE("/api/v1/projects/{id}", { params: one(id) }),
  );
}

export function useChangeOrganisation() {
  return useSessionWrite(["session"], async (change: Schema<"ChangedOrganisation">) =>
    body(await client.PATCH("/api/v1/organisation", { body: change })),
  );
}

/** A write that also changes what the session says of the organisation. */
function useSessionWrite<Input, Output>(
  read: readonly string[],
  write: (input: Input) => Promise<Output>,
) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: write,
    onSuccess: () =>
      Promise.all([read, ["session"]].map((queryKey) => queries.invalidateQueries({ queryKey }))),
  });
}
