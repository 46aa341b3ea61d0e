import { describe, expect, test } from "vitest";
import { groupLabel, groupTerms, otherTerms } from "@/lib/explore/groups";
import { questionSearch, readQuestion, spreadOf } from "@/lib/explore/question";
import { dimensionLabel, metricLabel, unitFormat } from "@/lib/explore/units";
import { describeQuestion } from "@/lib/explore/words";

describe("a question in the URL", () => {
  test("is requests as bars unless it says otherwise", () => {
    const question = readQuestion({});
    expect(question).toEqual({ metrics: ["requests"], by: [], chart: "bar", top: 8 });
    expect(Object.values(questionSearch(question)).filter(Boolean)).toEqual([]);
  });

  test("reads back what was written", () => {
    const search = { metric: "cost_usd,requests", by: "model,user", chart: "top", top: "20" };
    expect(questionSearch(readQuestion(search))).toEqual(search);
  });

  test("drops what makes no sense, and more than two of a kind", () => {
    const search = { metric: "a,,a,b,c", by: "x,y,z", chart: "pie", top: "7" };
    expect(readQuestion(search)).toEqual({
      metrics: ["a", "b"],
      by: ["x", "y"],
      chart: "bar",
      top: 8,
    });
  });

  test.each([
    ["latency_p50_ms", "duration_ms"],
    ["ttft_p50_ms", "ttft_ms"],
    ["overhead_p95_ms", "overhead_ms"],
    ["total_tokens", "total_tokens"],
    ["cost_usd", "cost_usd"],
    ["requests", "duration_ms"],
  ])("%s is spread as %s", (metric, field) => expect(spreadOf(metric).field).toBe(field));

  test("is said in words", () => {
    expect(describeQuestion(readQuestion({ metric: "cost_usd", by: "requested_model" }))).toBe(
      "Cost by requested model",
    );
    expect(describeQuestion(readQuestion({ chart: "heat" }))).toBe("Latency over time");
    expect(metricLabel("output_tokens_per_s")).toBe("Output tokens per second");
    expect(dimensionLabel("customer.plan_name")).toBe("customer.plan_name");
  });
});

describe("a group", () => {
  test("is found by its values, and by what it has not", () => {
    expect(groupTerms(["provider", "user"], ["openai", "u 17"])).toBe(
      'provider:openai user:"u 17"',
    );
    expect(groupTerms(["provider"], [null])).toBe("-has:provider");
    expect(groupLabel(["openai", null])).toBe("openai · none");
  });

  test("that is not shown is found by what is", () => {
    expect(otherTerms(["model"], [["gpt-4o"], ["a,b"]])).toBe('-model:gpt-4o,"a,b"');
    expect(otherTerms(["model"], [["gpt-4o"], [null]])).toBe("-model:gpt-4o has:model");
    expect(otherTerms(["model"], [[null]])).toBe("has:model");
    expect(
      otherTerms(
        ["provider", "model"],
        [
          ["openai", "x"],
          [null, "y"],
        ],
      ),
    ).toBe("-(provider:openai model:x) -(-has:provider model:y)");
    expect(otherTerms(["customer.plan"], [["pro"]])).toBe("has:customer.plan -customer.plan:pro");
  });

  test("has no filter where none says it", () => {
    expect(otherTerms(["tag"], [["beta"]])).toBeNull();
    expect(
      otherTerms(
        ["user"],
        Array.from({ length: 200 }, (_, n) => [`u_${n}`]),
      ),
    ).toBeNull();
  });
});

test("numbers carry their unit", () => {
  expect(unitFormat("usd").short(0.0421)).toBe("$0.0421");
  expect(unitFormat("ms").short(1540)).toBe("1.54 s");
  expect(unitFormat("tokens").exact(1200)).toBe("1,200 tokens");
  expect(unitFormat("nothing known").exact(7)).toBe("7");
});
