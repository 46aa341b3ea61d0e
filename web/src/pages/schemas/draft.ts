/** A schema as its form holds it, in text, and as the server reads it. */

import type { Definition } from "@/api/definitions";
import type { SchemaDefinition } from "@/api/schemas";
import type { Form } from "@/api/useEditor";
import { type Problem, readJsonFields, readWhole, showJson } from "@/lib/definition";

export interface SchemaDraft {
  name: string;
  jsonSchema: string;
  onInvalid: SchemaDefinition["on_invalid"];
  maxRetries: string;
  sample: string;
}

export const ON_INVALID: Readonly<Record<SchemaDefinition["on_invalid"], string>> = {
  retry: "Tell the model what is wrong, and ask again",
  next_target: "Try the next target",
  reject: "Refuse with 422 and the failing path",
  fallback: "Answer with the sample",
};

const FIRST = {
  type: "object",
  properties: { title: { type: "string" } },
  required: ["title"],
  additionalProperties: false,
};

export const NEW_SCHEMA: SchemaDraft = {
  name: "",
  jsonSchema: showJson(FIRST),
  onInvalid: "retry",
  maxRetries: "1",
  sample: "",
};

export function draftOf(definition: SchemaDefinition): SchemaDraft {
  return {
    name: definition.name,
    jsonSchema: showJson(definition.json_schema),
    onInvalid: definition.on_invalid,
    maxRetries: String(definition.max_retries),
    sample: showJson(definition.sample),
  };
}

/** What the server is sent, and the fields that are not even JSON. */
export function readDraft(draft: SchemaDraft): { definition: Definition; own: Problem[] } {
  const { values, problems } = readJsonFields({
    json_schema: draft.jsonSchema,
    sample: draft.sample,
  });
  const definition = {
    name: draft.name.trim(),
    on_invalid: draft.onInvalid,
    max_retries: readWhole(draft.maxRetries),
    ...values,
  };
  return { definition, own: problems };
}

export const SCHEMA_FORM: Form<SchemaDefinition, SchemaDraft> = {
  fresh: NEW_SCHEMA,
  draftOf,
  read: readDraft,
  listUntouched: ({ name }) => (name.trim() === "" ? ["name"] : []),
};
