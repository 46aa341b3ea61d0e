/** Where an invitation's link leads: what it is for, and the way in. */

import { Button, PasswordInput, TextInput } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import type { Schema } from "@/api/client";
import { useOpenInvitation } from "@/api/people";
import { usePageSearch } from "@/api/reading";
import { useAcceptInvitation, useSession } from "@/api/session";
import { Redirect } from "@/lib/Redirect";
import { DoorPage, FormError } from "@/ui/DoorPage";
import { ErrorState, Skeleton } from "@/ui/states";

type Invitation = Schema<"OpenInvitationAnswer">;

export function JoinPage() {
  const { token } = usePageSearch();
  const { data, error } = useOpenInvitation(token);
  const accept = useAcceptInvitation();
  if (accept.isSuccess) return <Redirect path="/" />;
  if (!token || error) {
    const failure = error ?? { message: "The link is not whole.", hint: "Copy all of it." };
    return (
      <DoorPage title="Invitation">
        <ErrorState error={failure} />
      </DoorPage>
    );
  }
  return (
    <DoorPage title={data ? `Join ${data.organisation}` : "Invitation"}>
      {data ? <Join token={token} invitation={data} accept={accept} /> : <Skeleton height={160} />}
    </DoorPage>
  );
}

interface JoinProps {
  token: string;
  invitation: Invitation;
  accept: ReturnType<typeof useAcceptInvitation>;
}

function Join({ token, invitation, accept }: JoinProps) {
  const { data: session } = useSession();
  const { email, role, created_by, organisation } = invitation;
  return (
    <>
      <p>
        {created_by} invites {email} to {organisation} as {role}.
      </p>
      {!invitation.has_account && <Newcomer token={token} email={email} accept={accept} />}
      {invitation.has_account && session?.user?.email === email && (
        <>
          <FormError error={accept.error} />
          <Button size="sm" loading={accept.isPending} onClick={() => accept.mutate({ token })}>
            Join
          </Button>
        </>
      )}
      {invitation.has_account && session && session.user?.email !== email && (
        <p>
          {session.user ? `You are signed in as ${session.user.email}. Sign out, then ` : ""}
          <Link to="/signin" search={{ next: `/join?token=${token}` }}>
            sign in as {email}
          </Link>{" "}
          to accept.
        </p>
      )}
    </>
  );
}

function Newcomer({ token, email, accept }: Omit<JoinProps, "invitation"> & { email: string }) {
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    accept.mutate({ token, name: name.trim(), password });
  };
  return (
    <form onSubmit={submit}>
      <input type="hidden" name="email" autoComplete="username" value={email} />
      <TextInput
        label="Your name"
        autoComplete="name"
        autoFocus
        required
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
      <PasswordInput
        label="Password"
        description="Ten characters or more."
        autoComplete="new-password"
        required
        value={password}
        onChange={({ currentTarget }) => setPassword(currentTarget.value)}
      />
      <FormError error={accept.error} />
      <Button type="submit" size="sm" loading={accept.isPending}>
        Make the account and join
      </Button>
    </form>
  );
}
