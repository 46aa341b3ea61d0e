import {
  IconCircleCheck,
  IconCircleMinus,
  IconCircleX,
  IconClockPause,
  type TablerIcon,
} from "@tabler/icons-react";
import { colour, type TokenName } from "@/ui/tokens";
import styles from "@/ui/ui.module.css";

export type Status = "success" | "error" | "throttled" | "cancelled";

interface Look {
  label: string;
  icon: TablerIcon;
  colour: TokenName;
}

/** One look per status, in lists, charts and timelines. */
export const STATUS_LOOKS: Readonly<Record<Status, Look>> = {
  success: { label: "Success", icon: IconCircleCheck, colour: "success" },
  error: { label: "Error", icon: IconCircleX, colour: "error" },
  throttled: { label: "Throttled", icon: IconClockPause, colour: "throttled" },
  cancelled: { label: "Cancelled", icon: IconCircleMinus, colour: "cancelled" },
};

/** Never by colour alone: the icon and the word say it too. */
export function StatusMark({ status, httpStatus }: { status: Status; httpStatus?: number | null }) {
  const { label, icon: Icon, colour: token } = STATUS_LOOKS[status];
  const code = httpStatus && httpStatus >= 400 ? ` ${httpStatus}` : "";
  return (
    <span className={styles.status}>
      <Icon size={15} stroke={2} color={colour(token)} aria-hidden="true" />
      {label}
      {code}
    </span>
  );
}
