import { Button, Modal, NativeSelect, PasswordInput, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useCreateProvider } from "@/api/access";
import { useProjects } from "@/api/session";
import styles from "@/pages/connect/connect.module.css";
import { hintBaseUrl, KINDS, type Kind, needsBaseUrl } from "@/pages/connect/kinds";
import { FormError } from "@/ui/DoorPage";

const FIRST = { name: "", baseUrl: "", apiKey: "" };

export function NewProviderDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const create = useCreateProvider();
  const close = () => {
    create.reset();
    onClose();
  };
  return (
    <Modal opened={isOpen} onClose={close} title="Add provider">
      <NewProviderForm create={create} onDone={close} />
    </Modal>
  );
}

interface FormProps {
  create: ReturnType<typeof useCreateProvider>;
  onDone: () => void;
}

function NewProviderForm({ create, onDone }: FormProps) {
  const projects = useProjects();
  const [projectId, setProjectId] = useState(String(projects[0]?.id ?? ""));
  const [kind, setKind] = useState<Kind>("openai");
  const [typed, setTyped] = useState(FIRST);
  const look = KINDS[kind];
  const field = (name: keyof typeof FIRST) => ({
    value: typed[name],
    onChange: ({ currentTarget }: { currentTarget: HTMLInputElement }) => {
      const { value } = currentTarget;
      setTyped((before) => ({ ...before, [name]: value }));
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const provider = {
      project_id: Number(projectId),
      name: typed.name.trim(),
      kind,
      base_url: typed.baseUrl.trim() || null,
      api_key: typed.apiKey,
    };
    create.mutate(provider, { onSuccess: onDone });
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <NativeSelect
        label="Kind"
        data={Object.entries(KINDS).map(([value, { label }]) => ({ value, label }))}
        value={kind}
        onChange={({ currentTarget }) => setKind(currentTarget.value as Kind)}
      />
      <TextInput
        label="Name"
        description="What you call it in models, as in name/model."
        placeholder={kind}
        required
        data-autofocus
        {...field("name")}
      />
      <TextInput
        label="Base URL"
        description={hintBaseUrl(kind)}
        placeholder={look.baseUrl || look.like}
        type="url"
        required={needsBaseUrl(kind)}
        {...field("baseUrl")}
      />
      <PasswordInput
        label="API key"
        description={look.key}
        autoComplete="off"
        {...field("apiKey")}
      />
      <NativeSelect
        label="Project"
        data={projects.map(({ id, name }) => ({ value: String(id), label: name }))}
        value={projectId}
        onChange={({ currentTarget }) => setProjectId(currentTarget.value)}
      />
      <FormError error={create.error} />
      <Button type="submit" loading={create.isPending}>
        Add the provider
      </Button>
    </form>
  );
}
