import { Button, Checkbox, Modal, NativeSelect, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { type NewKey, useCreateKey } from "@/api/access";
import { useProjects } from "@/api/session";
import styles from "@/pages/connect/connect.module.css";
import { Code } from "@/ui/Copy";
import { FormError } from "@/ui/DoorPage";
import { Notice } from "@/ui/states";

interface Props {
  isOpen: boolean;
  onClose: () => void;
  onSecret: (secret: string) => void;
}

export function NewKeyDialog({ isOpen, onClose, onSecret }: Props) {
  const create = useCreateKey();
  const close = () => {
    create.reset();
    onClose();
  };
  const submit = (key: NewKey) =>
    create.mutate(key, { onSuccess: ({ secret }) => onSecret(secret) });
  return (
    <Modal opened={isOpen} onClose={close} title={create.data ? "Your new key" : "New key"}>
      {create.data ? (
        <div className={styles.form}>
          <Notice tone="warning">This is the only time the key is shown. Copy it now.</Notice>
          <Code text={create.data.secret} what="the key" />
          <Button onClick={close}>Done</Button>
        </div>
      ) : (
        <NewKeyForm error={create.error} isPending={create.isPending} onSubmit={submit} />
      )}
    </Modal>
  );
}

const SCOPES = [
  { scope: "gateway", label: "Send calls through the gateway" },
  { scope: "read", label: "Read numbers and requests from the API" },
  { scope: "ingest", label: "Send in records of calls made elsewhere" },
] as const;

const LIVES = [
  { value: "", label: "Never" },
  { value: "30", label: "In 30 days" },
  { value: "90", label: "In 90 days" },
  { value: "365", label: "In a year" },
];

interface FormProps {
  error: Error | null;
  isPending: boolean;
  onSubmit: (key: NewKey) => void;
}

function NewKeyForm({ error, isPending, onSubmit }: FormProps) {
  const projects = useProjects();
  const [name, setName] = useState("");
  const [projectId, setProjectId] = useState(String(projects[0]?.id ?? ""));
  const [scopes, setScopes] = useState<string[]>(["gateway"]);
  const [days, setDays] = useState("");
  const [test, setTest] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit({
      project_id: Number(projectId),
      name: name.trim(),
      scopes: SCOPES.map(({ scope }) => scope).filter((scope) => scopes.includes(scope)),
      expires_at: expiry(days),
      test,
    });
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <TextInput
        label="Name"
        placeholder="ci, checkout-service …"
        required
        data-autofocus
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
      <NativeSelect
        label="Project"
        data={projects.map(({ id, name: label }) => ({ value: String(id), label }))}
        value={projectId}
        onChange={({ currentTarget }) => setProjectId(currentTarget.value)}
      />
      <Checkbox.Group label="May" value={scopes} onChange={setScopes}>
        <div className={styles.scopes}>
          {SCOPES.map(({ scope, label }) => (
            <Checkbox key={scope} value={scope} label={label} size="xs" />
          ))}
        </div>
      </Checkbox.Group>
      <NativeSelect
        label="Expires"
        data={LIVES}
        value={days}
        onChange={({ currentTarget }) => setDays(currentTarget.value)}
      />
      <Checkbox
        size="xs"
        label="Test key: its calls are left out of numbers"
        checked={test}
        onChange={({ currentTarget }) => setTest(currentTarget.checked)}
      />
      <FormError error={error} />
      <Button type="submit" loading={isPending} disabled={scopes.length === 0}>
        Create the key
      </Button>
    </form>
  );
}

function expiry(days: string): string | null {
  return days === "" ? null : new Date(Date.now() + Number(days) * 86_400_000).toISOString();
}
