/**
 * The fields a filter can name, in the order they are offered. The server's catalog decides; a test holds
 * this list to it.
 */

/** `choice`: known values. `text`: the server lists them. `number`: compared. `id`: pasted whole. */
export type FieldKind = "choice" | "text" | "number" | "id";

export interface Field {
  name: string;
  kind: FieldKind;
  help: string;
  values?: readonly string[];
}

const YES_NO = ["true", "false"];

export const FIELDS: readonly Field[] = [
  choice("status", "how the request ended", ["success", "error", "throttled", "cancelled"]),
  text("provider", "who answered, or was tried last"),
  text("model", "the model that answered"),
  text("user", "the caller's user"),
  text("workflow", "the workflow that was named"),
  choice("has", "something is there", [
    "error",
    "retry",
    "cost",
    "ttft",
    "tokens",
    "user",
    "session",
    "workflow",
  ]),
  text("schema", "the schema answers were held against"),
  text("invalid_path", "where an answer broke its schema"),
  text("limit", "the limit of yours that refused it"),
  number("http_status", "what the client was sent: >=500"),
  number("duration_ms", "milliseconds to the end: >2000"),
  number("ttft_ms", "milliseconds to the first token"),
  number("cost_usd", "US dollars: >0.01"),
  number("attempts", "provider calls made: >1"),
  text("session", "the caller's session"),
  text("tag", "one of the request's tags"),
  text("key", "the key's name"),
  text("project", "the project's name"),
  text("error_type", "the name of the error"),
  choice("error_class", "the kind of error", [
    "client_error",
    "rate_limited",
    "server_error",
    "timeout",
    "network",
    "invalid_output",
    "blocked",
  ]),
  text("requested_provider", "the provider that was asked for"),
  text("requested_model", "the model that was asked for"),
  text("finish_reason", "why the model stopped"),
  text("operation", "such as chat or embeddings"),
  text("environment", "such as production"),
  choice("streamed", "whether the answer was streamed", YES_NO),
  choice("source", "where the record came from", ["gateway", "otlp", "sdk", "import"]),
  number("workflow_version", "the workflow's version that ran"),
  number("schema_version", "the schema's version"),
  choice("offline_fallback", "the schema's sample was answered", YES_NO),
  choice("test_mode", "test requests, left out unless asked for", YES_NO),
  number("prompt_tokens", "tokens in"),
  number("completion_tokens", "tokens out"),
  number("total_tokens", "tokens in and out"),
  number("cached_tokens", "prompt tokens from a cache"),
  number("reasoning_tokens", "tokens spent on reasoning"),
  number("overhead_ms", "the gateway's own milliseconds"),
  { name: "trace", kind: "id", help: "the trace's id" },
  { name: "id", kind: "id", help: "the request's id" },
];

export function findField(name: string): Field | undefined {
  return FIELDS.find((field) => field.name === name);
}

/** Whether the server is to be asked for the values of this field. */
export function hasFacets(name: string): boolean {
  return name.startsWith("customer.") || findField(name)?.kind === "text";
}

function choice(name: string, help: string, values: readonly string[]): Field {
  return { name, kind: "choice", help, values };
}

function text(name: string, help: string): Field {
  return { name, kind: "text", help };
}

function number(name: string, help: string): Field {
  return { name, kind: "number", help };
}
