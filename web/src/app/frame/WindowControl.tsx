import { IconCalendarTime, IconChevronDown } from "@tabler/icons-react";
import { useState } from "react";
import { useWindow, useZone } from "@/api/reading";
import { CustomWindow } from "@/app/frame/CustomWindow";
import styles from "@/app/frame/frame.module.css";
import { PRESETS, type WindowChoice, windowLabel } from "@/lib/window";
import { Popover } from "@/ui/popup";

/** The one control of the stretch of time that all pages look at. */
export function WindowControl() {
  const { choice, choose } = useWindow();
  const zone = useZone();
  const [isOpen, setOpen] = useState(false);
  const pick = (next: WindowChoice) => {
    choose(next);
    setOpen(false);
  };
  return (
    <div className={styles.window}>
      <div className={styles.presetRow}>
        <Presets choice={choice} onPick={pick} />
      </div>
      <Popover opened={isOpen} onChange={setOpen} position="bottom-end" width={300} trapFocus>
        <Popover.Target>
          <button
            type="button"
            className={styles.windowButton}
            data-active={"from" in choice || undefined}
            onClick={() => setOpen(!isOpen)}
          >
            <IconCalendarTime size={15} stroke={1.75} aria-hidden="true" />
            <span>{windowLabel(choice, zone)}</span>
            <span className={styles.zone}>{zone}</span>
            <IconChevronDown size={14} aria-hidden="true" />
          </button>
        </Popover.Target>
        <Popover.Dropdown>
          <div className={styles.presetList}>
            <Presets choice={choice} onPick={pick} />
          </div>
          <CustomWindow choice={choice} zone={zone} onPick={pick} />
        </Popover.Dropdown>
      </Popover>
    </div>
  );
}

interface PresetsProps {
  choice: WindowChoice;
  onPick: (choice: WindowChoice) => void;
}

function Presets({ choice, onPick }: PresetsProps) {
  return PRESETS.map((last) => (
    <button
      key={last}
      type="button"
      className={styles.preset}
      aria-pressed={"last" in choice && choice.last === last}
      aria-label={windowLabel({ last }, "UTC")}
      onClick={() => onPick({ last })}
    >
      {last}
    </button>
  ));
}
