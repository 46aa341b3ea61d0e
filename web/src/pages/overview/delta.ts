/** A number beside that of the period before. */

import { formatShare } from "@/lib/format";

export interface Delta {
  /** "+34%", "-2.1 points", "new", "same" */
  text: string;
  direction: "up" | "down" | "same";
}

/** Null while one of the two is unknown. A share changes by points, everything else by a part of itself. */
export function deltaOf(now: number | null, before: number | null, isShare = false): Delta | null {
  if (now === null || before === null) return null;
  const change = now - before;
  if (change === 0) return { text: "same", direction: "same" };
  const direction = change > 0 ? "up" : "down";
  const sign = change > 0 ? "+" : "-";
  if (isShare) return { text: `${sign}${points(Math.abs(change))} points`, direction };
  if (before === 0) return { text: "new", direction };
  const factor = now / before;
  if (factor >= 10) return { text: `${factor.toFixed(0)}x`, direction };
  return { text: `${sign}${formatShare(Math.abs(change / before))}`, direction };
}

function points(share: number): string {
  const value = share * 100;
  return value < 0.01 ? "<0.01" : value.toFixed(value < 1 ? 2 : 1);
}
