import { Button, Modal, PasswordInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useSetPassword } from "@/api/session";
import styles from "@/app/frame/frame.module.css";
import { FormError } from "@/ui/DoorPage";

/** Changes one's own password; other browsers are signed out. */
export function PasswordDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const setPassword = useSetPassword();
  const [current, setCurrent] = useState("");
  const [password, setTyped] = useState("");
  const close = () => {
    setPassword.reset();
    setCurrent("");
    setTyped("");
    onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setPassword.mutate({ password, current }, { onSuccess: close });
  };
  return (
    <Modal opened={isOpen} onClose={close} title="Change password">
      <form className={styles.custom} onSubmit={submit}>
        <PasswordInput
          label="Current password"
          description="Empty when you have none yet."
          autoComplete="current-password"
          data-autofocus
          value={current}
          onChange={({ currentTarget }) => setCurrent(currentTarget.value)}
        />
        <PasswordInput
          label="New password"
          description="Your other browsers are signed out."
          autoComplete="new-password"
          required
          value={password}
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
        />
        <FormError error={setPassword.error} />
        <Button type="submit" loading={setPassword.isPending}>
          Change the password
        </Button>
      </form>
    </Modal>
  );
}
