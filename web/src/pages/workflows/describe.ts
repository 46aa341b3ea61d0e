/** What a workflow does, in words. */

import type { Target, WorkflowDefinition } from "@/api/workflows";
import { formatDuration, formatShare } from "@/lib/format";

export const ON_ERROR: Readonly<Record<WorkflowDefinition["on_error"], string>> = {
  next_available: "Try the next target",
  same_target: "Try the same target again",
  stop: "Give up at once",
};

/** Targets with a key each: the same one may stand there twice. */
export function keyed(targets: readonly Target[]): (Target & { key: string; place: number })[] {
  return targets.map((target, index) => ({
    ...target,
    key: `${index} ${target.target}`,
    place: index + 1,
  }));
}

/** How often each weighted target is drawn to go first; null for one without a weight. */
export function describeShare({ weight }: Target, targets: readonly Target[]): string | null {
  if (weight === null) return null;
  const total = targets.reduce((sum, other) => sum + (other.weight ?? 0), 0);
  return `${formatShare(weight / total)} go here first`;
}

/** "400 ms, 800 ms, then 1.60 s each" */
export function describeBackoff(waits: readonly number[]): string {
  if (waits.length === 0) return "no wait";
  const texts = waits.map(formatDuration);
  const last = texts.pop();
  return texts.length ? `${texts.join(", ")}, then ${last} each` : `${last} each`;
}

export function describeTime(ms: number | null): string {
  return ms === null ? "the server's" : formatDuration(ms);
}
