import { Button, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, type ReactNode, useState } from "react";
import { type OutputSchema, type SchemaDefinition, schemas } from "@/api/schemas";
import { useProjectChoice } from "@/api/session";
import { useEditor } from "@/api/useEditor";
import { problemAt } from "@/lib/definition";
import { draftOf, NEW_SCHEMA, readDraft, type SchemaDraft } from "@/pages/schemas/draft";
import { SchemaFields } from "@/pages/schemas/SchemaFields";
import { FormError } from "@/ui/DoorPage";
import { CheckStatus } from "@/ui/edit/CheckStatus";
import { EditHead } from "@/ui/edit/EditHead";
import edit from "@/ui/edit/edit.module.css";
import { LeaveGuard } from "@/ui/edit/LeaveGuard";
import { Overtaken } from "@/ui/edit/Overtaken";
import { ProjectSelect } from "@/ui/edit/ProjectSelect";
import { RemoveButton } from "@/ui/edit/RemoveButton";
import { Panel } from "@/ui/Panel";

interface Props {
  /** Null: a new one is made. */
  saved: OutputSchema | null;
  aside?: ReactNode;
}

export function SchemaEditor({ saved, aside }: Props) {
  const { draft, change, isDirty, base, adopt } = useDraft(saved);
  const { projects, project, choose } = useProjectChoice(saved?.project);
  const { definition, own } = readDraft(draft);
  const editor = useEditor<SchemaDefinition>({
    calls: schemas,
    projectId: project.id,
    saved,
    definition,
    own,
    untouched: draft.name.trim() === "" ? ["name"] : [],
    onSaved: adopt,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    editor.save();
  };
  const { problems } = editor;
  return (
    <form className={edit.column} onSubmit={submit} noValidate>
      <LeaveGuard isDirty={isDirty} />
      <Head saved={saved} isDirty={isDirty} editor={editor} />
      <FormError error={editor.error} />
      <Overtaken saved={saved} base={base} />
      <div className={aside ? edit.columns : undefined}>
        <div className={edit.column}>
          {!saved && (
            <Panel title="Name">
              <div className={edit.fields}>
                <TextInput
                  label="Name"
                  description="What workflows and calls know it by. It stays as it is."
                  placeholder="product_card"
                  required
                  value={draft.name}
                  error={problemAt(problems, "name")}
                  onChange={({ currentTarget }) => change({ name: currentTarget.value })}
                />
                <ProjectSelect projects={projects} value={project} onChange={choose} />
              </div>
            </Panel>
          )}
          <SchemaFields draft={draft} problems={problems} change={change} />
        </div>
        {aside && <div className={edit.column}>{aside}</div>}
      </div>
    </form>
  );
}

interface HeadProps {
  saved: OutputSchema | null;
  isDirty: boolean;
  editor: Pick<
    ReturnType<typeof useEditor<SchemaDefinition>>,
    "problems" | "isIncomplete" | "isCurrent" | "isSaving"
  >;
}

function Head({ saved, isDirty, editor }: HeadProps) {
  return (
    <EditHead
      to="/schemas"
      list="Schemas"
      name={saved?.name ?? "New schema"}
      about={saved && `${saved.project.name}, version ${saved.version}`}
    >
      <CheckStatus
        mistakes={editor.problems.length}
        isIncomplete={editor.isIncomplete}
        isCurrent={editor.isCurrent}
      />
      {saved && <Remove saved={saved} />}
      <Button type="submit" loading={editor.isSaving} disabled={saved !== null && !isDirty}>
        {saved ? `Save as version ${saved.version + 1}` : "Create the schema"}
      </Button>
    </EditHead>
  );
}

function useDraft(saved: OutputSchema | null) {
  const navigate = useNavigate();
  const [base, setBase] = useState(saved);
  const start = base ? draftOf(base.definition) : NEW_SCHEMA;
  const [draft, setDraft] = useState<SchemaDraft>(start);
  const adopt = (now: OutputSchema) => {
    setBase(now);
    setDraft(draftOf(now.definition));
    if (saved) return;
    void navigate({ to: "/schemas/$id", params: { id: String(now.id) }, ignoreBlocker: true });
  };
  const change = (part: Partial<SchemaDraft>) => setDraft((before) => ({ ...before, ...part }));
  const isDirty = JSON.stringify(draft) !== JSON.stringify(start);
  return { draft, change, isDirty, base, adopt };
}

function Remove({ saved }: { saved: OutputSchema }) {
  const remove = schemas.useRemove();
  const navigate = useNavigate();
  const leave = async () => {
    await navigate({ to: "/schemas", ignoreBlocker: true });
    remove.forget(saved.id);
  };
  return (
    <RemoveButton
      question={`No workflow can use ${saved.name} from now on. Its versions are kept for the records that name them.`}
      id={saved.id}
      remove={remove}
      onRemoved={() => void leave()}
    />
  );
}
