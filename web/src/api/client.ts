/**
 * The one way to the server: typed calls, errors as `ApiError`, the CSRF token on writes. Paths and shapes
 * come from the server's OpenAPI document (`schema.gen.ts`, made by `npm run gen`).
 */

import createClient, { type Middleware } from "openapi-fetch";
import type { components, paths } from "@/api/schema.gen";

type Schemas = components["schemas"];
export type Schema<Name extends keyof Schemas> = Schemas[Name];
/** One mistake in a definition, at its field. */
export type Problem = Schema<"ProblemAnswer">;

/** An answer of the server that says no, or (status 0) no answer at all. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly hint: string;
  /** Bad filters: where in the text, counted in characters from 0. */
  readonly position: number | null;
  readonly expected: string | null;
  readonly nearest: string | null;
  /** Bad definitions: every mistake. */
  readonly problems: readonly Problem[];

  constructor(status: number, body: Partial<Schema<"ErrorBody">>) {
    super(body.message ?? `The server answered ${status} without saying why.`);
    this.name = "ApiError";
    this.status = status;
    this.code = body.code ?? "unknown";
    this.hint = body.hint ?? "";
    this.position = body.position ?? null;
    this.expected = body.expected ?? null;
    this.nearest = body.nearest ?? null;
    this.problems = body.problems ?? [];
  }

  /** The server was not reached, or a proxy answered for it. */
  get isUnreachable(): boolean {
    return this.status === 0 || this.status === 502 || this.status === 504;
  }
}

const UNREACHABLE = {
  code: "unreachable",
  message: "The server does not answer.",
  hint: "It is asked again every few seconds.",
};

let csrfToken: string | null = null;

/** The session tells it; every write carries it. */
export function rememberCsrfToken(token: string | null): void {
  csrfToken = token;
}

const guard: Middleware = {
  onRequest({ request }) {
    if (csrfToken && request.method !== "GET") request.headers.set("X-CSRF-Token", csrfToken);
    return request;
  },
  async onResponse({ response }) {
    if (!response.ok) throw await readError(response);
  },
  onError({ error }) {
    if (error instanceof ApiError || isAbort(error)) return error as Error;
    return new ApiError(0, UNREACHABLE);
  },
};

async function readError(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null);
  const error = (body as { error?: Partial<Schema<"ErrorBody">> } | null)?.error ?? {};
  return new ApiError(response.status, error);
}

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

export const client = createClient<paths>({
  baseUrl: globalThis.location?.origin ?? "",
  credentials: "same-origin",
  // Looked up at each call: what replaces it, such as a tracer in the page, is meant for us too.
  fetch: (request) => globalThis.fetch(request),
});
client.use(guard);

/** The body of a good answer; the guard has thrown for any other. */
export function body<Data>(answer: { data?: Data }): Data {
  return answer.data as Data;
}
