/** One schema: its editor, or what one of its versions says; its versions. */

import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { usePageSearch, useZone } from "@/api/reading";
import { type OutputSchema, schemas } from "@/api/schemas";
import { useMay } from "@/api/session";
import { useRestoring } from "@/api/useRestoring";
import { SchemaEditor } from "@/pages/schemas/SchemaEditor";
import { SchemaFacts } from "@/pages/schemas/SchemaFacts";
import { SCHEMA_WORDS } from "@/pages/schemas/words";
import { DefinitionPage } from "@/ui/edit/DefinitionPage";
import { Fetched } from "@/ui/states";

export function SchemaPage() {
  const { id = "" } = useParams({ strict: false });
  const query = useQuery(schemas.one(Number(id)));
  return <Fetched query={query}>{(newest) => <Whole key={newest.id} newest={newest} />}</Fetched>;
}

export function NewSchemaPage() {
  return <SchemaEditor saved={null} />;
}

function Whole({ newest }: { newest: OutputSchema }) {
  const mayWrite = useMay("manage_workflows");
  return (
    <DefinitionPage
      words={SCHEMA_WORDS}
      newest={newest}
      versions={useQuery(schemas.versions(newest.id))}
      wanted={usePageSearch().version}
      zone={useZone()}
      restoring={useRestoring(schemas, newest.id)}
      mayWrite={mayWrite}
      editor={(aside) => <SchemaEditor saved={newest} aside={aside} />}
      facts={(definition) => <SchemaFacts definition={definition} />}
    />
  );
}
