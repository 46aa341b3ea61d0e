import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { formatPlural } from "@/lib/format";
import styles from "@/ui/edit/edit.module.css";

interface Props {
  mistakes: number;
  /** Something obligatory is still empty. */
  isIncomplete: boolean;
  isCurrent: boolean;
}

/** What the live check says, in a few words that a screen reader hears too. */
export function CheckStatus({ mistakes, isIncomplete, isCurrent }: Props) {
  if (mistakes > 0) {
    return (
      <span className={styles.check} data-tone="danger" role="status">
        <IconAlertTriangle size={15} aria-hidden="true" />
        {formatPlural(mistakes, "mistake")}
      </span>
    );
  }
  const isGood = isCurrent && !isIncomplete;
  return (
    <span className={styles.check} data-tone="good" role="status">
      {isGood && <IconCircleCheck size={15} aria-hidden="true" />}
      {isIncomplete ? "Not complete yet" : isCurrent ? "No mistakes" : "Checking …"}
    </span>
  );
}
