/** Name and sharing of a saved view, or of anything else that people keep. */

import { Button, Checkbox, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { FormError } from "@/ui/DoorPage";
import type { Failure } from "@/ui/states";
import styles from "@/ui/views.module.css";

export type Failing = Failure | null;

/** What is asked of a mutation. */
export interface Write<Input> {
  mutate: (input: Input, options?: { onSuccess?: () => void }) => void;
  isPending: boolean;
  error: Failing;
}

interface Label {
  name: string;
  shared: boolean;
}

interface Props {
  label: Label;
  mayShare: boolean;
  write: Omit<Write<never>, "mutate">;
  submit: string;
  onSubmit: (label: Label & { takesShown: boolean }, done: { onSuccess: () => void }) => void;
  /** It may show from now on what is shown now. */
  mayTakeShown?: boolean;
  remove?: Omit<Write<never>, "mutate">;
  onRemove?: () => void;
  onDone?: () => void;
}

export function ViewForm({ label, mayShare, write, submit, onSubmit, onDone, ...more }: Props) {
  const [draft, setDraft] = useState({ ...label, takesShown: false });
  const onSuccess = () => {
    setDraft({ name: "", shared: false, takesShown: false });
    onDone?.();
  };
  const send = (event: FormEvent) => {
    event.preventDefault();
    const { name, shared, takesShown } = draft;
    if (name.trim()) onSubmit({ name: name.trim(), shared, takesShown }, { onSuccess });
  };
  return (
    <form className={styles.form} onSubmit={send}>
      <TextInput
        aria-label="Name of the view"
        placeholder="Name"
        maxLength={80}
        value={draft.name}
        onChange={({ target }) => setDraft({ ...draft, name: target.value })}
      />
      {mayShare && (
        <Checkbox
          size="xs"
          label="Share with the organisation"
          checked={draft.shared}
          onChange={({ target }) => setDraft({ ...draft, shared: target.checked })}
        />
      )}
      {more.mayTakeShown && (
        <Checkbox
          size="xs"
          label="Replace what it shows by what is shown now"
          checked={draft.takesShown}
          onChange={({ target }) => setDraft({ ...draft, takesShown: target.checked })}
        />
      )}
      <FormError error={write.error} />
      <div className={styles.ways}>
        <Button type="submit" disabled={!draft.name.trim()} loading={write.isPending}>
          {submit}
        </Button>
        {more.onRemove && <Remove onRemove={more.onRemove} remove={more.remove} />}
      </div>
    </form>
  );
}

/** Asks once more in the same place. */
function Remove({ onRemove, remove }: { onRemove: () => void; remove: Props["remove"] }) {
  const [isSure, setSure] = useState(false);
  return (
    <>
      <Button
        variant={isSure ? "filled" : "subtle"}
        color={isSure ? "red" : "gray"}
        loading={remove?.isPending ?? false}
        onClick={isSure ? onRemove : () => setSure(true)}
      >
        {isSure ? "Remove for good" : "Remove"}
      </Button>
      <FormError error={remove?.error ?? null} />
    </>
  );
}
