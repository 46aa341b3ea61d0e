import { describe, expect, test } from "vitest";
import type { Request, RequestPage } from "@/api/requests";
import { mergeHead } from "@/pages/requests/merge";

function request(id: string, second: number): Request {
  return { id, started_at: `2026-11-23T10:00:${String(second).padStart(2, "0")}Z` } as Request;
}

function page(data: Request[], next_cursor: string | null = null): RequestPage {
  return { data, next_cursor } as RequestPage;
}

const ids = ({ pages }: { pages: RequestPage[] }) =>
  pages.map(({ data }) => data.map(({ id }) => id));

describe("new requests", () => {
  const known = [request("c", 30), request("b", 20)];
  const listed = {
    pages: [page(known, "cursor"), page([request("a", 10)])],
    pageParams: [null, "cursor"],
  };

  test("stand on top, once", () => {
    const head = page([request("e", 50), request("d", 40), ...known], "cursor");
    const merged = mergeHead(listed, head);
    expect(ids(merged.listed)).toEqual([["e", "d", "c", "b"], ["a"]]);
    expect(merged.added).toEqual(["e", "d"]);
    expect(merged.hasGap).toBe(false);
    expect(mergeHead(merged.listed, head).added).toEqual([]);
  });

  test("that took long stand where they started", () => {
    const merged = mergeHead(
      listed,
      page([request("c", 30), request("slow", 25), request("b", 20)]),
    );
    expect(ids(merged.listed)[0]).toEqual(["c", "slow", "b"]);
  });

  test("keep the cursor to the older ones", () => {
    const merged = mergeHead(listed, page([request("d", 40), ...known], "another"));
    expect(merged.listed.pages[0]?.next_cursor).toBe("cursor");
  });

  test("that fill a page may hide others", () => {
    const head = page([request("z", 59), request("y", 58)], "more");
    expect(mergeHead(listed, head).hasGap).toBe(true);
  });

  test("are all there are on an empty list", () => {
    const empty = { pages: [page([])], pageParams: [null] };
    const merged = mergeHead(empty, page([request("a", 10)]));
    expect(ids(merged.listed)).toEqual([["a"]]);
    expect(merged.hasGap).toBe(false);
  });

  test("that are none change nothing", () => {
    expect(mergeHead(listed, page(known)).listed).toBe(listed);
  });
});
