import type { ReactNode } from "react";
import { useEditor } from "@/api/useEditor";
import { type Workflow, type WorkflowDefinition, workflows } from "@/api/workflows";
import { AnswerFields } from "@/pages/workflows/AnswerFields";
import { WORKFLOW_FORM, type WorkflowDraft } from "@/pages/workflows/draft";
import { FailureFields } from "@/pages/workflows/FailureFields";
import { Targets } from "@/pages/workflows/Targets";
import { WORKFLOW_WORDS } from "@/pages/workflows/words";
import { EditForm } from "@/ui/edit/EditForm";

interface Props {
  /** Null: a new one is made. */
  saved: Workflow | null;
  aside?: ReactNode;
}

export function Editor({ saved, aside }: Props) {
  const editor = useEditor<WorkflowDefinition, WorkflowDraft>({
    kind: "workflows",
    calls: workflows,
    form: WORKFLOW_FORM,
    saved,
  });
  const { draft, problems, change, project } = editor;
  const fields = { draft, problems, change };
  return (
    <EditForm words={WORKFLOW_WORDS} saved={saved} editor={editor} aside={aside}>
      <Targets {...fields} project={project.name} />
      <FailureFields {...fields} />
      <AnswerFields {...fields} project={project.name} />
    </EditForm>
  );
}
