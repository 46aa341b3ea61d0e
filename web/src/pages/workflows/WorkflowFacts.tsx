/** What a version of a workflow says, for those who look and do not change. */

import type { ReactNode } from "react";
import { useHealths } from "@/api/circuits";
import type { WorkflowDefinition } from "@/api/workflows";
import { healthOf } from "@/lib/health";
import type { Json } from "@/lib/json";
import {
  describeBackoff,
  describeShare,
  describeTime,
  keyed,
  ON_ERROR,
} from "@/pages/workflows/describe";
import styles from "@/pages/workflows/workflows.module.css";
import edit from "@/ui/edit/edit.module.css";
import { HealthMark } from "@/ui/HealthMark";
import { JsonTree } from "@/ui/JsonTree";
import { Panel } from "@/ui/Panel";
import { TargetName } from "@/ui/ProviderName";
import ui from "@/ui/ui.module.css";

interface Props {
  definition: WorkflowDefinition;
  project: string;
}

export function WorkflowFacts({ definition, project }: Props) {
  return (
    <div className={edit.column}>
      <Panel title="Targets">
        <TargetFacts definition={definition} project={project} />
      </Panel>
      <Panel title="When an attempt fails">
        <dl className={ui.facts}>
          <Fact name="Then">{ON_ERROR[definition.on_error]}</Fact>
          <Fact name="Attempts at most">{definition.max_attempts}</Fact>
          <Fact name="Waits">{describeBackoff(definition.backoff_ms)}</Fact>
          <Fact name="Time limit of an attempt">{describeTime(definition.attempt_timeout_ms)}</Fact>
          <Fact name="Time limit of the call">{describeTime(definition.timeout_ms)}</Fact>
        </dl>
      </Panel>
      <Panel title="Request and answer">
        <dl className={ui.facts}>
          <Fact name="Schema">{definition.schema}</Fact>
          <Fact name="Cache fields">{definition.cache_fields.join(", ")}</Fact>
          <Fact name="Tags">{definition.tags.join(", ")}</Fact>
          <Fact name="Default parameters">
            {Object.keys(definition.parameters).length > 0 && (
              <JsonTree value={definition.parameters as Json} />
            )}
          </Fact>
          <Fact name="Test mode">
            {definition.test_mode ? "on: the sample is answered" : "off"}
          </Fact>
          <Fact name="Sample">
            {definition.sample !== null && <JsonTree value={definition.sample as Json} />}
          </Fact>
        </dl>
      </Panel>
    </div>
  );
}

function TargetFacts({ definition: { targets }, project }: Props) {
  const healths = useHealths() ?? [];
  return (
    <ol className={styles.targetFacts}>
      {keyed(targets).map((one) => {
        const health = healthOf(healths, project, one.target);
        const share = describeShare(one, targets);
        return (
          <li key={one.key}>
            <span className={styles.place}>{one.place}</span>
            <TargetName target={one.target} />
            {share && <span className={styles.faint}>{share}</span>}
            {one.timeout_ms !== null && (
              <span className={styles.faint}>within {describeTime(one.timeout_ms)}</span>
            )}
            {health && <HealthMark health={health} />}
          </li>
        );
      })}
    </ol>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children || <span className={styles.faint}>none</span>}</dd>
    </>
  );
}
