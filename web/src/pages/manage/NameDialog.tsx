import { Button, Modal, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import styles from "@/pages/manage/manage.module.css";
import { FormError } from "@/ui/DoorPage";
import type { Failure } from "@/ui/states";

interface Props {
  title: string;
  action: string;
  first: string;
  isOpen: boolean;
  write: { error: Failure | null; isPending: boolean; reset: () => void };
  onClose: () => void;
  onSubmit: (name: string) => void;
}

/** Asks for a name. */
export function NameDialog({ title, isOpen, write, onClose, ...form }: Props) {
  const close = () => {
    write.reset();
    onClose();
  };
  return (
    <Modal opened={isOpen} onClose={close} title={title}>
      <NameForm {...form} write={write} />
    </Modal>
  );
}

function NameForm({ action, first, write, onSubmit }: Omit<Props, "title" | "isOpen" | "onClose">) {
  const [name, setName] = useState(first);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit(name.trim());
  };
  return (
    <form className={styles.dialog} onSubmit={submit}>
      <TextInput
        label="Name"
        required
        data-autofocus
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
      <FormError error={write.error} />
      <Button type="submit" loading={write.isPending}>
        {action}
      </Button>
    </form>
  );
}
