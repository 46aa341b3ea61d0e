/** A limit as its form holds it, in text, and as the server reads it. */

import type { Definition } from "@/api/definitions";
import type { Limit, LimitDefinition } from "@/api/limits";
import { readWhole, showWhole } from "@/lib/definition";
import { type Per, type Rate, rateOf, UNITS, type Unit } from "@/pages/limits/words";

export interface LimitDraft extends Rate {
  /** Empty: the whole organisation's. */
  projectId: string;
  per: Per;
  burst: string;
  workflow: string;
  key: string;
  name: string;
}

export const NEW_LIMIT: LimitDraft = {
  projectId: "",
  per: "user",
  unit: "requests",
  amount: "",
  window: "minute",
  burst: "",
  workflow: "",
  key: "",
  name: "",
};

export function draftOf({ definition, project }: Limit): LimitDraft {
  return {
    ...rateOf(definition),
    projectId: project ? String(project.id) : "",
    per: definition.per,
    burst: showWhole(definition.burst ?? null),
    workflow: definition.workflow ?? "",
    key: definition.key ?? "",
    name: definition.name ?? "",
  };
}

export function readDraft(draft: LimitDraft): Definition {
  const { unit, amount, window, burst, workflow, key, name, per } = draft;
  return {
    per,
    [unit]: `${amount.trim()}/${window}`,
    burst: unit === "requests" ? readWhole(burst) : null,
    workflow: workflow || null,
    key: key || null,
    name: name.trim() || null,
  };
}

/** Another unit is counted by other stretches of time; another place has other names in it. */
export function changeDraft(draft: LimitDraft, part: Partial<LimitDraft>): LimitDraft {
  const next = { ...draft, ...part };
  if (!UNITS[next.unit].windows.includes(next.window)) next.window = firstWindow(next.unit);
  if (part.projectId !== undefined && part.projectId !== draft.projectId) {
    next.workflow = "";
    next.key = "";
    if (next.projectId && next.per === "organisation") next.per = "project";
  }
  return next;
}

function firstWindow(unit: Unit): string {
  return UNITS[unit].windows[0] ?? "day";
}

/** What the form says so far, once an amount stands in it. */
export function definitionOf(draft: LimitDraft): LimitDefinition | null {
  const isAmount = /^\d{1,15}(\.\d{1,6})?$/.test(draft.amount.trim());
  return isAmount ? (readDraft(draft) as unknown as LimitDefinition) : null;
}
