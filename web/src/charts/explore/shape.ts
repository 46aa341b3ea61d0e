/** An answer in rows as charts need it: series by group over time, or groups with their values. */

import type { Series } from "@/charts/series";
import { type Group, groupLabel, OTHER } from "@/lib/explore/groups";
import { providerColour } from "@/ui/provider";
import type { TokenName } from "@/ui/tokens";

export type Row = Readonly<Record<string, string | number | null>>;

export interface GroupSeries extends Series {
  /** Null: what the other groups are together. */
  group: Group | null;
}

const HUES = ["hue1", "hue2", "hue3", "hue4", "hue5", "hue6", "hue7", "hue8"] as const;
const STATUSES: Readonly<Record<string, TokenName>> = {
  success: "success",
  error: "error",
  throttled: "throttled",
  cancelled: "cancelled",
};
const SINGLE: TokenName = "first";
const REST: TokenName = "cancelled";

export function groupOf(row: Row, by: readonly string[]): Group {
  return by.map((name) => {
    const value = row[name];
    return value === null || value === undefined ? null : String(value);
  });
}

export function numberOf(row: Row | undefined, name: string): number | null {
  const value = row?.[name];
  if (value === null || value === undefined || value === "") return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

/** Groups in the order of their first row: over time that is the server's, largest first. */
export function listGroups(rows: readonly Row[], by: readonly string[]): Group[] {
  const found = new Map(rows.map((row) => [JSON.stringify(groupOf(row, by)), groupOf(row, by)]));
  return [...found.values()];
}

interface OverTime {
  rows: readonly Row[];
  other: readonly Row[];
  by: readonly string[];
  starts: readonly number[];
}

/** One series of the metric for each group; what the server did not say of a stretch is null. */
export function groupSeries({ rows, other, by, starts }: OverTime, metric: string): GroupSeries[] {
  const groups = listGroups(rows, by);
  const places = new Map(starts.map((start, place) => [start, place]));
  const found = new Map(groups.map((group) => [JSON.stringify(group), fill(starts)]));
  for (const row of rows) put(found.get(JSON.stringify(groupOf(row, by))), places, row, metric);
  const colours = groupColours(by, groups);
  const series: GroupSeries[] = groups.map((group, place) => ({
    name: JSON.stringify(group),
    label: by.length > 0 ? groupLabel(group) : metric,
    colour: colours[place] ?? SINGLE,
    values: found.get(JSON.stringify(group)) ?? [],
    group,
  }));
  if (other.length === 0) return series;
  const values = fill(starts);
  for (const row of other) put(values, places, row, metric);
  return [...series, { name: OTHER, label: OTHER, colour: REST, values, group: null }];
}

/** Fixed per provider and status; anything else, and providers whose colours meet, by its place. */
export function groupColours(by: readonly string[], groups: readonly Group[]): TokenName[] {
  const byPlace = groups.map((_, place) => HUES[place % HUES.length] ?? SINGLE);
  if (by.length === 0) return [SINGLE];
  if (by.length > 1) return byPlace;
  if (by[0] === "status") return groups.map(([value]) => STATUSES[value ?? ""] ?? REST);
  if (by[0] !== "provider") return byPlace;
  const own = groups.map(([value]) => (value ? providerColour(value) : REST));
  return new Set(own).size === own.length ? own : byPlace;
}

function fill(starts: readonly number[]): (number | null)[] {
  return starts.map(() => null);
}

function put(
  values: (number | null)[] | undefined,
  places: ReadonlyMap<number, number>,
  row: Row,
  metric: string,
): void {
  const place = places.get(Date.parse(String(row.time)));
  if (values && place !== undefined) values[place] = numberOf(row, metric);
}
