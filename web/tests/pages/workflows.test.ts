import { describe, expect, test } from "vitest";
import type { WorkflowDefinition } from "@/api/workflows";
import { describeBackoff, describeShare } from "@/pages/workflows/describe";
import {
  addTarget,
  draftOf,
  listUntouched,
  moveTarget,
  NEW_WORKFLOW,
  readDraft,
} from "@/pages/workflows/draft";

const WHOLE: WorkflowDefinition = {
  name: "smart_summary",
  targets: [
    { target: "openai:gpt-4o", weight: 70, timeout_ms: null },
    { target: "groq:mixtral", weight: null, timeout_ms: 5000 },
  ],
  on_error: "same_target",
  max_attempts: 3,
  backoff_ms: [400, 0],
  timeout_ms: 30_000,
  attempt_timeout_ms: null,
  schema: "card",
  cache_fields: ["metadata.segment", "user_id"],
  parameters: { temperature: 0 },
  test_mode: true,
  sample: { title: "Lamp" },
  tags: ["a b"],
};

describe("a workflow in its form", () => {
  test("comes out as it went in", () => {
    expect(readDraft(draftOf(WHOLE))).toEqual({ definition: WHOLE, own: [] });
  });

  test("leaves attempts to the server when they are as many as the targets", () => {
    const draft = draftOf({ ...WHOLE, max_attempts: 2 });
    expect(draft.maxAttempts).toBe("");
    expect(readDraft(draft).definition.max_attempts).toBeNull();
  });

  test("sends what is no number as it is, for the server to tell", () => {
    const draft = { ...draftOf(WHOLE), timeoutMs: "soon", backoffMs: "400, x" };
    expect(readDraft(draft).definition).toMatchObject({
      timeout_ms: "soon",
      backoff_ms: [400, "x"],
    });
  });

  test("keeps what is not JSON to itself", () => {
    const { definition, own } = readDraft({ ...draftOf(WHOLE), parameters: "{temperature" });
    expect(definition).not.toHaveProperty("parameters");
    expect(own.map(({ path }) => path)).toEqual(["parameters"]);
  });

  test("holds nothing against fields that nobody filled in yet", () => {
    expect(listUntouched(NEW_WORKFLOW)).toEqual(["name", "targets[0].target"]);
    expect(
      listUntouched({ ...draftOf(WHOLE), targets: addTarget(draftOf(WHOLE).targets) }),
    ).toEqual(["targets[2].target"]);
  });
});

describe("targets", () => {
  const rows = draftOf(WHOLE).targets;
  const names = (targets: typeof rows) => targets.map(({ target }) => target);

  test("move up and down, and stay at the ends", () => {
    expect(names(moveTarget(rows, 1, -1))).toEqual(["groq:mixtral", "openai:gpt-4o"]);
    expect(names(moveTarget(rows, 0, 1))).toEqual(["groq:mixtral", "openai:gpt-4o"]);
    expect(moveTarget(rows, 0, -1)).toBe(rows);
    expect(moveTarget(rows, 1, 1)).toBe(rows);
  });

  test("that are added are told from all others", () => {
    const added = addTarget(moveTarget(rows, 0, 1));
    expect(new Set(added.map(({ id }) => id)).size).toBe(3);
  });

  test("with a weight say how often they go first", () => {
    const one = { target: "a:b", weight: 70, timeout_ms: null };
    const two = { target: "a:c", weight: 30, timeout_ms: null };
    const rest = { target: "a:d", weight: null, timeout_ms: null };
    expect(describeShare(one, [one, two, rest])).toBe("70.0% go here first");
    expect(describeShare(rest, [one, two, rest])).toBeNull();
  });
});

test.each([
  [[], "no wait"],
  [[400], "400 ms each"],
  [[400, 800, 1600], "400 ms, 800 ms, then 1.60 s each"],
])("waits of %j are %j", (waits, text) => {
  expect(describeBackoff(waits)).toBe(text);
});
