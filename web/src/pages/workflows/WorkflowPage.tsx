/** One workflow: its editor, or what one of its versions says; how to call it; its versions. */

import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { usePageSearch, useZone } from "@/api/reading";
import { useMay } from "@/api/session";
import { useRestoring } from "@/api/useRestoring";
import { type Workflow, workflows } from "@/api/workflows";
import { CallPanel } from "@/pages/workflows/CallPanel";
import { Editor } from "@/pages/workflows/Editor";
import { WorkflowFacts } from "@/pages/workflows/WorkflowFacts";
import { WORKFLOW_WORDS } from "@/pages/workflows/words";
import { DefinitionPage } from "@/ui/edit/DefinitionPage";
import { Fetched } from "@/ui/states";

export function WorkflowPage() {
  const { id = "" } = useParams({ strict: false });
  const query = useQuery(workflows.one(Number(id)));
  return <Fetched query={query}>{(newest) => <Whole key={newest.id} newest={newest} />}</Fetched>;
}

export function NewWorkflowPage() {
  return <Editor saved={null} />;
}

function Whole({ newest }: { newest: Workflow }) {
  const mayWrite = useMay("manage_workflows");
  const project = newest.project.name;
  return (
    <DefinitionPage
      words={WORKFLOW_WORDS}
      newest={newest}
      versions={useQuery(workflows.versions(newest.id))}
      wanted={usePageSearch().version}
      zone={useZone()}
      restoring={useRestoring(workflows, newest.id)}
      mayWrite={mayWrite}
      aside={<CallPanel name={newest.name} />}
      editor={(aside) => <Editor saved={newest} aside={aside} />}
      facts={(definition) => <WorkflowFacts definition={definition} project={project} />}
    />
  );
}
