import { NativeSelect, TextInput } from "@mantine/core";
import { type Problem, problemAt } from "@/lib/definition";
import { ON_INVALID, type SchemaDraft } from "@/pages/schemas/draft";
import edit from "@/ui/edit/edit.module.css";
import { JsonInput } from "@/ui/edit/JsonInput";
import { Panel } from "@/ui/Panel";

interface Props {
  draft: SchemaDraft;
  problems: readonly Problem[];
  change: (part: Partial<SchemaDraft>) => void;
}

export function SchemaFields({ draft, problems, change }: Props) {
  return (
    <>
      <Panel title="Answer">
        <JsonInput
          label="JSON Schema"
          description="What an answer has to be. Nothing is fetched: every $ref is inside."
          required
          rows={14}
          value={draft.jsonSchema}
          error={problemAt(problems, "json_schema")}
          onChange={(jsonSchema) => change({ jsonSchema })}
        />
      </Panel>
      <Panel title="When an answer does not fit">
        <div className={edit.fields}>
          <NativeSelect
            label="Then"
            data={Object.entries(ON_INVALID).map(([value, label]) => ({ value, label }))}
            value={draft.onInvalid}
            error={problemAt(problems, "on_invalid")}
            onChange={({ currentTarget }) =>
              change({ onInvalid: currentTarget.value as SchemaDraft["onInvalid"] })
            }
          />
          <TextInput
            label="Retries at most"
            inputMode="numeric"
            value={draft.maxRetries}
            error={problemAt(problems, "max_retries")}
            onChange={({ currentTarget }) => change({ maxRetries: currentTarget.value })}
          />
          <JsonInput
            label="Sample"
            description="A valid answer, as JSON: what test mode and a fallback give."
            value={draft.sample}
            error={problemAt(problems, "sample")}
            onChange={(sample) => change({ sample })}
          />
        </div>
      </Panel>
    </>
  );
}
