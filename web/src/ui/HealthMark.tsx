import {
  IconCircleCheck,
  IconCircleHalf2,
  IconPlugOff,
  type TablerIcon,
} from "@tabler/icons-react";
import type { CircuitState, Health } from "@/lib/health";
import styles from "@/ui/ui.module.css";

interface Look {
  label: string;
  icon: TablerIcon;
  help: string;
}

const LOOKS: Readonly<Record<CircuitState, Look>> = {
  closed: { label: "Closed", icon: IconCircleCheck, help: "Calls go there." },
  open: { label: "Open", icon: IconPlugOff, help: "It failed too often: calls go elsewhere." },
  half_open: {
    label: "Half open",
    icon: IconCircleHalf2,
    help: "One call tries whether it is back.",
  },
};

/** A circuit's state: by icon and word, never by colour alone. */
export function HealthMark({ health }: { health: Health }) {
  const { state, agreeing, processes } = health;
  const { label, icon: Icon, help } = LOOKS[state];
  return (
    <span className={styles.health} data-state={state} title={help}>
      <Icon size={15} aria-hidden="true" />
      {label}
      {agreeing < processes && (
        <span className={styles.healthNote}>
          in {agreeing} of {processes} processes
        </span>
      )}
    </span>
  );
}
