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
  const wanted = Math.max(highest, least);
  const rough = roundStep(wanted / 4);
  const step = whole ? Math.max(1, Math.ceil(rough)) : rough;
  const steps = Math.max(1, Math.ceil(wanted / step - 1e-9));
  const ticks = Array.from({ length: steps + 1 }, (_, index) =>
    Number((index * step).toPrecision(12)),
  );
  return { max: steps * step, ticks };
}
