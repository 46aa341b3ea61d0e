import { describe, expect, test } from "vitest";
import type { SchemaDefinition } from "@/api/schemas";
import { draftOf, NEW_SCHEMA, readDraft } from "@/pages/schemas/draft";

const WHOLE: SchemaDefinition = {
  name: "card",
  json_schema: { type: "object" },
  on_invalid: "fallback",
  max_retries: 0,
  sample: { title: "Lamp" },
};

describe("a schema in its form", () => {
  test("comes out as it went in", () => {
    expect(readDraft(draftOf(WHOLE))).toEqual({ definition: WHOLE, own: [] });
  });

  test("without a sample has none", () => {
    const { definition } = readDraft(draftOf({ ...WHOLE, sample: null }));
    expect(definition).not.toHaveProperty("sample");
  });

  test("tells each text that is not JSON", () => {
    const { own } = readDraft({ ...NEW_SCHEMA, jsonSchema: "{", sample: "Lamp" });
    expect(own.map(({ path }) => path)).toEqual(["json_schema", "sample"]);
  });
});
