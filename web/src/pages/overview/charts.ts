/** Which charts the overview shows, as data. */

import type { ChartKind } from "@/charts/series";
import {
  formatAxis,
  formatCount,
  formatDurationAxis,
  formatMsExact,
  formatShare,
  formatShareAxis,
  formatUsd,
  formatUsdAxis,
} from "@/lib/format";
import type { TokenName } from "@/ui/tokens";

export interface ChartPlan {
  title: string;
  kind: ChartKind;
  series: readonly { name: string; label: string; colour: TokenName }[];
  formatAxis: (value: number, step: number) => string;
  format: (value: number) => string;
  whole?: boolean;
  duration?: boolean;
  least?: number;
  emptyText: string;
  /** How many of the grid's six columns it takes. */
  columns: 2 | 3;
}

const tokenCount = (value: number) => `${formatCount(value)} tokens`;

export const CHARTS: readonly ChartPlan[] = [
  {
    title: "Requests",
    kind: "bars",
    series: [
      { name: "successes", label: "Success", colour: "success" },
      { name: "errors", label: "Error", colour: "error" },
      { name: "throttled", label: "Throttled", colour: "throttled" },
      { name: "cancelled", label: "Cancelled", colour: "cancelled" },
    ],
    formatAxis,
    format: formatCount,
    whole: true,
    emptyText: "No requests in this window",
    columns: 3,
  },
  {
    title: "Latency",
    kind: "lines",
    series: [
      { name: "latency_p50_ms", label: "p50", colour: "first" },
      { name: "latency_p95_ms", label: "p95", colour: "second" },
    ],
    formatAxis: formatDurationAxis,
    format: formatMsExact,
    duration: true,
    least: 1,
    emptyText: "No answers in this window",
    columns: 3,
  },
  {
    title: "Tokens",
    kind: "bars",
    series: [
      { name: "prompt_tokens", label: "Prompt", colour: "prompt" },
      { name: "completion_tokens", label: "Completion", colour: "completion" },
    ],
    formatAxis,
    format: tokenCount,
    whole: true,
    emptyText: "No tokens in this window",
    columns: 2,
  },
  {
    title: "Cost",
    kind: "bars",
    series: [{ name: "cost_usd", label: "Cost", colour: "cost" }],
    formatAxis: formatUsdAxis,
    format: formatUsd,
    emptyText: "No known cost in this window",
    columns: 2,
  },
  {
    title: "Failure rate",
    kind: "bars",
    series: [{ name: "error_rate", label: "Failures", colour: "error" }],
    formatAxis: formatShareAxis,
    format: formatShare,
    least: 0.01,
    emptyText: "No answers in this window",
    columns: 2,
  },
];
