/** Puts what arrived since on top of what is already listed. */

import type { InfiniteData } from "@tanstack/react-query";
import type { Request, RequestPage } from "@/api/requests";

export interface Merged<Param> {
  listed: InfiniteData<RequestPage, Param>;
  /** The ids that were not listed before. */
  added: string[];
  /** More arrived than one page holds: between the two lists, requests are missing. */
  hasGap: boolean;
}

/**
 * A slow request is stored late but started early, so new rows may belong below known ones: the first page
 * is sorted again, newest start first. Known rows stay as they are, because records never change.
 */
export function mergeHead<Param>(
  listed: InfiniteData<RequestPage, Param>,
  head: RequestPage,
): Merged<Param> {
  const known = new Set(listed.pages.flatMap(({ data }) => data.map(({ id }) => id)));
  const fresh = head.data.filter(({ id }) => !known.has(id));
  if (fresh.length === 0) return { listed, added: [], hasGap: false };
  const hasGap = known.size > 0 && fresh.length === head.data.length && head.next_cursor !== null;
  const [first, ...rest] = listed.pages;
  const page = first ? { ...first, data: [...fresh, ...first.data].sort(newestFirst) } : head;
  return {
    listed: { ...listed, pages: [page, ...rest] },
    added: fresh.map(({ id }) => id),
    hasGap,
  };
}

function newestFirst(a: Request, b: Request): number {
  if (a.started_at !== b.started_at) return a.started_at < b.started_at ? 1 : -1;
  return a.id < b.id ? 1 : -1;
}
