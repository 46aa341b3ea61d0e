/** One workflow: its editor, or what one of its versions says; how to call it; its versions. */

import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { usePageSearch, useZone } from "@/api/reading";
import { useMay } from "@/api/session";
import { type Workflow, workflows } from "@/api/workflows";
import { CallPanel } from "@/pages/workflows/CallPanel";
import { Editor } from "@/pages/workflows/Editor";
import { WorkflowFacts } from "@/pages/workflows/WorkflowFacts";
import { DefinitionPage } from "@/ui/edit/DefinitionPage";
import { OldVersion } from "@/ui/edit/OldVersion";
import { ErrorState, Skeleton } from "@/ui/states";

export function WorkflowPage() {
  const { id = "" } = useParams({ strict: false });
  const { data, error, refetch } = useQuery(workflows.one(Number(id)));
  if (data) return <Whole key={data.id} newest={data} />;
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return <Skeleton height={320} />;
}

export function NewWorkflowPage() {
  return <Editor saved={null} />;
}

function Whole({ newest }: { newest: Workflow }) {
  const versions = useQuery(workflows.versions(newest.id));
  const mayWrite = useMay("manage_workflows");
  return (
    <DefinitionPage
      to="/workflows"
      list="Workflows"
      newest={newest}
      versions={versions}
      wanted={usePageSearch().version}
      zone={useZone()}
      aside={<CallPanel name={newest.name} />}
      editor={mayWrite ? (aside) => <Editor saved={newest} aside={aside} /> : null}
      facts={(definition) => (
        <WorkflowFacts definition={definition} project={newest.project.name} />
      )}
      old={(version) => <Restore version={version} newest={newest} mayWrite={mayWrite} />}
    />
  );
}

interface RestoreProps {
  version: number;
  newest: Workflow;
  mayWrite: boolean;
}

function Restore({ version, newest, mayWrite }: RestoreProps) {
  const restore = workflows.useRestore(newest.id);
  const navigate = useNavigate();
  const back = () => navigate({ to: ".", search: (before) => ({ ...before, version: undefined }) });
  return (
    <OldVersion
      version={version}
      newest={newest.version}
      canRestore={mayWrite}
      isPending={restore.isPending}
      error={restore.error}
      onRestore={() => restore.mutate(version, { onSuccess: () => void back() })}
    />
  );
}
