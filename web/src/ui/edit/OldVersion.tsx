import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { PageSearch } from "@/lib/search";
import { FormError } from "@/ui/DoorPage";
import { type Failure, Notice } from "@/ui/states";

export interface Restoring {
  restore: (version: number) => void;
  isPending: boolean;
  error: Failure | null;
}

interface Props {
  version: number;
  newest: number;
  /** Null for those who may only look. */
  restoring: Restoring | null;
}

/** Above an older version: that it does not run, and how to make it run again. */
export function OldVersion({ version, newest, restoring }: Props) {
  return (
    <Notice tone="calm">
      <span>
        This is version {version}. Version {newest} runs.
      </span>
      {restoring && (
        <Button
          variant="default"
          loading={restoring.isPending}
          onClick={() => restoring.restore(version)}
        >
          Restore as version {newest + 1}
        </Button>
      )}
      <Link to="." search={(before: PageSearch) => ({ ...before, version: undefined })}>
        Back to version {newest}
      </Link>
      <FormError error={restoring?.error ?? null} />
    </Notice>
  );
}
