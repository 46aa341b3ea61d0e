/** Which buckets get a label on the time axis, and what it says. */

import { range } from "d3-array";
import { utcDay, utcTicks } from "d3-time";
import type { Granularity } from "@/lib/bucket";
import { formatDay, formatHour, offsetMs } from "@/lib/zone";

export interface TimeTick {
  index: number;
  label: string;
  /** The first bucket of a day among hours or minutes. */
  isDay: boolean;
}

/** d3 has nothing between 2 days, a week and a month, and begins its 2 days anew with every month. */
const DAY_STEPS = [1, 2, 3, 5, 7, 14, 30, 60, 90, 180, 365] as const;

/** Labels fall on round wall-clock times, as close as `most` allows. */
export function layTimeTicks(
  starts: readonly number[],
  granularity: Granularity,
  zone: string,
  most: number,
): TimeTick[] {
  const walls = starts.map((start) => wallClock(start, granularity, zone));
  const places = new Map(walls.map((wall, index) => [wall.getTime(), index]));
  const [first, last] = [walls[0], walls.at(-1)];
  if (!first || !last) return [];
  // A time that the clock skips, or that is within a bucket, has no place.
  const indexes = roundTimes(first, last, most).flatMap((time) => places.get(time.getTime()) ?? []);
  // A window shorter than the first round time still says when it is.
  return (indexes.length > 0 ? indexes : [0]).map((index) =>
    tick(starts[index] ?? 0, index, granularity, zone),
  );
}

/**
 * What the zone's clock shows, as if it were UTC. d3 knows UTC and the browser's own zone, and ours may be
 * any: on this clock its UTC calendar finds the zone's round times. Some days start after midnight.
 */
function wallClock(start: number, granularity: Granularity, zone: string): Date {
  const wall = new Date(start + offsetMs(start, zone));
  return granularity === "day" ? utcDay.floor(wall) : wall;
}

function roundTimes(first: Date, last: Date, most: number): Date[] {
  const midnights = utcDay.range(first, new Date(last.getTime() + 1));
  if (midnights.length >= most) {
    const step = DAY_STEPS.find((days) => midnights.length / days <= most) ?? midnights.length;
    return midnights.filter((_, day) => day % step === 0);
  }
  // d3 takes the count as a wish, and may give more.
  const wishes = range(most, 0, -1).map((count) => utcTicks(first, last, count));
  return wishes.find(({ length }) => length <= most) ?? [];
}

function tick(start: number, index: number, granularity: Granularity, zone: string): TimeTick {
  if (granularity === "day") return { index, label: formatDay(start, zone), isDay: false };
  const hour = formatHour(start, zone);
  const isDay = hour === "00:00";
  return { index, label: isDay ? formatDay(start, zone) : hour, isDay };
}
