import { describe, expect, test } from "vitest";
import { carriedSearch, parseSearch, stringifySearch, validateSearch } from "@/lib/search";
import { readWindow, windowLabel, windowSearch, windowSpan } from "@/lib/window";

describe("the query string", () => {
  test("stays readable, and reads back what was written", () => {
    const search = { filter: 'provider:openai user:"u 17" a&b=c+d', last: "7d" };
    const text = stringifySearch(search);
    expect(text).toBe("?filter=provider:openai+user:%22u+17%22+a%26b%3Dc%2Bd&last=7d");
    expect(parseSearch(text)).toEqual(search);
  });

  test("leaves out what is not set", () => {
    expect(stringifySearch({ filter: undefined, last: "", tz: "UTC" })).toBe("?tz=UTC");
    expect(stringifySearch({})).toBe("");
  });

  test("drops what makes no sense and what nobody knows", () => {
    const raw = { granularity: "fortnight", tz: "Mars/Olympus", other: "x", filter: "a:b" };
    expect(validateSearch(raw)).toEqual({ filter: "a:b" });
  });

  test.each(["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)"])(
    "sends nobody to %s after signing in",
    (next) => expect(validateSearch({ next })).toEqual({}),
  );

  test("goes back to a page of this server after signing in", () => {
    expect(validateSearch({ next: "/requests?filter=a:b" })).toEqual({
      next: "/requests?filter=a:b",
    });
  });

  test("carries window and filter from page to page, and no token", () => {
    const search = { last: "7d", filter: "a:b", token: "secret", sort: "cost_usd" };
    expect(stringifySearch({ ...carriedSearch(search) })).toBe("?last=7d&filter=a:b");
  });
});

describe("the window", () => {
  const custom = { from: "2026-11-01T00:00:00.000Z", to: "2026-11-08T00:00:00.000Z" };

  test("is the last day unless the URL says otherwise", () => {
    expect(readWindow({})).toEqual({ last: "24h" });
    expect(readWindow({ last: "90m" })).toEqual({ last: "90m" });
    expect(readWindow({ last: "soon" })).toEqual({ last: "24h" });
  });

  test("is custom when it has a start before its end", () => {
    expect(readWindow({ ...custom, last: "7d" })).toEqual(custom);
    expect(readWindow({ from: custom.to, to: custom.from })).toEqual({ last: "24h" });
  });

  test("takes the other kind's keys out of the URL", () => {
    expect(windowSearch({ last: "7d" })).toEqual({ last: "7d", from: undefined, to: undefined });
    expect(windowSearch(custom)).toEqual({ ...custom, last: undefined });
  });

  test("spans from its start to its end", () => {
    expect(windowSpan({ last: "2w" }, 2e12)).toEqual({ fromMs: 2e12 - 1_209_600_000, toMs: 2e12 });
    expect(windowSpan(custom, 0).toMs - windowSpan(custom, 0).fromMs).toBe(604_800_000);
  });

  test("has a name in words", () => {
    expect(windowLabel({ last: "1h" }, "UTC")).toBe("Last hour");
    expect(windowLabel({ last: "15m" }, "UTC")).toBe("Last 15 minutes");
    expect(windowLabel(custom, "Europe/Berlin")).toBe("1 Nov, 01:00 to 8 Nov, 01:00");
  });
});
