/**
 * Wall clocks: what a moment is called in an IANA time zone, and back. Moments are milliseconds since 1970
 * UTC. Days may have 23 or 25 hours; a wall time that a clock change skips becomes the moment after it.
 */

export interface WallTime {
  year: number;
  /** 1 to 12. */
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Building a formatter costs far more than using one, so each zone and style is built once. */
function clock(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = zone + JSON.stringify(options);
  const known = clocks.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-GB", { ...options, timeZone: zone });
  clocks.set(key, made);
  return made;
}

const WALL: Intl.DateTimeFormatOptions = {
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
};

export function isZone(zone: string): boolean {
  try {
    clock(zone, WALL);
    return true;
  } catch {
    return false;
  }
}

export function toWall(ms: number, zone: string): WallTime {
  const parts = clock(zone, WALL).formatToParts(ms);
  const read = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((part) => part.type === type)?.value);
  return {
    year: read("year"),
    month: read("month"),
    day: read("day"),
    hour: read("hour"),
    minute: read("minute"),
    second: read("second"),
  };
}

/** How far the zone's clock is ahead of UTC at a moment. */
export function offsetMs(ms: number, zone: string): number {
  const wholeSecond = Math.floor(ms / 1000) * 1000;
  return asUtc(toWall(ms, zone)) - wholeSecond;
}

export function fromWall(wall: WallTime, zone: string): number {
  const guess = asUtc(wall);
  const before = offsetMs(guess - 86_400_000, zone);
  const first = guess - before;
  if (offsetMs(first, zone) === before) return first;
  const after = offsetMs(guess + 86_400_000, zone);
  const second = guess - after;
  // Neither reading holds only in the hour a clock change skips: the clock then shows the later one.
  return offsetMs(second, zone) === after ? second : first;
}

function asUtc(wall: WallTime): number {
  return Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second);
}

/** "23 Nov 2026, 14:05:09" */
export function formatMoment(ms: number, zone: string): string {
  return clock(zone, {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  }).format(ms);
}

/** "23 Nov, 14:05" */
export function formatMinute(ms: number, zone: string): string {
  return clock(zone, {
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(ms);
}

/** "14:05:09" */
export function formatClock(ms: number, zone: string): string {
  return clock(zone, {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  }).format(ms);
}

/** "14:05" */
export function formatHour(ms: number, zone: string): string {
  return clock(zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(ms);
}

/** "23 Nov" */
export function formatDay(ms: number, zone: string): string {
  return clock(zone, { day: "numeric", month: "short" }).format(ms);
}

/** "Mon 23 Nov 2026" */
export function formatLongDay(ms: number, zone: string): string {
  return clock(zone, { weekday: "short", day: "numeric", month: "short", year: "numeric" })
    .format(ms)
    .replace(",", "");
}

/** The value of an `<input type="datetime-local">`: "2026-11-23T14:05". */
export function toInput(ms: number, zone: string): string {
  const wall = toWall(ms, zone);
  const two = (part: number) => String(part).padStart(2, "0");
  return `${wall.year}-${two(wall.month)}-${two(wall.day)}T${two(wall.hour)}:${two(wall.minute)}`;
}

/** Null when the input is empty or half typed. */
export function fromInput(text: string, zone: string): number | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})/.exec(text);
  if (!match) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = match.slice(1).map(Number);
  return fromWall({ year, month, day, hour, minute, second: 0 }, zone);
}
