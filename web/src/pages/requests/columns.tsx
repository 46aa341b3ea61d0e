/** The columns of the list. A column shows from a certain width of the list on. */

import { columnVisibilityFeature, createColumnHelper, tableFeatures } from "@tanstack/react-table";
import type { Request } from "@/api/requests";
import {
  DASH,
  formatCount,
  formatDuration,
  formatUsd,
  formatUsdExact,
  UNKNOWN,
} from "@/lib/format";
import { RowLink } from "@/pages/requests/RowLink";
import styles from "@/pages/requests/requests.module.css";
import { Ago } from "@/ui/Moment";
import { ProviderName } from "@/ui/ProviderName";
import { StatusMark } from "@/ui/StatusMark";

export interface Layout {
  /** A CSS grid track. */
  track: string;
  /** The narrowest list, in pixels, that has room for it. */
  from: number;
  isNumber?: boolean;
}

export const features = tableFeatures({ columnVisibilityFeature, columnMeta: {} as Layout });
const column = createColumnHelper<typeof features, Request>();

export function createColumns(zone: string) {
  return column.columns([...whatColumns(zone), ...numberColumns(), ...whoseColumns()]);
}

/** When, how it ended, and by whom it was answered. */
function whatColumns(zone: string) {
  return [
    column.accessor("started_at", {
      header: "Time",
      meta: { track: "70px", from: 0 },
      cell: ({ row }) => (
        <RowLink id={row.original.id}>
          <Ago at={row.original.started_at} zone={zone} />
        </RowLink>
      ),
    }),
    column.accessor("status", {
      header: "Status",
      meta: { track: "98px", from: 0 },
      cell: ({ row }) => (
        <StatusMark status={row.original.status} httpStatus={row.original.http_status} />
      ),
    }),
    column.display({
      id: "model",
      header: "Provider and model",
      meta: { track: "minmax(200px, 1.5fr)", from: 0 },
      cell: ({ row }) => (
        <ProviderName provider={row.original.provider} model={row.original.model} />
      ),
    }),
  ];
}

function numberColumns() {
  return [
    column.accessor("attempts", {
      header: "Hops",
      meta: { track: "38px", from: 0, isNumber: true },
      cell: ({ getValue }) => (
        <span className={getValue() > 1 ? styles.hops : undefined}>{getValue()}</span>
      ),
    }),
    column.accessor("duration_ms", {
      header: "Latency",
      meta: { track: "70px", from: 0, isNumber: true },
      cell: ({ getValue }) => formatDuration(getValue()),
    }),
    column.accessor("ttft_ms", {
      header: "TTFT",
      meta: { track: "64px", from: 980, isNumber: true },
      cell: ({ getValue }) => optional(getValue(), formatDuration),
    }),
    column.display({
      id: "tokens",
      header: "Tokens in, out",
      meta: { track: "106px", from: 0, isNumber: true },
      cell: ({ row }) => <Tokens request={row.original} />,
    }),
    column.accessor("cost_usd", {
      header: "Cost",
      meta: { track: "84px", from: 700, isNumber: true },
      cell: ({ getValue }) => <Cost usd={getValue()} />,
    }),
  ];
}

function whoseColumns() {
  return [
    column.display({
      id: "caller",
      header: "User, workflow",
      meta: { track: "minmax(104px, 0.8fr)", from: 820 },
      cell: ({ row }) => <Caller request={row.original} />,
    }),
    column.accessor("input_preview", {
      id: "preview",
      header: "Request",
      meta: { track: "minmax(150px, 2fr)", from: 1080 },
      cell: ({ row }) => <Preview request={row.original} />,
    }),
  ];
}

export type Columns = ReturnType<typeof createColumns>;

function optional(value: number | null, format: (value: number) => string) {
  return value === null ? <span className={styles.faint}>{DASH}</span> : format(value);
}

export function Tokens({ request }: { request: Request }) {
  const { prompt_tokens, completion_tokens } = request;
  if (prompt_tokens === null && completion_tokens === null) return optional(null, formatCount);
  return (
    <>
      {optional(prompt_tokens, formatCount)}
      <span className={styles.faint}> → </span>
      {optional(completion_tokens, formatCount)}
    </>
  );
}

export function Cost({ usd }: { usd: string | null }) {
  if (usd === null) return <span className={styles.faint}>{UNKNOWN}</span>;
  return <span title={formatUsdExact(usd)}>{formatUsd(Number(usd))}</span>;
}

function Caller({ request }: { request: Request }) {
  const parts = [request.user, request.workflow].filter(Boolean).join(", ");
  return <span title={parts}>{parts || <span className={styles.faint}>{DASH}</span>}</span>;
}

/** What went wrong says more about a failed request than what it asked. */
export function Preview({ request }: { request: Request }) {
  const { error_message, input_preview, output_preview } = request;
  if (error_message) return <span className={styles.failed}>{error_message}</span>;
  return <span className={styles.faint}>{input_preview ?? output_preview ?? ""}</span>;
}
