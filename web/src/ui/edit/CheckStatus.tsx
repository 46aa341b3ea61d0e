import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { formatPlural } from "@/lib/format";
import styles from "@/ui/edit/edit.module.css";

/** What the live check says, in a few words that a screen reader hears too. */
export function CheckStatus({ mistakes, isCurrent }: { mistakes: number; isCurrent: boolean }) {
  if (mistakes > 0) {
    return (
      <span className={styles.check} data-tone="danger" role="status">
        <IconAlertTriangle size={15} aria-hidden="true" />
        {formatPlural(mistakes, "mistake")}
      </span>
    );
  }
  return (
    <span className={styles.check} data-tone="good" role="status">
      {isCurrent && <IconCircleCheck size={15} aria-hidden="true" />}
      {isCurrent ? "No mistakes" : "Checking …"}
    </span>
  );
}
