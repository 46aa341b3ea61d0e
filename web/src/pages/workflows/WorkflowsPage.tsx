/** The workflows of the selected projects, each in the version that runs. */

import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useHealths } from "@/api/circuits";
import { useZone } from "@/api/reading";
import { useMay } from "@/api/session";
import { type Workflow, workflows } from "@/api/workflows";
import { healthOf } from "@/lib/health";
import { keyed } from "@/pages/workflows/describe";
import styles from "@/pages/workflows/workflows.module.css";
import { Badge } from "@/ui/Badge";
import { HealthMark } from "@/ui/HealthMark";
import { Ago } from "@/ui/Moment";
import { Panel } from "@/ui/Panel";
import { TargetName } from "@/ui/ProviderName";
import { EmptyState, ErrorState, Skeleton } from "@/ui/states";
import ui from "@/ui/ui.module.css";

export function WorkflowsPage() {
  const { data, error, refetch } = useQuery(workflows.list);
  const mayWrite = useMay("manage_workflows");
  return (
    <Panel
      title="Workflows"
      className={styles.list}
      actions={
        mayWrite && (
          <Button component={Link} to="/workflows/new" leftSection={<IconPlus size={14} />}>
            New workflow
          </Button>
        )
      }
    >
      {!data && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton height={120} />}
      {data?.length === 0 && (
        <EmptyState title="No workflows yet">
          <p>
            A workflow is a name that your program calls instead of a model. Behind it stand the
            models to try, in order, with waits, time limits and the shape of the answer.
          </p>
        </EmptyState>
      )}
      {data && data.length > 0 && <WorkflowTable items={data} />}
    </Panel>
  );
}

function WorkflowTable({ items }: { items: readonly Workflow[] }) {
  return (
    <div className={ui.scroll}>
      <table className={`${ui.table} ${styles.table}`}>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Targets, in order</th>
            <th scope="col">Schema</th>
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
            <WorkflowRow key={item.id} item={item} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function WorkflowRow({ item }: { item: Workflow }) {
  const zone = useZone();
  const { id, name, version, definition, project, created_at, created_by } = item;
  return (
    <tr>
      <td>
        <Link to="/workflows/$id" params={{ id: String(id) }} className={styles.name}>
          {name}
        </Link>{" "}
        {definition.test_mode && (
          <Badge tone="warning" title="Calls are answered with its sample; no provider is called.">
            test mode
          </Badge>
        )}
      </td>
      <td>
        <TargetList item={item} />
      </td>
      <td>{definition.schema || <span className={styles.faint}>none</span>}</td>
      <td>{project.name}</td>
      <td className={ui.number}>{version}</td>
      <td className={ui.number} title={created_by ? `by ${created_by}` : "by a configuration file"}>
        <Ago at={created_at} zone={zone} />
      </td>
    </tr>
  );
}

/** In order, with weights; a target that is not well says so. */
function TargetList({ item }: { item: Workflow }) {
  const healths = useHealths() ?? [];
  return (
    <ol className={styles.targetList}>
      {keyed(item.definition.targets).map(({ key, target, weight }) => {
        const health = healthOf(healths, item.project.name, target);
        return (
          <li key={key}>
            <TargetName target={target} />
            {weight !== null && <span className={styles.weight}>weight {weight}</span>}
            {health && health.state !== "closed" && <HealthMark health={health} />}
          </li>
        );
      })}
    </ol>
  );
}
