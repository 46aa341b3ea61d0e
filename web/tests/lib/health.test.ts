import { describe, expect, test } from "vitest";
import { type CircuitState, healthOf, healths } from "@/lib/health";

function circuit(model: string, state: CircuitState, second = 0, probe: number | null = null) {
  const at = (value: number) => `2026-11-23T10:00:${String(value).padStart(2, "0")}Z`;
  return {
    project: "shop",
    provider: "openai",
    model,
    state,
    since: at(second),
    failures: second,
    next_probe: probe === null ? null : at(probe),
  };
}

describe("provider health", () => {
  test("of several processes is the worst, and says how many think so", () => {
    const [one] = healths([
      circuit("a", "closed", 1),
      circuit("a", "open", 20, 50),
      circuit("a", "half_open", 5, 8),
      circuit("a", "open", 10, 40),
    ]);
    expect(one).toMatchObject({
      state: "open",
      agreeing: 2,
      processes: 4,
      since: "2026-11-23T10:00:10Z",
      nextProbe: "2026-11-23T10:00:40Z",
      failures: 20,
    });
  });

  test("has no next try while all is well", () => {
    expect(healths([circuit("a", "closed")])[0]).toMatchObject({ nextProbe: null, processes: 1 });
  });

  test("lists the worst first, then by name", () => {
    const all = healths([
      circuit("b", "closed"),
      circuit("a", "closed"),
      circuit("d", "half_open"),
      circuit("c", "open"),
    ]);
    expect(all.map(({ model }) => model)).toEqual(["c", "d", "a", "b"]);
  });

  test("is found by a workflow's target in its project only", () => {
    const all = healths([circuit("a", "open")]);
    expect(healthOf(all, "shop", " openai:a ")?.state).toBe("open");
    expect(healthOf(all, "support", "openai:a")).toBeUndefined();
    expect(healthOf(all, "shop", "openai:b")).toBeUndefined();
  });
});
