import { Button, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, type ReactNode, useState } from "react";
import { useProjectChoice } from "@/api/session";
import { useEditor } from "@/api/useEditor";
import { type Workflow, type WorkflowDefinition, workflows } from "@/api/workflows";
import { problemAt } from "@/lib/definition";
import { AnswerFields } from "@/pages/workflows/AnswerFields";
import {
  draftOf,
  listUntouched,
  NEW_WORKFLOW,
  readDraft,
  type WorkflowDraft,
} from "@/pages/workflows/draft";
import { FailureFields } from "@/pages/workflows/FailureFields";
import { Targets } from "@/pages/workflows/Targets";
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
  saved: Workflow | null;
  aside?: ReactNode;
}

export function Editor({ saved, aside }: Props) {
  const { draft, change, isDirty, base, adopt } = useDraft(saved);
  const { projects, project, choose } = useProjectChoice(saved?.project);
  const { definition, own } = readDraft(draft);
  const editor = useEditor<WorkflowDefinition>({
    calls: workflows,
    projectId: project.id,
    saved,
    definition,
    own,
    untouched: listUntouched(draft),
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
                  description="What calls give as their model. It stays as it is."
                  placeholder="smart_summary"
                  required
                  value={draft.name}
                  error={problemAt(problems, "name")}
                  onChange={({ currentTarget }) => change({ name: currentTarget.value })}
                />
                <ProjectSelect projects={projects} value={project} onChange={choose} />
              </div>
            </Panel>
          )}
          <Targets draft={draft} problems={problems} project={project.name} change={change} />
          <FailureFields draft={draft} problems={problems} change={change} />
          <AnswerFields draft={draft} problems={problems} project={project.name} change={change} />
        </div>
        {aside && <div className={edit.column}>{aside}</div>}
      </div>
    </form>
  );
}

interface HeadProps {
  saved: Workflow | null;
  isDirty: boolean;
  editor: Pick<
    ReturnType<typeof useEditor<WorkflowDefinition>>,
    "problems" | "isIncomplete" | "isCurrent" | "isSaving"
  >;
}

function Head({ saved, isDirty, editor }: HeadProps) {
  return (
    <EditHead
      to="/workflows"
      list="Workflows"
      name={saved?.name ?? "New workflow"}
      about={saved && `${saved.project.name}, version ${saved.version}`}
    >
      <CheckStatus
        mistakes={editor.problems.length}
        isIncomplete={editor.isIncomplete}
        isCurrent={editor.isCurrent}
      />
      {saved && <Remove saved={saved} />}
      <Button type="submit" loading={editor.isSaving} disabled={saved !== null && !isDirty}>
        {saved ? `Save as version ${saved.version + 1}` : "Create the workflow"}
      </Button>
    </EditHead>
  );
}

function useDraft(saved: Workflow | null) {
  const navigate = useNavigate();
  const [base, setBase] = useState(saved);
  const start = base ? draftOf(base.definition) : NEW_WORKFLOW;
  const [draft, setDraft] = useState<WorkflowDraft>(start);
  const adopt = (now: Workflow) => {
    setBase(now);
    setDraft(draftOf(now.definition));
    if (saved) return;
    void navigate({ to: "/workflows/$id", params: { id: String(now.id) }, ignoreBlocker: true });
  };
  const change = (part: Partial<WorkflowDraft>) => setDraft((before) => ({ ...before, ...part }));
  const isDirty = JSON.stringify(draft) !== JSON.stringify(start);
  return { draft, change, isDirty, base, adopt };
}

function Remove({ saved }: { saved: Workflow }) {
  const remove = workflows.useRemove();
  const navigate = useNavigate();
  const leave = async () => {
    await navigate({ to: "/workflows", ignoreBlocker: true });
    remove.forget(saved.id);
  };
  return (
    <RemoveButton
      question={`Calls to ${saved.name} will fail from now on. Its versions are kept for the records that name them.`}
      id={saved.id}
      remove={remove}
      onRemoved={() => void leave()}
    />
  );
}
