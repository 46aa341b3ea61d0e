import { useQuery } from "@tanstack/react-query";
import { circuitsQuery, useHealths } from "@/api/circuits";
import { useZone } from "@/api/reading";
import { useProjects } from "@/api/session";
import type { Health as ModelHealth } from "@/lib/health";
import styles from "@/pages/connect/connect.module.css";
import { HealthMark } from "@/ui/HealthMark";
import { Ago, Until } from "@/ui/Moment";
import { Panel } from "@/ui/Panel";
import { ProviderName } from "@/ui/ProviderName";
import { ErrorState, Skeleton } from "@/ui/states";
import ui from "@/ui/ui.module.css";

/** How the gateway fares with each model it called: an open circuit is passed over for a while. */
export function Health() {
  const { error, refetch } = useQuery(circuitsQuery);
  const all = useHealths();
  const projects = useProjects();
  const healths = all?.filter(({ project }) => projects.some(({ name }) => name === project));
  return (
    <Panel title="Provider health">
      {!healths && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!healths && !error && <Skeleton height={64} />}
      {healths?.length === 0 && (
        <p className={styles.note}>
          No model was called lately. Each one that is called shows here, with its circuit: closed
          while it answers, open while calls go elsewhere.
        </p>
      )}
      {healths && healths.length > 0 && <HealthTable healths={healths} />}
    </Panel>
  );
}

function HealthTable({ healths }: { healths: readonly ModelHealth[] }) {
  return (
    <div className={ui.scroll}>
      <table className={`${ui.table} ${styles.table}`}>
        <thead>
          <tr>
            <th scope="col">Model</th>
            <th scope="col">Circuit</th>
            <th scope="col">Since</th>
            <th scope="col">Next try</th>
            <th scope="col">Recent failures</th>
            <th scope="col">Project</th>
          </tr>
        </thead>
        <tbody>
          {healths.map((health) => (
            <HealthRow
              key={`${health.project} ${health.provider} ${health.model}`}
              health={health}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function HealthRow({ health }: { health: ModelHealth }) {
  const zone = useZone();
  return (
    <tr>
      <td>
        <ProviderName provider={health.provider} model={health.model} />
      </td>
      <td>
        <HealthMark health={health} />
      </td>
      <td>
        <Ago at={health.since} zone={zone} />
      </td>
      <td>{health.nextProbe ? <Until at={health.nextProbe} zone={zone} /> : "–"}</td>
      <td>{health.failures}</td>
      <td>{health.project}</td>
    </tr>
  );
}
