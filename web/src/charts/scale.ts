/** Round numbers for axes. */

import { roundStep } from "@/lib/round";

export interface ValueAxis {
  max: number;
  /** From 0 to `max`, both included. */
  ticks: number[];
}

/**
 * An axis from zero to a round number that holds `highest`, with about four steps. Counts step in whole
 * numbers. `least` keeps noise from filling the chart: a failure rate of 0.001% should look small.
 */
export function layValueAxis(highest: number, least: number, whole: boolean): ValueAxis {
  const wanted = Math.max(highest, least) || LEAST_OF_NOTHING;
  const axes = STEPS.map((steps) => layAxis(wanted, steps, whole));
  return axes.reduce((best, axis) => (axis.max < best.max ? axis : best));
}

/** Where every value is zero, any axis will do. */
const LEAST_OF_NOTHING = 0.01;

/** How many steps an axis may have: the one that leaves the least room unused is taken. */
const STEPS = [3, 4, 5] as const;

function layAxis(wanted: number, aim: number, whole: boolean): ValueAxis {
  const rough = roundStep(wanted / aim);
  const step = whole ? Math.max(1, Math.ceil(rough)) : rough;
  const steps = Math.max(1, Math.ceil(wanted / step - 1e-9));
  const ticks = Array.from({ length: steps + 1 }, (_, index) => tidy(index * step));
  return { max: tidy(steps * step), ticks };
}

/** 0.30000000000000004 is 0.3. */
function tidy(value: number): number {
  return Number(value.toPrecision(12));
}
