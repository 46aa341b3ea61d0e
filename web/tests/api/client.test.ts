import { beforeEach, describe, expect, test, vi } from "vitest";
import { ApiError, body, client, rememberCsrfToken } from "@/api/client";
import { readFault } from "@/api/useFilter";

const fetched = vi.fn<(request: Request) => Promise<Response>>();

beforeEach(() => {
  fetched.mockReset();
  vi.stubGlobal("fetch", fetched);
});

function answer(status: number, json: unknown): void {
  fetched.mockResolvedValue(new Response(JSON.stringify(json), { status }));
}

async function failure(): Promise<ApiError> {
  const error = await client.GET("/api/v1/keys").then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ApiError)) throw new Error(`not an ApiError: ${String(error)}`);
  return error;
}

describe("the client", () => {
  test("hands out the body of a good answer", async () => {
    answer(200, { data: [] });
    expect(body(await client.GET("/api/v1/keys"))).toEqual({ data: [] });
  });

  test("turns a refusal into an error with the server's own words", async () => {
    answer(400, {
      error: {
        code: "bad_input",
        message: "There is no field 'x'.",
        hint: "",
        position: 3,
        nearest: "key",
      },
    });
    const error = await failure();
    expect(error).toMatchObject({ status: 400, code: "bad_input", position: 3, nearest: "key" });
    expect(readFault(error)).toMatchObject({ position: 3, nearest: "key" });
    expect(error.isUnreachable).toBe(false);
  });

  test("says what it can of an answer that is not the server's", async () => {
    fetched.mockResolvedValue(new Response("<html>Bad gateway</html>", { status: 502 }));
    expect(await failure()).toMatchObject({ status: 502, isUnreachable: true });
  });

  test("knows a server that does not answer", async () => {
    fetched.mockRejectedValue(new TypeError("Failed to fetch"));
    const error = await failure();
    expect(error.isUnreachable).toBe(true);
    expect(readFault(error)).toBeNull();
  });

  test("sends the token of the session with writes, and only with writes", async () => {
    rememberCsrfToken("t0ken");
    answer(200, { data: [] });
    await client.GET("/api/v1/keys");
    expect(fetched.mock.calls[0]?.[0].headers.get("X-CSRF-Token")).toBeNull();
    fetched.mockResolvedValue(new Response(null, { status: 204 }));
    await client.DELETE("/api/v1/keys/{id}", { params: { path: { id: 7 } } });
    expect(fetched.mock.calls[1]?.[0].headers.get("X-CSRF-Token")).toBe("t0ken");
  });
});
