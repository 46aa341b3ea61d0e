import { Button, PasswordInput, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useSignIn } from "@/api/session";
import { FormError } from "@/ui/DoorPage";
import { Notice } from "@/ui/states";

/** `isLinkSpent`: one came by a link that was used already, or is too old. */
export function SignInForm({ isLinkSpent }: { isLinkSpent: boolean }) {
  const signIn = useSignIn();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate({ email: email.trim(), password });
  };
  return (
    <form onSubmit={submit}>
      {isLinkSpent && (
        <Notice tone="warning">
          This link was used already, or has expired. Sign in with your password, or ask for a new
          link.
        </Notice>
      )}
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
