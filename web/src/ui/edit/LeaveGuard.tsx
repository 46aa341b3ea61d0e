import { Button, Modal } from "@mantine/core";
import { useBlocker } from "@tanstack/react-router";
import styles from "@/ui/edit/edit.module.css";

/** Asks before changes that were not saved are left behind. */
export function LeaveGuard({ isDirty }: { isDirty: boolean }) {
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: () => isDirty,
    enableBeforeUnload: () => isDirty,
    withResolver: true,
  });
  return (
    <Modal opened={status === "blocked"} onClose={() => reset?.()} title="Leave without saving?">
      <p>What you changed here is lost then.</p>
      <div className={styles.leave}>
        <Button variant="default" data-autofocus onClick={() => reset?.()}>
          Stay
        </Button>
        <Button color="red" onClick={() => proceed?.()}>
          Leave
        </Button>
      </div>
    </Modal>
  );
}
