import { Button, PasswordInput, TextInput } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { usePageSearch } from "@/api/reading";
import { useSession, useSignIn } from "@/api/session";
import { Redirect } from "@/lib/Redirect";
import { DoorPage, FormError } from "@/ui/DoorPage";
import { Notice } from "@/ui/states";

/** The way in for people: e-mail and password, or a sign-in link that the server took before this page. */
export function SignInPage() {
  const { data: session } = useSession();
  const { token, next = "/" } = usePageSearch();
  if (session?.user) return <Redirect path={next} />;
  return (
    <DoorPage title="Sign in">
      {token && (
        <Notice tone="warning">
          This sign-in link was used already, or has expired. Sign in below, or start the demo again
          for a new link.
        </Notice>
      )}
      {session?.setup_needed && (
        <Notice tone="warning">
          <span>
            This server has no owner yet. <Link to="/setup">Set it up</Link>
          </span>
        </Notice>
      )}
      <SignInForm />
    </DoorPage>
  );
}

function SignInForm() {
  const signIn = useSignIn();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate({ email: email.trim(), password });
  };
  return (
    <form onSubmit={submit}>
      <TextInput
        label="E-mail"
        type="email"
        autoComplete="username"
        required
        autoFocus
        value={email}
        onChange={({ currentTarget }) => setEmail(currentTarget.value)}
      />
      <PasswordInput
        label="Password"
        autoComplete="current-password"
        required
        value={password}
        onChange={({ currentTarget }) => setPassword(currentTarget.value)}
      />
      <FormError error={signIn.error} />
      <Button type="submit" size="sm" loading={signIn.isPending}>
        Sign in
      </Button>
    </form>
  );
}
