/** Name, sharing and cards of a dashboard, until they are saved or left. */

import { Button, Checkbox, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { type Dashboard, useChangeDashboard, useRemoveDashboard } from "@/api/dashboards";
import { useMay } from "@/api/session";
import { type Card, MOST_CARDS } from "@/lib/dashboard/cards";
import { AddCard } from "@/pages/dashboards/AddCard";
import { EditGrid } from "@/pages/dashboards/CardGrid";
import styles from "@/pages/dashboards/dashboards.module.css";
import type { Placed } from "@/pages/dashboards/useArrange";
import { ConfirmButton } from "@/ui/ConfirmButton";
import { FormError } from "@/ui/DoorPage";
import { LeaveGuard } from "@/ui/edit/LeaveGuard";

interface Props {
  dashboard: Dashboard;
  onDone: () => void;
}

interface Draft {
  name: string;
  shared: boolean;
  cards: Placed[];
}

export function DashboardEditor({ dashboard, onDone }: Props) {
  const keys = useRef(0);
  const placed = (card: Card): Placed => {
    keys.current += 1;
    return { ...card, key: String(keys.current) };
  };
  const [draft, setDraft] = useState<Draft>(() => ({
    name: dashboard.name,
    shared: dashboard.shared,
    cards: dashboard.cards.map(placed),
  }));
  const change = useChangeDashboard();
  const cards = draft.cards.map(({ key, ...card }): Card => card);
  const isDirty = !isSame({ ...draft, cards }, dashboard) && !change.isSuccess;
  const save = () =>
    change.mutate(
      { id: dashboard.id, name: draft.name.trim(), shared: draft.shared, cards },
      { onSuccess: onDone },
    );
  return (
    <>
      <LeaveGuard isDirty={isDirty} />
      <div className={styles.head}>
        <TextInput
          aria-label="Name of the dashboard"
          maxLength={80}
          value={draft.name}
          onChange={({ target }) => setDraft({ ...draft, name: target.value })}
        />
        <ShareBox dashboard={dashboard} draft={draft} onChange={setDraft} />
        <div className={styles.ways}>
          <AddCard
            isFull={draft.cards.length >= MOST_CARDS}
            onAdd={(card) => setDraft({ ...draft, cards: [...draft.cards, placed(card)] })}
          />
          <RemoveDashboard id={dashboard.id} />
          <Button variant="default" onClick={onDone}>
            Cancel
          </Button>
          <Button disabled={!draft.name.trim()} loading={change.isPending} onClick={save}>
            Save
          </Button>
        </div>
      </div>
      <FormError error={change.error} />
      <EditGrid
        cards={draft.cards}
        onChange={(next) => setDraft((before) => ({ ...before, cards: next }))}
      />
    </>
  );
}

interface ShareProps {
  dashboard: Dashboard;
  draft: Draft;
  onChange: (draft: Draft) => void;
}

/** Only its owner shares a dashboard, or takes it back. */
function ShareBox({ dashboard, draft, onChange }: ShareProps) {
  const mayShare = useMay("share");
  if (!dashboard.own || !mayShare) return null;
  return (
    <Checkbox
      size="xs"
      label="Share with the organisation"
      checked={draft.shared}
      onChange={({ target }) => onChange({ ...draft, shared: target.checked })}
    />
  );
}

function RemoveDashboard({ id }: { id: number }) {
  const remove = useRemoveDashboard();
  const navigate = useNavigate();
  return (
    <>
      <ConfirmButton
        label="Remove"
        question="The dashboard is gone for everybody who sees it."
        isPending={remove.isPending}
        onConfirm={() =>
          remove.mutate(id, {
            onSuccess: () => void navigate({ to: "/dashboards", ignoreBlocker: true }),
          })
        }
      />
      <FormError error={remove.error} />
    </>
  );
}

function isSame(draft: Pick<Dashboard, "name" | "shared" | "cards">, saved: Dashboard): boolean {
  const parts = ({ name, shared, cards }: typeof draft) =>
    JSON.stringify([
      name,
      shared,
      cards.map(({ title, search, columns, rows }) => [title, search, columns, rows]),
    ]);
  return parts(draft) === parts(saved);
}
