/** Round numbers for the value axis, as d3 picks them: 1, 2 or 5 times a power of ten, or parts of an hour. */

import { nice, ticks } from "d3-array";
import { utcTickInterval } from "d3-time";

export interface ValueAxis {
  max: number;
  /** From 0 to `max`, both included. */
  ticks: number[];
}

/** "whole" are counts, "duration" are milliseconds. */
export type Steps = "decimal" | "whole" | "duration";

/** Wishes: d3 makes 3 to 6 decimal steps of them, and 2 to 7 of a clock, whose units lie farther apart. */
const DECIMAL_STEPS = 4;
const CLOCK_STEPS = 3;
/** Where every value is zero, any axis will do. */
const LEAST_OF_NOTHING = 0.01;
const MINUTE_MS = 60_000;

/**
 * An axis from zero to a round number that holds `highest`. `least` keeps noise from filling the chart: a
 * failure rate of 0.001% should look small.
 */
export function layValueAxis(highest: number, least: number, steps: Steps): ValueAxis {
  const wanted = Math.max(highest, least) || LEAST_OF_NOTHING;
  if (steps === "duration" && wanted > MINUTE_MS) return layClockAxis(wanted);
  const axis = layDecimalAxis(wanted);
  return steps === "whole" ? { ...axis, ticks: axis.ticks.filter(Number.isInteger) } : axis;
}

function layDecimalAxis(wanted: number): ValueAxis {
  const [, max] = nice(0, wanted, DECIMAL_STEPS);
  return { max, ticks: ticks(0, max, DECIMAL_STEPS) };
}

/** Beyond a minute, 15 s, 30 s, 5 min and the like are rounder than thousands of milliseconds. */
function layClockAxis(wantedMs: number): ValueAxis {
  const zero = new Date(0);
  const step = utcTickInterval(zero, new Date(wantedMs), CLOCK_STEPS);
  if (!step) return layDecimalAxis(wantedMs);
  const max = step.ceil(new Date(wantedMs)).getTime();
  return { max, ticks: step.range(zero, new Date(max + 1)).map(Number) };
}
