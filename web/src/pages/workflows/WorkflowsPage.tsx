/** The workflows of the selected projects, each in the version that runs. */

import { useQuery } from "@tanstack/react-query";
import { useHealths } from "@/api/circuits";
import { useZone } from "@/api/reading";
import { useMay } from "@/api/session";
import { type Workflow, workflows } from "@/api/workflows";
import { healthOf } from "@/lib/health";
import { keyed } from "@/pages/workflows/describe";
import { WORKFLOW_WORDS } from "@/pages/workflows/words";
import styles from "@/pages/workflows/workflows.module.css";
import { Badge } from "@/ui/Badge";
import { type Column, DefinitionList } from "@/ui/edit/DefinitionList";
import { HealthMark } from "@/ui/HealthMark";
import { TargetName } from "@/ui/ProviderName";

const ABOUT =
  "A workflow is a name that your program calls instead of a model. Behind it stand the models to try, in order, with waits, time limits and the shape of the answer.";

const COLUMNS: readonly Column<Workflow>[] = [
  { title: "Targets, in order", cell: (item) => <TargetList item={item} /> },
  {
    title: "Schema",
    cell: ({ definition }) => definition.schema || <span className={styles.faint}>none</span>,
  },
];

export function WorkflowsPage() {
  return (
    <DefinitionList
      words={WORKFLOW_WORDS}
      query={useQuery(workflows.list)}
      mayWrite={useMay("manage_workflows")}
      zone={useZone()}
      about={ABOUT}
      columns={COLUMNS}
      mark={markTestMode}
    />
  );
}

function markTestMode({ definition }: Workflow) {
  if (!definition.test_mode) return null;
  return (
    <Badge tone="warning" title="Calls are answered with its sample; no provider is called.">
      test mode
    </Badge>
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
