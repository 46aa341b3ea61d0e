import { IconArrowDown } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { type Row, readNumber, readText, useMetrics } from "@/api/metrics";
import { useChangeSearch, usePageSearch } from "@/api/reading";
import { joinTerms, term } from "@/lib/filter/word";
import { DASH, formatCompact, formatDuration, formatShare, formatUsd, UNKNOWN } from "@/lib/format";
import { carriedSearch } from "@/lib/search";
import { type Rank, readRank, topBy } from "@/pages/overview/measures";
import styles from "@/pages/overview/overview.module.css";
import { Panel } from "@/ui/Panel";
import { ProviderName } from "@/ui/ProviderName";
import { providerColour } from "@/ui/provider";
import { ErrorState, Skeleton } from "@/ui/states";
import { colour } from "@/ui/tokens";
import ui from "@/ui/ui.module.css";

interface Column {
  rank: Rank;
  label: string;
  format: (value: number) => string;
  missing: string;
}

const COLUMNS: readonly Column[] = [
  { rank: "requests", label: "Requests", format: formatCompact, missing: DASH },
  { rank: "total_tokens", label: "Tokens", format: formatCompact, missing: DASH },
  { rank: "cost_usd", label: "Cost", format: formatUsd, missing: UNKNOWN },
  { rank: "latency_p95_ms", label: "p95", format: formatDuration, missing: DASH },
  { rank: "error_rate", label: "Failures", format: formatShare, missing: DASH },
];

interface Props {
  title: string;
  /** The dimensions of a row: `provider`, or `provider` and `model`. */
  dimensions: readonly ("provider" | "model")[];
}

/** The largest first, by the column that was chosen; each row is a way to its requests. */
export function TopTable({ title, dimensions }: Props) {
  const rank = readRank(usePageSearch().sort);
  const { data, error, isPlaceholderData, refetch } = useMetrics(topBy(dimensions, rank));
  const rows = data?.data ?? [];
  return (
    <Panel title={title} className={styles.half}>
      {!data && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton height={232} />}
      {data && rows.length === 0 && <p className={styles.nothing}>No requests in this window</p>}
      {rows.length > 0 && (
        <div className={ui.scroll} data-stale={isPlaceholderData || undefined}>
          <table className={`${ui.table} ${styles.top}`}>
            <thead>
              <tr>
                <th scope="col">{dimensions.length > 1 ? "Model" : "Provider"}</th>
                {COLUMNS.map((column) => (
                  <SortHeader key={column.rank} column={column} current={rank} />
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <TopRow key={rowName(row, dimensions)} {...{ row, rows, rank, dimensions }} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}

function SortHeader({ column, current }: { column: Column; current: Rank }) {
  const change = useChangeSearch();
  const isCurrent = column.rank === current;
  return (
    <th scope="col" className={ui.number} aria-sort={isCurrent ? "descending" : "none"}>
      <button
        type="button"
        className={styles.sort}
        data-active={isCurrent || undefined}
        onClick={() => void change({ sort: column.rank === "requests" ? undefined : column.rank })}
      >
        {isCurrent && <IconArrowDown size={12} aria-hidden="true" />}
        {column.label}
      </button>
    </th>
  );
}

interface RowProps {
  row: Row;
  rows: readonly Row[];
  rank: Rank;
  dimensions: Props["dimensions"];
}

function TopRow({ row, rows, rank, dimensions }: RowProps) {
  const provider = readText(row, "provider");
  const most = Math.max(...rows.map((one) => readNumber(one, rank) ?? 0));
  const share = most > 0 ? (readNumber(row, rank) ?? 0) / most : 0;
  return (
    <tr className={styles.topRow}>
      <td className={styles.topName}>
        <RequestsLink filter={rowFilter(row, dimensions)}>
          <ProviderName provider={provider} model={readText(row, "model")} />
        </RequestsLink>
        <div
          className={styles.topBar}
          style={{ width: `${share * 100}%`, background: colour(providerColour(provider)) }}
        />
      </td>
      {COLUMNS.map(({ rank: name, format, missing }) => {
        const value = readNumber(row, name);
        return (
          <td key={name} className={ui.number} data-active={name === rank || undefined}>
            {value === null ? missing : format(value)}
          </td>
        );
      })}
    </tr>
  );
}

function RequestsLink({ filter, children }: { filter: string; children: ReactNode }) {
  const search = usePageSearch();
  const whole = joinTerms(search.filter ?? "", filter);
  return (
    <Link
      to="/requests"
      search={{ ...carriedSearch(search), filter: whole }}
      className={styles.rowLink}
    >
      {children}
    </Link>
  );
}

function rowName(row: Row, dimensions: Props["dimensions"]): string {
  return dimensions.map((name) => readText(row, name)).join(":");
}

/** Requests that reached no provider have none to name. */
function rowFilter(row: Row, dimensions: Props["dimensions"]): string {
  const terms = dimensions.map((name) => {
    const value = readText(row, name);
    return value ? term(name, value) : `-has:${name}`;
  });
  return terms.join(" ");
}
