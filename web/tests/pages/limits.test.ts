import { describe, expect, test } from "vitest";
import type { Limit, LimitDefinition } from "@/api/limits";
import { changeDraft, definitionOf, draftOf, NEW_LIMIT, readDraft } from "@/pages/limits/draft";
import { describeLimit, groupLimits, listPers } from "@/pages/limits/words";

function definition(part: Partial<LimitDefinition>): LimitDefinition {
  return { name: null, per: "user", ...part };
}

function limit(id: number, project: Limit["project"], part: Partial<LimitDefinition> = {}): Limit {
  return { id, name: "", project, created_at: "", definition: definition(part) };
}

const SHOP = { id: 7, name: "shop" };

describe("limits in words", () => {
  test.each([
    [
      { requests: "120/minute", burst: 20 },
      false,
      "Each user: 120 requests per minute, bursts of 20",
    ],
    [{ per: "project", cost_usd: "50/day" }, true, "The whole project: $50 per day"],
    [{ per: "project", cost_usd: "0.5/day" }, false, "Each project: $0.5 per day"],
    [{ per: "ip", requests: "1/second" }, false, "Each IP address: 1 request per second"],
    [
      { per: "key", tokens: "1000000/day", workflow: "card", key: "ci" },
      true,
      "Each key: 1,000,000 tokens per day; calls of card only, calls with the key ci only",
    ],
  ] as const)("%j is %j", (part, isOfProject, words) => {
    expect(describeLimit(definition(part), isOfProject)).toBe(words);
  });

  test("stand under the organisation, then under their projects", () => {
    const groups = groupLimits([limit(1, null), limit(2, SHOP), limit(3, SHOP)]);
    expect(
      groups.map(({ project, limits }) => [project?.name, limits.map(({ id }) => id)]),
    ).toEqual([
      [undefined, [1]],
      ["shop", [2, 3]],
    ]);
  });

  test("of a project cannot be for the whole organisation", () => {
    expect(listPers(true).map(({ value }) => value)).not.toContain("organisation");
    expect(listPers(false).map(({ value }) => value)).toContain("organisation");
  });
});

describe("a limit in its form", () => {
  test("comes out as it went in", () => {
    const part = { requests: "120/minute", burst: 20, workflow: "card", name: "Calm" };
    expect(readDraft(draftOf(limit(1, SHOP, part)))).toEqual({
      per: "user",
      key: null,
      ...part,
    });
  });

  test("has a window that its unit is counted by, and a burst of requests only", () => {
    const typed = { ...NEW_LIMIT, amount: "5", burst: "2" };
    const cost = changeDraft(typed, { unit: "cost_usd" });
    expect(readDraft(cost)).toMatchObject({ cost_usd: "5/day", burst: null });
    expect(readDraft(changeDraft(cost, { unit: "tokens" }))).toMatchObject({ tokens: "5/day" });
  });

  test("forgets another place's names", () => {
    const typed = { ...NEW_LIMIT, workflow: "card", per: "organisation" } as const;
    expect(changeDraft(typed, { projectId: "7" })).toMatchObject({ workflow: "", per: "project" });
    expect(changeDraft(typed, { projectId: "" })).toMatchObject({ workflow: "card" });
  });

  test("says nothing before it has an amount", () => {
    expect(definitionOf(NEW_LIMIT)).toBeNull();
    expect(definitionOf({ ...NEW_LIMIT, amount: "many" })).toBeNull();
    expect(definitionOf({ ...NEW_LIMIT, amount: "0.25", unit: "cost_usd", window: "day" })).toEqual(
      expect.objectContaining({ cost_usd: "0.25/day" }),
    );
  });
});
