import { NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ChangeEvent } from "react";
import { keysQuery } from "@/api/access";
import { useOrganisation, useProjects } from "@/api/session";
import { workflows } from "@/api/workflows";
import { type Problem, problemAt } from "@/lib/definition";
import type { LimitDraft } from "@/pages/limits/draft";
import styles from "@/pages/limits/limits.module.css";
import { listPers, UNITS, type Unit } from "@/pages/limits/words";

interface Props {
  draft: LimitDraft;
  problems: readonly Problem[];
  isNew: boolean;
  onChange: (part: Partial<LimitDraft>) => void;
}

export function LimitFields({ draft, problems, isNew, onChange }: Props) {
  const isOfProject = draft.projectId !== "";
  const places = usePlaces();
  const field = (name: keyof LimitDraft, path: string = name) => ({
    value: draft[name],
    error: problemAt(problems, path),
    onChange: ({ currentTarget }: ChangeEvent<HTMLInputElement | HTMLSelectElement>) =>
      onChange({ [name]: currentTarget.value }),
  });
  return (
    <>
      {isNew && <NativeSelect label="Holds in" data={places} {...field("projectId", "-")} />}
      <NativeSelect label="For" data={listPers(isOfProject)} {...field("per")} />
      <div className={styles.rate}>
        <NativeSelect
          label="What"
          data={Object.entries(UNITS).map(([value, { label }]) => ({ value, label }))}
          {...field("unit", "-")}
        />
        <TextInput
          label="At most"
          required
          data-autofocus
          inputMode="decimal"
          placeholder={draft.unit === "cost_usd" ? "50" : "120"}
          {...field("amount", draft.unit)}
        />
        <NativeSelect
          label="Per"
          data={[...UNITS[draft.unit as Unit].windows]}
          {...field("window", "-")}
        />
      </div>
      {draft.unit === "requests" && (
        <TextInput
          label="Burst"
          description="How many may come at once; the allowance then fills up evenly. Empty: all of it."
          inputMode="numeric"
          {...field("burst")}
        />
      )}
      <Restrictions draft={draft} field={field} />
      <TextInput
        label="Name"
        description="Shown to those it refuses. Empty: called after what it says."
        {...field("name")}
      />
    </>
  );
}

type Field = (name: keyof LimitDraft) => {
  value: string;
  error: string | undefined;
  onChange: (event: ChangeEvent<HTMLSelectElement>) => void;
};

/** Which of the calls count at all. */
function Restrictions({ draft, field }: { draft: LimitDraft; field: Field }) {
  const { data: flows = [] } = useQuery(workflows.list);
  const { data: keys = [] } = useQuery(keysQuery);
  const isThere = ({ project }: { project: { id: number } }) =>
    draft.projectId === "" || String(project.id) === draft.projectId;
  const working = keys.filter((key) => key.revoked_at === null);
  return (
    <div className={styles.pair}>
      <NativeSelect
        label="Only calls of the workflow"
        data={choices("Any", flows.filter(isThere), draft.workflow)}
        {...field("workflow")}
      />
      <NativeSelect
        label="Only calls with the key"
        data={choices("Any", working.filter(isThere), draft.key)}
        {...field("key")}
      />
    </div>
  );
}

function choices(none: string, things: readonly { name: string }[], chosen: string) {
  const names = new Set(things.map(({ name }) => name));
  if (chosen) names.add(chosen);
  return [{ value: "", label: none }, ...[...names].map((name) => ({ value: name, label: name }))];
}

function usePlaces() {
  const organisation = useOrganisation()?.name ?? "";
  const projects = useProjects();
  return [
    { value: "", label: `The organisation ${organisation}` },
    ...projects.map(({ id, name }) => ({ value: String(id), label: `The project ${name}` })),
  ];
}
