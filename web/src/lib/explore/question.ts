/**
 * A question of Explore as it stands in the URL: `?metric=cost_usd&by=model,user&chart=top&top=20`. What
 * makes no sense counts as absent, so that any address shows something.
 */

import type { PageSearch } from "@/lib/search";

export const CHARTS = ["bar", "line", "area", "top", "table", "heat", "distribution"] as const;
export type ChartName = (typeof CHARTS)[number];

export interface ExploreQuestion {
  /** One or two, of the catalog's. */
  metrics: readonly string[];
  /** None to two dimensions. */
  by: readonly string[];
  chart: ChartName;
  /** How many groups; the rest is told together. */
  top: number;
}

export const TOPS = [5, 8, 20, 50, 200] as const;
/** More lines than these cannot be told apart by colour. */
export const MOST_LINES = 8;
const DEFAULT_TOP = 8;
const MOST = 2;

export function readQuestion(search: PageSearch): ExploreQuestion {
  const metrics = readNames(search.metric);
  return {
    metrics: metrics.length > 0 ? metrics : ["requests"],
    by: readNames(search.by),
    chart: CHARTS.find((chart) => chart === search.chart) ?? "bar",
    top: TOPS.find((top) => String(top) === search.top) ?? DEFAULT_TOP,
  };
}

/** The URL's part of a question; defaults are left out. */
export function questionSearch({ metrics, by, chart, top }: ExploreQuestion): PageSearch {
  const metric = metrics.join(",");
  return {
    metric: metric === "requests" ? undefined : metric,
    by: by.join(",") || undefined,
    chart: chart === "bar" ? undefined : chart,
    top: top === DEFAULT_TOP ? undefined : String(top),
  };
}

export function isOverTime(chart: ChartName): boolean {
  return chart === "bar" || chart === "line" || chart === "area";
}

/** Whether the chart shows how one number is spread over requests. */
export function isSpread(chart: ChartName): boolean {
  return chart === "heat" || chart === "distribution";
}

/** The numbers that have a distribution, each with the metric that stands for it in the URL. */
export const SPREADS = [
  { field: "duration_ms", metric: "latency_p95_ms", label: "Latency", unit: "ms" },
  { field: "ttft_ms", metric: "ttft_p95_ms", label: "Time to first token", unit: "ms" },
  { field: "overhead_ms", metric: "overhead_p95_ms", label: "Overhead", unit: "ms" },
  { field: "total_tokens", metric: "total_tokens", label: "Tokens", unit: "tokens" },
  { field: "prompt_tokens", metric: "prompt_tokens", label: "Prompt tokens", unit: "tokens" },
  {
    field: "completion_tokens",
    metric: "completion_tokens",
    label: "Completion tokens",
    unit: "tokens",
  },
  { field: "cost_usd", metric: "cost_usd", label: "Cost", unit: "usd" },
] as const;
export type Spread = (typeof SPREADS)[number];

/** The number that a metric is made of; latency for those that count requests. */
export function spreadOf(metric: string): Spread {
  const prefix = metric.split("_")[0] ?? "";
  return (
    SPREADS.find((one) => one.metric === metric) ??
    SPREADS.find(
      ({ field, metric: own }) => field !== "cost_usd" && own.startsWith(`${prefix}_p`),
    ) ??
    SPREADS[0]
  );
}

function readNames(text: string | undefined): string[] {
  const names = (text ?? "").split(",").map((name) => name.trim());
  return [...new Set(names.filter(Boolean))].slice(0, MOST);
}
