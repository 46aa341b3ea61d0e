/** Groups and their numbers, largest first: as bars, or plain; what is beyond the top stands last. */

import { Link } from "@tanstack/react-router";
import { type Doors, type MetricUnit, metricOf } from "@/charts/explore/doors";
import styles from "@/charts/explore/explore.module.css";
import { groupColours, groupOf, numberOf, type Row } from "@/charts/explore/shape";
import { type Group, groupLabel, groupTerms, OTHER, otherTerms } from "@/lib/explore/groups";
import { dimensionLabel, metricLabel, unitFormat } from "@/lib/explore/units";
import { DASH, formatShare, UNKNOWN } from "@/lib/format";
import { colour, type TokenName } from "@/ui/tokens";
import ui from "@/ui/ui.module.css";

export interface GroupTableProps {
  rows: readonly Row[];
  /** What the groups beyond are together; none where all are here. */
  other: readonly Row[];
  by: readonly string[];
  metrics: readonly string[];
  catalog: readonly MetricUnit[];
  hasBars: boolean;
  doors: Doors;
}

interface Line {
  key: string;
  label: string;
  /** Null: no filter says it. */
  terms: string | null;
  row: Row;
  colour: TokenName;
}

export function GroupTable(props: GroupTableProps) {
  const { by, metrics, catalog, hasBars, doors } = props;
  const lines = listLines(props);
  const [first = ""] = metrics;
  const total = totalOf(props, first);
  const most = Math.max(0, ...lines.map(({ row }) => numberOf(row, first) ?? 0));
  return (
    <div className={styles.groups} tabIndex={0} role="region" aria-label="Values">
      <table className={ui.table}>
        <thead>
          <tr>
            <th scope="col">{by.map(dimensionLabel).join(", ") || "requests"}</th>
            {metrics.map((name) => (
              <th key={name} scope="col" className={ui.number}>
                {metricLabel(name)}
              </th>
            ))}
            {total > 0 && (
              <th scope="col" className={ui.number}>
                Share
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.key}>
              <td className={styles.name} title={line.label}>
                <Name line={line} doors={doors} />
                {hasBars && (
                  <span
                    className={styles.share}
                    style={{
                      width: `${most > 0 ? ((numberOf(line.row, first) ?? 0) / most) * 100 : 0}%`,
                      background: colour(line.colour),
                    }}
                  />
                )}
              </td>
              {metrics.map((name) => (
                <td key={name} className={ui.number}>
                  <Value row={line.row} name={name} catalog={catalog} />
                </td>
              ))}
              {total > 0 && (
                <td className={ui.number}>
                  {formatShare((numberOf(line.row, first) ?? 0) / total)}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Name({ line, doors }: { line: Line; doors: Doors }) {
  if (line.terms === null) return <span>{line.label}</span>;
  return (
    <Link to="/requests" search={doors.search(line.terms)}>
      {line.label}
    </Link>
  );
}

function Value({ row, name, catalog }: { row: Row; name: string; catalog: readonly MetricUnit[] }) {
  const value = numberOf(row, name);
  const { unit } = metricOf(catalog, name);
  if (value === null) return unit === "usd" ? UNKNOWN : DASH;
  const { short, exact } = unitFormat(unit);
  return <span title={exact(value)}>{short(value)}</span>;
}

function listLines({ rows, other, by }: GroupTableProps): Line[] {
  const groups: Group[] = rows.map((row) => groupOf(row, by));
  const colours = groupColours(by, groups);
  const lines = rows.map((row, place): Line => {
    const group = groups[place] ?? [];
    return {
      key: JSON.stringify(group),
      label: by.length > 0 ? groupLabel(group) : "All requests",
      terms: groupTerms(by, group),
      row,
      colour: by.length > 1 || by[0] === "model" ? "first" : (colours[place] ?? "first"),
    };
  });
  const [rest] = other;
  if (!rest) return lines;
  const terms = otherTerms(by, groups);
  return [...lines, { key: OTHER, label: OTHER, terms, row: rest, colour: "cancelled" }];
}

/** What shares are of: the whole, where values of groups add up to one; else 0. */
function totalOf({ rows, other, by, catalog }: GroupTableProps, name: string): number {
  if (!metricOf(catalog, name).additive || by.length === 0 || by.includes("tag")) return 0;
  return [...rows, ...other].reduce((sum, row) => sum + (numberOf(row, name) ?? 0), 0);
}
