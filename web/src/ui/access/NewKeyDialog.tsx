import { Button, Checkbox, Modal, NativeSelect, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import styles from "@/ui/access/access.module.css";
import { Code } from "@/ui/Copy";
import { FormError } from "@/ui/DoorPage";
import { type Failure, Notice } from "@/ui/states";

type Scope = (typeof SCOPES)[number]["scope"];

export interface NewKey {
  project_id: number;
  name: string;
  scopes: Scope[];
  expires_at: string | null;
  test: boolean;
}

interface Props {
  isOpen: boolean;
  projects: readonly { id: number; name: string }[];
  create: {
    data: { secret: string } | undefined;
    error: Failure | null;
    isPending: boolean;
    reset: () => void;
  };
  onSubmit: (key: NewKey) => void;
  onClose: () => void;
}

/** Asks what a key is to be, and shows its secret this once. */
export function NewKeyDialog({ isOpen, projects, create, onSubmit, onClose }: Props) {
  const close = () => {
    create.reset();
    onClose();
  };
  return (
    <Modal opened={isOpen} onClose={close} title={create.data ? "Your new key" : "New key"}>
      {create.data ? (
        <NewSecret secret={create.data.secret} onDone={close} />
      ) : (
        <NewKeyForm
          projects={projects}
          error={create.error}
          isPending={create.isPending}
          onSubmit={onSubmit}
        />
      )}
    </Modal>
  );
}

const SCOPES = [
  { scope: "gateway", label: "Send calls through the gateway" },
  { scope: "read", label: "Read numbers and requests from the API" },
  { scope: "ingest", label: "Send in records of calls made elsewhere" },
] as const;

export const LIVES = [
  { value: "", label: "Never" },
  { value: "30", label: "In 30 days" },
  { value: "90", label: "In 90 days" },
  { value: "365", label: "In a year" },
];

/** The only time that a secret is on screen. */
export function NewSecret({ secret, onDone }: { secret: string; onDone: () => void }) {
  return (
    <div className={styles.form}>
      <Notice tone="warning">This is the only time the key is shown. Copy it now.</Notice>
      <Code text={secret} what="the key" />
      <Button onClick={onDone}>Done</Button>
    </div>
  );
}

interface FormProps {
  projects: Props["projects"];
  error: Failure | null;
  isPending: boolean;
  onSubmit: (key: NewKey) => void;
}

function NewKeyForm({ projects, error, isPending, onSubmit }: FormProps) {
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

/** When so many days from now is over; null for never. */
export function expiry(days: string): string | null {
  return days === "" ? null : new Date(Date.now() + Number(days) * 86_400_000).toISOString();
}
