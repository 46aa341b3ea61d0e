import { Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { schemas } from "@/api/schemas";
import { type Problem, problemAt } from "@/lib/definition";
import type { WorkflowDraft } from "@/pages/workflows/draft";
import edit from "@/ui/edit/edit.module.css";
import { JsonInput } from "@/ui/edit/JsonInput";
import { Panel } from "@/ui/Panel";

interface Props {
  draft: WorkflowDraft;
  problems: readonly Problem[];
  project: string;
  change: (part: Partial<WorkflowDraft>) => void;
}

/** What is asked for beside the caller's messages, and what comes back. */
export function AnswerFields({ draft, problems, project, change }: Props) {
  const text = (name: "cacheFields" | "tags", path: string) => ({
    value: draft[name],
    error: problemAt(problems, path),
    onChange: ({ currentTarget }: { currentTarget: HTMLInputElement }) =>
      change({ [name]: currentTarget.value }),
  });
  return (
    <Panel title="Request and answer">
      <div className={edit.fields}>
        <SchemaChoice draft={draft} problems={problems} project={project} change={change} />
        <TextInput
          label="Cache fields"
          description="Paths into the request, with commas between."
          placeholder="metadata.segment, user_id"
          {...text("cacheFields", "cache_fields")}
        />
        <TextInput
          label="Tags"
          description="Put on every request, with commas between."
          {...text("tags", "tags")}
        />
        <JsonInput
          label="Default parameters"
          description="JSON, in OpenAI's names; sent where the caller gave none."
          placeholder={'{ "temperature": 0.2 }'}
          value={draft.parameters}
          error={problemAt(problems, "parameters")}
          onChange={(parameters) => change({ parameters })}
        />
        <Checkbox
          className={edit.wide ?? ""}
          size="xs"
          label="Test mode: answer with the sample, call no provider"
          checked={draft.testMode}
          error={problemAt(problems, "test_mode")}
          onChange={({ currentTarget }) => change({ testMode: currentTarget.checked })}
        />
        <JsonInput
          label="Sample"
          description="JSON that test mode answers. Empty: the schema's sample."
          value={draft.sample}
          error={problemAt(problems, "sample")}
          onChange={(sample) => change({ sample })}
        />
      </div>
    </Panel>
  );
}

/** One of the project's schemas; one that is gone stays in sight, with the server's word on it. */
function SchemaChoice({ draft, problems, project, change }: Props) {
  const { data = [] } = useQuery(schemas.list);
  const names = data.filter((one) => one.project.name === project).map(({ name }) => name);
  const listed = draft.schema && !names.includes(draft.schema) ? [...names, draft.schema] : names;
  return (
    <NativeSelect
      label="Schema"
      description="What answers are held against."
      data={[{ value: "", label: "None" }, ...listed.map((name) => ({ value: name, label: name }))]}
      value={draft.schema}
      error={problemAt(problems, "schema")}
      onChange={({ currentTarget }) => change({ schema: currentTarget.value })}
    />
  );
}
