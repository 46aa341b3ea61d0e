import { expect, test } from "vitest";
import { children, describeBranch, foldLines, parseJson, previewBranch } from "@/lib/json";

test("text that is not JSON is told from the JSON null", () => {
  expect(parseJson("{broken")).toBeUndefined();
  expect(parseJson("null")).toBeNull();
});

test("a branch says what it holds", () => {
  expect(describeBranch([1, 2, 3])).toBe("3 items");
  expect(describeBranch({ a: 1 })).toBe("1 field");
  expect(children({ a: 1, b: [2] })).toEqual([
    ["a", 1],
    ["b", [2]],
  ]);
  expect(children("leaf")).toEqual([]);
});

test("a closed branch shows its first plain fields, cut", () => {
  const message = { role: "user", parts: [], content: `Where is\n my ${"x".repeat(100)}` };
  expect(previewBranch(message)).toBe(`role: user, content: Where is my ${"x".repeat(20)}…`);
});

test("long lines are folded and nothing is lost", () => {
  const text = `${"a".repeat(25)}\n\nshort`;
  expect(foldLines(text, 10)).toEqual(["a".repeat(10), "a".repeat(10), "aaaaa", "", "short"]);
});

test("a fold never parts the halves of a character", () => {
  const lines = foldLines("🙂".repeat(9), 5);
  expect(lines.join("")).toBe("🙂".repeat(9));
  for (const line of lines) expect([...line].every((one) => one === "🙂")).toBe(true);
});
