import { describe, expect, test } from "vitest";
import {
  changedFields,
  mergeProblems,
  problemAt,
  readJson,
  readJsonFields,
  readList,
  readWhole,
  showJson,
} from "@/lib/definition";

const problem = (path: string, message = "Wrong.", hint = "") => ({ path, message, hint });

describe("problems", () => {
  const problems = [
    problem("targets[1].weight", "Too large."),
    problem("targets[10]", "Not a target.", "Write it provider:model."),
    problem("parameters.model", "Not here."),
  ];

  test("stand at their field, with their hint", () => {
    expect(problemAt(problems, "targets[10]")).toBe("Not a target. Write it provider:model.");
  });

  test("inside a field say where", () => {
    expect(problemAt(problems, "parameters")).toBe("model: Not here.");
    expect(problemAt(problems, "targets[1]")).toBe("weight: Too large.");
  });

  test("in a list say in which entry, counted from 1", () => {
    expect(problemAt([problem("backoff_ms[1]")], "backoff_ms")).toBe("entry 2: Wrong.");
  });

  test("do not stand at a field whose name only begins alike", () => {
    expect(problemAt([problem("max_retries_more")], "max_retries")).toBeUndefined();
    expect(problemAt([problem("targets[10]")], "targets[1]")).toBeUndefined();
  });

  test("that only the form sees replace the server's of the same field", () => {
    const own = [problem("parameters", "This is not JSON.")];
    expect(mergeProblems(own, problems).map(({ path }) => path)).toEqual([
      "parameters",
      "targets[1].weight",
      "targets[10]",
    ]);
  });
});

describe("text of a form", () => {
  test.each([
    ["", null],
    [" 400 ", 400],
    ["-1", -1],
    ["1.5", "1.5"],
    ["soon", "soon"],
  ])("%j is the whole number %j", (text, value) => {
    expect(readWhole(text)).toBe(value);
  });

  test("lists take commas and lines", () => {
    expect(readList(" a, b\nc,,\n")).toEqual(["a", "b", "c"]);
  });

  test("JSON is read, and empty text is no value", () => {
    expect(readJson("[1]")).toEqual({ value: [1] });
    expect(readJson("null")).toEqual({ value: null });
    expect(readJson(" ")).toEqual({ value: undefined });
  });

  test("what is not JSON is told at its field, and left out", () => {
    const { values, problems } = readJsonFields({ good: "{}", bad: "{", none: "" });
    expect(values).toEqual({ good: {} });
    expect(problems).toMatchObject([{ path: "bad" }]);
    expect(problems[0]?.message).toMatch(/^This is not JSON: /);
  });

  test("null shows as nothing, and zero as zero", () => {
    expect([showJson(null), showJson(0), showJson({ a: 1 })]).toEqual(["", "0", '{\n  "a": 1\n}']);
  });
});

test("the fields that a version changed are named", () => {
  const older = { name: "a", targets: ["x:y"], tags: [] };
  const newer = { name: "a", targets: ["x:z"], tags: [], timeout_ms: 5 };
  expect(changedFields(older, newer)).toEqual(["targets", "timeout_ms"]);
});
