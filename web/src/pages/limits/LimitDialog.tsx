import { Button, Modal } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { ApiError } from "@/api/client";
import { type Limit, useChangeLimit, useCreateLimit } from "@/api/limits";
import type { Problem } from "@/lib/definition";
import {
  changeDraft,
  definitionOf,
  draftOf,
  type LimitDraft,
  NEW_LIMIT,
  readDraft,
} from "@/pages/limits/draft";
import { LimitFields } from "@/pages/limits/LimitFields";
import styles from "@/pages/limits/limits.module.css";
import { describeLimit } from "@/pages/limits/words";
import { FormError } from "@/ui/DoorPage";

interface Props {
  /** Null: the dialog is closed. */
  limit: null | "new" | Limit;
  onClose: () => void;
}

export function LimitDialog({ limit, onClose }: Props) {
  const isNew = limit === "new";
  return (
    <Modal opened={limit !== null} onClose={onClose} title={isNew ? "New limit" : "Change limit"}>
      {limit && <LimitForm limit={isNew ? null : limit} onDone={onClose} />}
    </Modal>
  );
}

function LimitForm({ limit, onDone }: { limit: Limit | null; onDone: () => void }) {
  const [draft, setDraft] = useState<LimitDraft>(() => (limit ? draftOf(limit) : NEW_LIMIT));
  const create = useCreateLimit();
  const change = useChangeLimit(limit?.id ?? 0);
  const write = limit ? change : create;
  const { problems, other } = sortError(write.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const definition = readDraft(draft);
    const done = { onSuccess: onDone };
    if (limit) change.mutate(definition, done);
    else create.mutate({ projectId: Number(draft.projectId) || null, definition }, done);
  };
  const words = definitionOf(draft);
  return (
    <form className={styles.form} onSubmit={submit}>
      <LimitFields
        draft={draft}
        problems={problems}
        isNew={limit === null}
        onChange={(part) => setDraft((before) => changeDraft(before, part))}
      />
      <p className={styles.preview} role="status">
        {words ? `${describeLimit(words, draft.projectId !== "")}.` : "Say how much may be used."}
      </p>
      <FormError error={other} />
      <Button type="submit" loading={write.isPending}>
        {limit ? "Save the limit" : "Add the limit"}
      </Button>
    </form>
  );
}

const FIELDS = ["requests", "tokens", "cost_usd", "burst", "workflow", "key", "name", "per"];

/** What belongs to a field stands at the field; anything else above the button. */
function sortError(error: Error | null): { problems: readonly Problem[]; other: Error | null } {
  const problems = error instanceof ApiError ? error.problems : [];
  const isAtField = problems.length > 0 && problems.every(({ path }) => FIELDS.includes(path));
  return { problems, other: isAtField ? null : error };
}
