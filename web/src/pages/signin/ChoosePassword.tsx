import { Button, PasswordInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useSetPassword } from "@/api/session";
import { FormError } from "@/ui/DoorPage";

/** For who came by a link: without a password, the next visit needs another link. */
export function ChoosePassword({ onDone }: { onDone: () => void }) {
  const setPassword = useSetPassword();
  const [password, setTyped] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setPassword.mutate({ password, current: "" }, { onSuccess: onDone });
  };
  return (
    <form onSubmit={submit}>
      <PasswordInput
        label="New password"
        autoComplete="new-password"
        required
        autoFocus
        value={password}
        onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      />
      <FormError error={setPassword.error} />
      <Button type="submit" size="sm" loading={setPassword.isPending}>
        Set the password
      </Button>
      <Button variant="subtle" size="sm" onClick={onDone}>
        Not now
      </Button>
    </form>
  );
}
