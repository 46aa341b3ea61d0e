/** How much may be used: the organisation's limits, then those of the selected projects, in words. */

import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Limit, limitsQuery, useRemoveLimit } from "@/api/limits";
import { useMay, useOrganisation } from "@/api/session";
import { LimitDialog } from "@/pages/limits/LimitDialog";
import styles from "@/pages/limits/limits.module.css";
import { describeLimit, groupLimits, type LimitGroup } from "@/pages/limits/words";
import { ConfirmButton } from "@/ui/ConfirmButton";
import { FormError } from "@/ui/DoorPage";
import { Panel } from "@/ui/Panel";
import { EmptyState, ErrorState, Skeleton } from "@/ui/states";
import ui from "@/ui/ui.module.css";

/** What the dialog is open for: nothing, a new limit, or one that is there. */
type Open = null | "new" | Limit;

export function LimitsPage() {
  const { data, error, refetch } = useQuery(limitsQuery);
  const mayWrite = useMay("manage_limits");
  const [open, setOpen] = useState<Open>(null);
  return (
    <Panel
      title="Limits"
      className={styles.list}
      actions={
        mayWrite && (
          <Button leftSection={<IconPlus size={14} />} onClick={() => setOpen("new")}>
            New limit
          </Button>
        )
      }
    >
      <p className={styles.note}>
        All limits that stand for a call are asked before a provider is. A call that one of them
        refuses is answered with 429 and shows as throttled.
      </p>
      {!data && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton height={120} />}
      {data?.length === 0 && (
        <EmptyState title="No limits yet">
          <p>Every call passes. A limit holds requests, tokens or cost within bounds.</p>
        </EmptyState>
      )}
      {data &&
        groupLimits(data).map((group) => (
          <Group
            key={group.project?.id ?? "organisation"}
            group={group}
            onEdit={mayWrite ? setOpen : null}
          />
        ))}
      <LimitDialog limit={open} onClose={() => setOpen(null)} />
    </Panel>
  );
}

interface GroupProps {
  group: LimitGroup;
  /** Null: one may only look. */
  onEdit: ((limit: Limit) => void) | null;
}

function Group({ group: { project, limits }, onEdit }: GroupProps) {
  const organisation = useOrganisation()?.name ?? "";
  const name = project ? `Project ${project.name}` : `Organisation ${organisation}`;
  return (
    <section className={styles.group} aria-label={name}>
      <h3>{name}</h3>
      <ul className={styles.limits}>
        {limits.map((limit) => (
          <LimitRow key={limit.id} limit={limit} onEdit={onEdit} />
        ))}
      </ul>
    </section>
  );
}

function LimitRow({ limit, onEdit }: { limit: Limit; onEdit: GroupProps["onEdit"] }) {
  const remove = useRemoveLimit();
  const words = describeLimit(limit.definition, limit.project !== null);
  return (
    <li>
      <div className={styles.words}>
        <span>{words}</span>
        {limit.definition.name && <span className={styles.name}>{limit.definition.name}</span>}
        <FormError error={remove.error} />
      </div>
      {onEdit && (
        <div className={ui.number}>
          <Button
            variant="subtle"
            color="gray"
            size="compact-xs"
            aria-label={`Edit: ${words}`}
            onClick={() => onEdit(limit)}
          >
            Edit
          </Button>
          <ConfirmButton
            label="Remove"
            question="Calls are no longer held to it, from within two seconds on."
            isPending={remove.isPending}
            onConfirm={() => remove.mutate(limit.id)}
          />
        </div>
      )}
    </li>
  );
}
