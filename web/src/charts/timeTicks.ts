/** Which buckets get a label on the time axis, and what it says. */

import type { Granularity } from "@/lib/bucket";
import { formatDay, formatHour, toWall } from "@/lib/zone";

export interface TimeTick {
  index: number;
  label: string;
  /** The first bucket of a day among hours or minutes. */
  isDay: boolean;
}

const STRIDES: Record<Granularity, readonly number[]> = {
  minute: [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440],
  hour: [60, 120, 180, 360, 720, 1440, 2880, 7200, 14400, 43200],
  day: [1, 2, 3, 5, 7, 14, 30, 60, 90, 180, 365],
};

/** Labels fall on round wall-clock times, as close as `most` allows. */
export function layTimeTicks(
  starts: readonly number[],
  granularity: Granularity,
  zone: string,
  most: number,
): TimeTick[] {
  const places = starts.map((start, index) => place(start, index, granularity, zone));
  const chosen =
    STRIDES[granularity]
      .map((stride) => places.flatMap((at, index) => (at % stride === 0 ? [index] : [])))
      .find((indexes) => indexes.length <= most) ?? [];
  // A window shorter than the first round time still says when it is.
  const indexes = chosen.length > 0 ? chosen : starts.length > 0 ? [0] : [];
  return indexes.map((index) => tick(starts[index] ?? 0, index, granularity, zone));
}

/** Minutes since a fixed midnight on the zone's wall clock; for days, the day's number in the chart. */
function place(start: number, index: number, granularity: Granularity, zone: string): number {
  if (granularity === "day") return index;
  const wall = toWall(start, zone);
  const day = Math.floor(Date.UTC(wall.year, wall.month - 1, wall.day) / 86_400_000);
  return day * 1440 + wall.hour * 60 + wall.minute;
}

function tick(start: number, index: number, granularity: Granularity, zone: string): TimeTick {
  if (granularity === "day") return { index, label: formatDay(start, zone), isDay: false };
  const hour = formatHour(start, zone);
  const isDay = hour === "00:00";
  return { index, label: isDay ? formatDay(start, zone) : hour, isDay };
}
