import { Link } from "@tanstack/react-router";
import { changedFields } from "@/lib/definition";
import type { PageSearch } from "@/lib/search";
import { Badge } from "@/ui/Badge";
import styles from "@/ui/edit/edit.module.css";
import { Ago } from "@/ui/Moment";
import { Panel } from "@/ui/Panel";
import { Skeleton } from "@/ui/states";

export interface VersionRow {
  version: number;
  created_at: string;
  created_by: string | null;
  definition: object;
}

interface Props {
  /** Newest first, which is the one that runs; undefined while they come. */
  versions: readonly VersionRow[] | undefined;
  /** The one on screen. */
  shown: number;
  zone: string;
}

/** Every version that was saved: when, by whom, and what it changed. Each is one click away. */
export function Versions({ versions, shown, zone }: Props) {
  return (
    <Panel title="Versions">
      {!versions && <Skeleton height={64} />}
      <ol className={styles.versions}>
        {versions?.map((one, index) => (
          <li key={one.version}>
            <VersionLine
              one={one}
              isNewest={index === 0}
              isShown={one.version === shown}
              zone={zone}
            />
            <p className={styles.versionNote}>
              by {one.created_by ?? "a configuration file"}
              {describeChange(versions[index + 1], one)}
            </p>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

interface LineProps {
  one: VersionRow;
  isNewest: boolean;
  isShown: boolean;
  zone: string;
}

function VersionLine({ one, isNewest, isShown, zone }: LineProps) {
  const version = isNewest ? undefined : String(one.version);
  return (
    <div className={styles.versionLine}>
      <Link
        to="."
        search={(before: PageSearch) => ({ ...before, version })}
        aria-current={isShown ? "true" : undefined}
      >
        Version {one.version}
      </Link>
      {isNewest && <Badge tone="accent">runs</Badge>}
      <Ago at={one.created_at} zone={zone} />
    </div>
  );
}

function describeChange(older: VersionRow | undefined, newer: VersionRow): string {
  const changed = older ? changedFields(older.definition, newer.definition) : [];
  return changed.length ? `; changed ${changed.join(", ")}` : "";
}
