import { Button, Modal, NativeSelect, PasswordInput, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import styles from "@/ui/access/access.module.css";
import { hintBaseUrl, isKind, KINDS, type Kind, needsBaseUrl } from "@/ui/access/kinds";
import type { ProviderItem } from "@/ui/access/ProviderTable";
import { FormError } from "@/ui/DoorPage";
import type { Failure } from "@/ui/states";

export interface ProviderInput {
  project_id: number;
  name: string;
  kind: Kind;
  base_url: string | null;
  api_key: string;
}

interface Props {
  isOpen: boolean;
  /** Null: a new one is added. */
  provider: ProviderItem | null;
  projects: readonly { id: number; name: string }[];
  write: { error: Failure | null; isPending: boolean; reset: () => void };
  onSubmit: (input: ProviderInput) => void;
  onClose: () => void;
}

/** Asks what a provider is, where it is, and for its API key. */
export function ProviderDialog({ isOpen, onClose, ...props }: Props) {
  const close = () => {
    props.write.reset();
    onClose();
  };
  const title = props.provider ? `Edit ${props.provider.name}` : "Add provider";
  return (
    <Modal opened={isOpen} onClose={close} title={title}>
      <ProviderForm {...props} />
    </Modal>
  );
}

function ProviderForm({ provider, projects, write, onSubmit }: Omit<Props, "isOpen" | "onClose">) {
  const { projectId, setProjectId, kind, setKind, field, input } = useProviderInput(
    provider,
    projects,
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit(input);
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <NativeSelect
        label="Kind"
        data={Object.entries(KINDS).map(([value, { label }]) => ({ value, label }))}
        value={kind}
        onChange={({ currentTarget }) => setKind(currentTarget.value as Kind)}
      />
      {!provider && (
        <TextInput
          label="Name"
          description="What you call it in models, as in name/model."
          placeholder={kind}
          required
          data-autofocus
          {...field("name")}
        />
      )}
      <PlaceFields kind={kind} isNew={!provider} field={field} />
      {!provider && (
        <NativeSelect
          label="Project"
          data={projects.map(({ id, name }) => ({ value: String(id), label: name }))}
          value={projectId}
          onChange={({ currentTarget }) => setProjectId(currentTarget.value)}
        />
      )}
      <FormError error={write.error} />
      <Button type="submit" loading={write.isPending}>
        {provider ? "Save the provider" : "Add the provider"}
      </Button>
    </form>
  );
}

type Field = "name" | "baseUrl" | "apiKey";

interface FieldProps {
  value: string;
  onChange: (event: { currentTarget: HTMLInputElement }) => void;
}

/** What stands in the form, and what it means. */
function useProviderInput(provider: ProviderItem | null, projects: Props["projects"]) {
  const [projectId, setProjectId] = useState(String(projects[0]?.id ?? ""));
  const [kind, setKind] = useState<Kind>(
    provider && isKind(provider.kind) ? provider.kind : "openai",
  );
  const [typed, setTyped] = useState<Record<Field, string>>({
    name: provider?.name ?? "",
    baseUrl: provider?.base_url ?? "",
    apiKey: "",
  });
  const field = (name: Field): FieldProps => ({
    value: typed[name],
    onChange: ({ currentTarget: { value } }) =>
      setTyped((before) => ({ ...before, [name]: value })),
  });
  const input: ProviderInput = {
    project_id: Number(projectId),
    name: typed.name.trim(),
    kind,
    base_url: typed.baseUrl.trim() || null,
    api_key: typed.apiKey,
  };
  return { projectId, setProjectId, kind, setKind, field, input };
}

interface PlaceProps {
  kind: Kind;
  isNew: boolean;
  field: (name: Field) => FieldProps;
}

function PlaceFields({ kind, isNew, field }: PlaceProps) {
  const look = KINDS[kind];
  return (
    <>
      <TextInput
        label="Base URL"
        description={hintBaseUrl(kind)}
        placeholder={look.baseUrl || look.like}
        type="url"
        required={needsBaseUrl(kind)}
        {...field("baseUrl")}
      />
      <PasswordInput
        label={isNew ? "API key" : "New API key"}
        description={isNew ? look.key : "Empty: the stored one stays. Another host wants it anew."}
        autoComplete="off"
        {...field("apiKey")}
      />
    </>
  );
}
