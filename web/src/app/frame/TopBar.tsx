import { ActionIcon } from "@mantine/core";
import { IconMenu2 } from "@tabler/icons-react";
import { usePipeline } from "@/api/pipeline";
import { useZone } from "@/api/reading";
import styles from "@/app/frame/frame.module.css";
import { WindowControl } from "@/app/frame/WindowControl";
import { formatPlural } from "@/lib/format";
import { Ago } from "@/ui/Moment";

interface Props {
  title: string;
  hasWindow: boolean;
  onMenu: () => void;
}

export function TopBar({ title, hasWindow, onMenu }: Props) {
  return (
    <header className={styles.top}>
      <ActionIcon
        className={styles.menuButton}
        variant="subtle"
        color="gray"
        size="lg"
        aria-label="Menu"
        onClick={onMenu}
      >
        <IconMenu2 size={18} />
      </ActionIcon>
      <h1>{title}</h1>
      {hasWindow && <AsOf />}
      {hasWindow && <WindowControl />}
    </header>
  );
}

/** How fresh the numbers are, and what is known to be missing from them. */
function AsOf() {
  const { data } = usePipeline();
  const zone = useZone();
  if (!data?.meta.as_of) return null;
  const { as_of, missing } = data.meta;
  return (
    <p className={styles.asOf}>
      Newest record <Ago at={as_of} zone={zone} />
      {missing > 0 && <>, {formatPlural(missing, "record")} on the way</>}
    </p>
  );
}
