/** The schemas of the selected projects, each in the version that runs. */

import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useZone } from "@/api/reading";
import { type OutputSchema, schemas } from "@/api/schemas";
import { useMay } from "@/api/session";
import { workflows } from "@/api/workflows";
import { ON_INVALID } from "@/pages/schemas/draft";
import styles from "@/pages/schemas/schemas.module.css";
import { SCHEMA_WORDS } from "@/pages/schemas/words";
import { type Column, DefinitionList } from "@/ui/edit/DefinitionList";

const ABOUT =
  "A schema says what a structured answer has to look like. Attach it to a workflow, and answers that do not fit are asked for again, tried elsewhere or refused.";

const COLUMNS: readonly Column<OutputSchema>[] = [
  {
    title: "When an answer does not fit",
    cell: ({ definition }) => ON_INVALID[definition.on_invalid],
  },
  { title: "Used by", cell: (item) => <Users item={item} /> },
];

export function SchemasPage() {
  return (
    <DefinitionList
      words={SCHEMA_WORDS}
      query={useQuery(schemas.list)}
      mayWrite={useMay("manage_workflows")}
      zone={useZone()}
      about={ABOUT}
      columns={COLUMNS}
    />
  );
}

/** The workflows that the schema is attached to. */
function Users({ item }: { item: OutputSchema }) {
  const { data } = useQuery(workflows.list);
  const users = (data ?? []).filter(
    ({ definition, project }) => definition.schema === item.name && project.id === item.project.id,
  );
  if (data && users.length === 0) return <span className={styles.faint}>no workflow</span>;
  return users.map(({ id, name }) => (
    <Link key={id} to="/workflows/$id" params={{ id: String(id) }} className={styles.user}>
      {name}
    </Link>
  ));
}
