/** A workflow as its form holds it, in text, and as the server reads it. */

import type { Definition } from "@/api/definitions";
import type { Form } from "@/api/useEditor";
import type { Target, WorkflowDefinition } from "@/api/workflows";
import {
  type Problem,
  readJsonFields,
  readList,
  readWhole,
  showJson,
  showWhole,
} from "@/lib/definition";

export interface TargetDraft {
  /** Names the row while it is moved about. */
  id: number;
  target: string;
  weight: string;
  timeoutMs: string;
}

export interface WorkflowDraft {
  name: string;
  targets: readonly TargetDraft[];
  onError: WorkflowDefinition["on_error"];
  maxAttempts: string;
  backoffMs: string;
  timeoutMs: string;
  attemptTimeoutMs: string;
  schema: string;
  cacheFields: string;
  parameters: string;
  testMode: boolean;
  sample: string;
  tags: string;
}

export const NEW_WORKFLOW: WorkflowDraft = {
  name: "",
  targets: [{ id: 1, target: "", weight: "", timeoutMs: "" }],
  onError: "next_available",
  maxAttempts: "",
  backoffMs: "400, 800, 1600",
  timeoutMs: "",
  attemptTimeoutMs: "",
  schema: "",
  cacheFields: "",
  parameters: "",
  testMode: false,
  sample: "",
  tags: "",
};

export function draftOf(definition: WorkflowDefinition): WorkflowDraft {
  const { parameters, targets } = definition;
  return {
    name: definition.name,
    targets: targets.map(draftTarget),
    onError: definition.on_error,
    // As many as there are targets is what an empty field means.
    maxAttempts: definition.max_attempts === targets.length ? "" : String(definition.max_attempts),
    backoffMs: definition.backoff_ms.join(", "),
    timeoutMs: showWhole(definition.timeout_ms),
    attemptTimeoutMs: showWhole(definition.attempt_timeout_ms),
    schema: definition.schema,
    cacheFields: definition.cache_fields.join(", "),
    parameters: Object.keys(parameters).length ? showJson(parameters) : "",
    testMode: definition.test_mode,
    sample: showJson(definition.sample),
    tags: definition.tags.join(", "),
  };
}

function draftTarget({ target, weight, timeout_ms }: Target, index: number): TargetDraft {
  return { id: index + 1, target, weight: showWhole(weight), timeoutMs: showWhole(timeout_ms) };
}

/** What the server is sent, and the fields that are not even JSON. */
export function readDraft(draft: WorkflowDraft): { definition: Definition; own: Problem[] } {
  const { values, problems } = readJsonFields({
    parameters: draft.parameters,
    sample: draft.sample,
  });
  const definition = {
    name: draft.name.trim(),
    targets: draft.targets.map(readTarget),
    on_error: draft.onError,
    max_attempts: readWhole(draft.maxAttempts),
    backoff_ms: readList(draft.backoffMs).map(readWhole),
    timeout_ms: readWhole(draft.timeoutMs),
    attempt_timeout_ms: readWhole(draft.attemptTimeoutMs),
    schema: draft.schema,
    cache_fields: readList(draft.cacheFields),
    test_mode: draft.testMode,
    tags: readList(draft.tags),
    ...values,
  };
  return { definition, own: problems };
}

function readTarget({ target, weight, timeoutMs }: TargetDraft): Definition {
  return {
    target: target.trim(),
    weight: readWhole(weight),
    timeout_ms: readWhole(timeoutMs),
  };
}

/** Fields that everybody has to fill in, and that are still empty. */
export function listUntouched({ name, targets }: WorkflowDraft): string[] {
  const empty = targets.flatMap(({ target }, index) =>
    target.trim() === "" ? [`targets[${index}].target`] : [],
  );
  return name.trim() === "" ? ["name", ...empty] : empty;
}

/** The rows with one of them a place up (-1) or down (1); as they were where there is no such place. */
export function moveTarget(
  targets: readonly TargetDraft[],
  index: number,
  by: -1 | 1,
): readonly TargetDraft[] {
  const to = index + by;
  const [row, other] = [targets[index], targets[to]];
  if (!row || !other) return targets;
  const moved = [...targets];
  moved[index] = other;
  moved[to] = row;
  return moved;
}

export function addTarget(targets: readonly TargetDraft[]): TargetDraft[] {
  const id = Math.max(0, ...targets.map((row) => row.id)) + 1;
  return [...targets, { id, target: "", weight: "", timeoutMs: "" }];
}

export const WORKFLOW_FORM: Form<WorkflowDefinition, WorkflowDraft> = {
  fresh: NEW_WORKFLOW,
  draftOf,
  read: readDraft,
  listUntouched,
};
