import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { PageSearch } from "@/lib/search";
import { FormError } from "@/ui/DoorPage";
import { type Failure, Notice } from "@/ui/states";

interface Props {
  version: number;
  newest: number;
  canRestore: boolean;
  isPending: boolean;
  error: Failure | null;
  onRestore: () => void;
}

/** Above an older version: that it does not run, and how to make it run again. */
export function OldVersion({ version, newest, canRestore, isPending, error, onRestore }: Props) {
  return (
    <Notice tone="calm">
      <span>
        This is version {version}. Version {newest} runs.
      </span>
      {canRestore && (
        <Button variant="default" loading={isPending} onClick={onRestore}>
          Restore as version {newest + 1}
        </Button>
      )}
      <Link to="." search={(before: PageSearch) => ({ ...before, version: undefined })}>
        Back to version {newest}
      </Link>
      <FormError error={error} />
    </Notice>
  );
}
