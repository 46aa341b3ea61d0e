import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { neededValues, offersAt, takeOffer } from "@/lib/filter/complete";
import { FIELDS } from "@/lib/filter/field";
import {
  hasTerm,
  joinTerms,
  quoteValue,
  splitWords,
  term,
  toggleTerm,
  wordAt,
} from "@/lib/filter/word";

const values = [
  { value: "openai", count: 968 },
  { value: "open router", count: 12 },
  { value: "groq", count: 3 },
];

/** The text, and the caret at the bar. */
function typed(marked: string) {
  return { text: marked.replace("|", ""), caret: marked.indexOf("|") };
}

function labels(marked: string) {
  const { text, caret } = typed(marked);
  return offersAt(text, caret, values).map(({ label }) => label);
}

function take(marked: string, label: string) {
  const { text, caret } = typed(marked);
  const offer = offersAt(text, caret, values).find((one) => one.label === label);
  if (!offer) throw new Error(`${label} is not offered`);
  const taken = takeOffer(text, caret, offer);
  return `${taken.text.slice(0, taken.caret)}|${taken.text.slice(taken.caret)}`;
}

describe("words", () => {
  test("are parted by blanks and brackets, and held together by quotes", () => {
    const words = splitWords('status:error (user:"u 17" OR -model:gpt*) "full text"');
    expect(words.map(({ field, value, negated }) => [field, value, negated])).toEqual([
      ["status", "error", false],
      ["user", '"u 17"', false],
      [null, "OR", false],
      ["model", "gpt*", true],
      [null, '"full text"', false],
    ]);
  });

  test("may be half typed", () => {
    expect(wordAt('user:"u 1', 9)).toMatchObject({ field: "user", value: '"u 1' });
    expect(wordAt("a:b  ", 4)).toMatchObject({ start: 4, end: 4, value: "" });
    expect(wordAt('user:"ends in \\', 15)).toMatchObject({ field: "user" });
  });

  test("colons after the first belong to the value", () => {
    expect(wordAt("model:ft:gpt-4o", 15)).toMatchObject({ field: "model", value: "ft:gpt-4o" });
  });

  test("are quoted when a value would break them", () => {
    expect(quoteValue("gpt-4o")).toBe("gpt-4o");
    expect(quoteValue('say "hi"')).toBe('"say \\"hi\\""');
    expect(term("user", "a,b")).toBe('user:"a,b"');
    expect(quoteValue("")).toBe('""');
  });
});

describe("terms", () => {
  test("are put in and taken out", () => {
    expect(toggleTerm("provider:openai", "status:error")).toBe("provider:openai status:error");
    expect(toggleTerm("status:error provider:openai", "status:error")).toBe("provider:openai");
    expect(hasTerm("-status:error", "status:error")).toBe(false);
  });

  test("do not fall apart beside an open OR", () => {
    expect(joinTerms("a:1 OR b:2", "status:error")).toBe("(a:1 OR b:2) status:error");
    expect(joinTerms("(a:1 OR b:2)", "status:error")).toBe("(a:1 OR b:2) status:error");
    expect(joinTerms('"x OR y"', "status:error")).toBe('"x OR y" status:error');
    expect(joinTerms("", "status:error")).toBe("status:error");
  });
});

describe("offers", () => {
  test("are fields while there is no colon, those that start so first", () => {
    expect(labels("mod|")).toEqual(["model", "requested_model", "test_mode"]);
    expect(labels("status:error -prov|")).toEqual(["provider", "requested_provider"]);
  });

  test("are the values the server knows, with their counts", () => {
    expect(labels("provider:op|")).toEqual(["openai", "open router"]);
    const { text, caret } = typed("provider:gr|");
    expect(offersAt(text, caret, values)[0]?.help).toBe("3");
  });

  test("are the values that never change", () => {
    expect(labels("status:|")).toEqual(["success", "error", "throttled", "cancelled"]);
  });

  test("are comparisons for numbers, until one is typed", () => {
    expect(labels("duration_ms:|")).toEqual([">", ">=", "<", "<="]);
    expect(labels("duration_ms:>|")).toEqual([]);
  });

  test("need the server only for values that it lists", () => {
    expect(neededValues("provider:op", 11)).toEqual({ field: "provider", prefix: "op" });
    expect(neededValues("customer.segment:", 17)).toEqual({
      field: "customer.segment",
      prefix: "",
    });
    expect(neededValues("status:", 7)).toBeNull();
    expect(neededValues("prov", 4)).toBeNull();
  });
});

describe("taking an offer", () => {
  test("leaves the caret where one goes on typing", () => {
    expect(take("prov|", "provider")).toBe("provider:|");
    expect(take("provider:op|", "openai")).toBe("provider:openai |");
    expect(take("duration_ms:|", ">")).toBe("duration_ms:>|");
  });

  test("quotes a value with a blank", () => {
    expect(take("-provider:open|", "open router")).toBe('-provider:"open router" |');
  });

  test("replaces one value of a list, and nothing around it", () => {
    expect(take("provider:groq,op| status:error", "openai")).toBe(
      "provider:groq,openai| status:error",
    );
    expect(take("provider:op|,groq", "openai")).toBe("provider:openai|,groq");
  });
});

test("every field that is offered is one the server knows", () => {
  const catalog = readFileSync("../tailrace/query/catalog.py", "utf8");
  const known = new Set(catalog.match(/"[a-z_]+"/g));
  const unknown = FIELDS.filter(({ name }) => name !== "has" && !known.has(`"${name}"`));
  expect(unknown).toEqual([]);
});
