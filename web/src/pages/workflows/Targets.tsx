import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { modelsQuery, providersQuery } from "@/api/access";
import { useHealths } from "@/api/circuits";
import type { Problem } from "@/lib/definition";
import { healthOf } from "@/lib/health";
import {
  addTarget,
  moveTarget,
  type TargetDraft,
  type WorkflowDraft,
} from "@/pages/workflows/draft";
import { TargetRow } from "@/pages/workflows/TargetRow";
import styles from "@/pages/workflows/workflows.module.css";
import { Panel } from "@/ui/Panel";

interface Props {
  draft: WorkflowDraft;
  problems: readonly Problem[];
  project: string;
  change: (part: Partial<WorkflowDraft>) => void;
}

/** Where calls may go: in this order, unless weights say which of some goes first. */
export function Targets({ draft, problems, project, change }: Props) {
  const { targets } = draft;
  const healths = useHealths() ?? [];
  const [told, setTold] = useState("");
  const set = (next: readonly TargetDraft[]) => change({ targets: next });
  const move = (index: number, by: -1 | 1) => {
    const moved = moveTarget(targets, index, by);
    if (moved === targets) return;
    set(moved);
    const name = targets[index]?.target || "The target";
    setTold(`${name} is now number ${index + by + 1} of ${targets.length}.`);
  };
  return (
    <Panel title="Targets">
      <p className={styles.note}>
        Tried from the top. Of targets with a weight, one is drawn to go first; the others follow in
        order. <kbd>Alt</kbd> with <kbd>↑</kbd> or <kbd>↓</kbd> moves the row you are in.
      </p>
      <ol className={styles.targets} aria-label="Targets">
        {targets.map((row, index) => (
          <TargetRow
            key={row.id}
            row={row}
            index={index}
            count={targets.length}
            problems={problems}
            health={healthOf(healths, project, row.target)}
            onChange={(part) =>
              set(targets.map((one) => (one.id === row.id ? { ...one, ...part } : one)))
            }
            onMove={(by) => move(index, by)}
            onRemove={() => set(targets.filter(({ id }) => id !== row.id))}
          />
        ))}
      </ol>
      <p className="hidden" role="status">
        {told}
      </p>
      <Button
        variant="default"
        leftSection={<IconPlus size={14} />}
        onClick={() => set(addTarget(targets))}
      >
        Add target
      </Button>
      <KnownTargets project={project} />
    </Panel>
  );
}

/** What one may mean: the models that answered lately, and the project's providers. */
function KnownTargets({ project }: { project: string }) {
  const { data: providers = [] } = useQuery(providersQuery);
  const { data: models = [] } = useQuery(modelsQuery);
  const names = providers.filter((one) => one.project.name === project).map(({ name }) => name);
  const known = models
    .map((model) => model.replace("/", ":"))
    .filter((target) => names.some((name) => target.startsWith(`${name}:`)));
  return (
    <datalist id="known-targets">
      {[...known, ...names.map((name) => `${name}:`)].map((target) => (
        <option key={target} value={target} />
      ))}
    </datalist>
  );
}
