/** What a chart draws: the same buckets for each series; null where a value is unknown or undefined. */

import { max, sum } from "d3-array";
import type { Granularity } from "@/lib/bucket";
import { nextStart } from "@/lib/bucket";
import { formatDay, formatHour, formatLongDay } from "@/lib/zone";
import type { TokenName } from "@/ui/tokens";

export interface Series {
  name: string;
  label: string;
  colour: TokenName;
  values: readonly (number | null)[];
}

export interface Buckets {
  starts: readonly number[];
  granularity: Granularity;
  zone: string;
}

/** Bars and areas stand on each other, lines do not. */
export type ChartKind = "bars" | "lines" | "areas";

/** The highest point that has to fit: of stacked bars the sums, of lines the values. */
export function highest(series: readonly Series[], kind: ChartKind): number {
  if (kind === "lines") return max(series, ({ values }) => max(values, (value) => value)) ?? 0;
  return max(series[0]?.values ?? [], (_, index) => sumAt(series, index)) ?? 0;
}

export function sumAt(series: readonly Series[], index: number): number {
  return sum(series, ({ values }) => values[index]);
}

export function isEmpty(series: readonly Series[]): boolean {
  return series.every(({ values }) => values.every((value) => value === null));
}

/** "Mon 23 Nov 2026, 14:00 to 15:00"; a day is just its date. */
export function bucketLabel({ granularity, zone }: Buckets, start: number): string {
  if (granularity === "day") return formatLongDay(start, zone);
  const end = nextStart(start, granularity, zone);
  const next = formatDay(start, zone) === formatDay(end, zone) ? "" : `${formatDay(end, zone)} `;
  return `${formatLongDay(start, zone)}, ${formatHour(start, zone)} to ${next}${formatHour(end, zone)}`;
}
