/** The schemas of the selected projects, each in the version that runs. */

import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useZone } from "@/api/reading";
import { type OutputSchema, schemas } from "@/api/schemas";
import { useMay } from "@/api/session";
import { workflows } from "@/api/workflows";
import { ON_INVALID } from "@/pages/schemas/draft";
import styles from "@/pages/schemas/schemas.module.css";
import { Ago } from "@/ui/Moment";
import { Panel } from "@/ui/Panel";
import { EmptyState, ErrorState, Skeleton } from "@/ui/states";
import ui from "@/ui/ui.module.css";

export function SchemasPage() {
  const { data, error, refetch } = useQuery(schemas.list);
  const mayWrite = useMay("manage_workflows");
  return (
    <Panel
      title="Schemas"
      className={styles.list}
      actions={
        mayWrite && (
          <Button component={Link} to="/schemas/new" leftSection={<IconPlus size={14} />}>
            New schema
          </Button>
        )
      }
    >
      {!data && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton height={120} />}
      {data?.length === 0 && (
        <EmptyState title="No schemas yet">
          <p>
            A schema says what a structured answer has to look like. Attach it to a workflow, and
            answers that do not fit are asked for again, tried elsewhere or refused.
          </p>
        </EmptyState>
      )}
      {data && data.length > 0 && <SchemaTable items={data} />}
    </Panel>
  );
}

function SchemaTable({ items }: { items: readonly OutputSchema[] }) {
  return (
    <div className={ui.scroll}>
      <table className={`${ui.table} ${styles.table}`}>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">When an answer does not fit</th>
            <th scope="col">Used by</th>
            <th scope="col">Project</th>
            <th scope="col" className={ui.number}>
              Version
            </th>
            <th scope="col" className={ui.number}>
              Changed
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <SchemaRow key={item.id} item={item} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function SchemaRow({ item }: { item: OutputSchema }) {
  const zone = useZone();
  const { id, name, version, definition, project, created_at, created_by } = item;
  return (
    <tr>
      <td>
        <Link to="/schemas/$id" params={{ id: String(id) }} className={styles.name}>
          {name}
        </Link>
      </td>
      <td>{ON_INVALID[definition.on_invalid]}</td>
      <td>
        <Users item={item} />
      </td>
      <td>{project.name}</td>
      <td className={ui.number}>{version}</td>
      <td className={ui.number} title={created_by ? `by ${created_by}` : "by a configuration file"}>
        <Ago at={created_at} zone={zone} />
      </td>
    </tr>
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
