import { describe, expect, test } from "vitest";
import { colour, DARK, LIGHT, type TokenName, variableName } from "@/ui/tokens";
import { contrast, distance, SIGHTS } from "./colour";

const TEXTS: TokenName[] = ["text", "textSoft", "textFaint", "accent", "danger", "warning", "good"];
const GROUNDS: TokenName[] = ["page", "surface", "raised", "sunken"];
const STATUSES: TokenName[] = ["success", "error", "throttled", "cancelled"];
const HUES: TokenName[] = ["hue1", "hue2", "hue3", "hue4", "hue5", "hue6", "hue7", "hue8"];
const MARKS: TokenName[] = [
  ...STATUSES,
  ...HUES,
  "prompt",
  "completion",
  "first",
  "second",
  "cost",
];
const SETS: TokenName[][] = [STATUSES, HUES, ["prompt", "completion"], ["first", "second"]];

function pairs(names: readonly TokenName[]): [TokenName, TokenName][] {
  return names.flatMap((one, index) =>
    names.slice(index + 1).map((two): [TokenName, TokenName] => [one, two]),
  );
}

describe.each([
  ["light", LIGHT],
  ["dark", DARK],
])("%s", (_, tokens) => {
  test("text has AA contrast on every ground", () => {
    const weak = TEXTS.flatMap((name) =>
      GROUNDS.filter((ground) => contrast(tokens[name], tokens[ground]) < 4.5).map(
        (ground) => `${name}/${ground}`,
      ),
    );
    expect(weak).toEqual([]);
  });

  test.each<[TokenName, TokenName]>([
    ["onAccent", "accent"],
    ["text", "accentSoft"],
    ["danger", "dangerSoft"],
    ["text", "dangerSoft"],
    ["warning", "warningSoft"],
    ["text", "warningSoft"],
  ])("%s has AA contrast on %s", (name, ground) => {
    expect(contrast(tokens[name], tokens[ground])).toBeGreaterThanOrEqual(4.5);
  });

  test("marks stand out from the panel they are on", () => {
    expect(MARKS.filter((name) => contrast(tokens[name], tokens.surface) < 3)).toEqual([]);
  });

  test.each(Object.entries(SIGHTS))(
    "colours of one chart are told apart with %s sight",
    (_name, sight) => {
      const alike = SETS.flatMap(pairs).filter(
        ([one, two]) => distance(tokens[one], tokens[two], sight) < 15,
      );
      expect(alike).toEqual([]);
    },
  );
});

test("a token is a CSS variable of its name", () => {
  expect(variableName("accentStrong")).toBe("--tr-accent-strong");
  expect(colour("hue1")).toBe("var(--tr-hue1)");
});
