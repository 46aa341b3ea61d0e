/** One schema: its editor, or what one of its versions says; its versions. */

import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { usePageSearch, useZone } from "@/api/reading";
import { type OutputSchema, schemas } from "@/api/schemas";
import { useMay } from "@/api/session";
import { SchemaEditor } from "@/pages/schemas/SchemaEditor";
import { SchemaFacts } from "@/pages/schemas/SchemaFacts";
import { DefinitionPage } from "@/ui/edit/DefinitionPage";
import { OldVersion } from "@/ui/edit/OldVersion";
import { ErrorState, Skeleton } from "@/ui/states";

export function SchemaPage() {
  const { id = "" } = useParams({ strict: false });
  const { data, error, refetch } = useQuery(schemas.one(Number(id)));
  if (data) return <Whole key={data.id} newest={data} />;
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return <Skeleton height={320} />;
}

export function NewSchemaPage() {
  return <SchemaEditor saved={null} />;
}

function Whole({ newest }: { newest: OutputSchema }) {
  const versions = useQuery(schemas.versions(newest.id));
  const mayWrite = useMay("manage_workflows");
  return (
    <DefinitionPage
      to="/schemas"
      list="Schemas"
      newest={newest}
      versions={versions}
      wanted={usePageSearch().version}
      zone={useZone()}
      editor={mayWrite ? (aside) => <SchemaEditor saved={newest} aside={aside} /> : null}
      facts={(definition) => <SchemaFacts definition={definition} />}
      old={(version) => <Restore version={version} newest={newest} mayWrite={mayWrite} />}
    />
  );
}

interface RestoreProps {
  version: number;
  newest: OutputSchema;
  mayWrite: boolean;
}

function Restore({ version, newest, mayWrite }: RestoreProps) {
  const restore = schemas.useRestore(newest.id);
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
