/** Arrow keys among marks: which one is next. */

import type { KeyboardEvent } from "react";

/** The mark that a key leads to, kept among `count`; null for a key that leads nowhere. */
export function moveWithin(event: KeyboardEvent, at: number | null, count: number): number | null {
  const from = at ?? (event.key === "ArrowRight" ? -1 : count);
  const next = { ArrowLeft: from - 1, ArrowRight: from + 1, Home: 0, End: count - 1 }[event.key];
  if (next === undefined || count === 0) return null;
  event.preventDefault();
  return Math.min(Math.max(next, 0), count - 1);
}

/** The same in a grid of columns and rows, as the place of a cell, column by column from the bottom. */
export function moveInGrid(
  event: KeyboardEvent,
  at: { column: number; row: number } | null,
  size: { columns: number; rows: number },
): { column: number; row: number } | null {
  const from = at ?? { column: size.columns - 1, row: 0 };
  const steps: Record<string, [number, number]> = {
    ArrowLeft: [at ? -1 : 0, 0],
    ArrowRight: [at ? 1 : 0, 0],
    ArrowUp: [0, at ? 1 : 0],
    ArrowDown: [0, at ? -1 : 0],
  };
  const step = steps[event.key];
  if (!step || size.columns === 0 || size.rows === 0) return null;
  event.preventDefault();
  const keep = (value: number, most: number) => Math.min(Math.max(value, 0), most - 1);
  return {
    column: keep(from.column + step[0], size.columns),
    row: keep(from.row + step[1], size.rows),
  };
}
