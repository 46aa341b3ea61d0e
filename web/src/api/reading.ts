/** What a page reads: the window, zone and filter of its URL, as the server is asked for them. */

import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { useOrganisation } from "@/api/session";
import type { Span } from "@/lib/bucket";
import type { PageSearch } from "@/lib/search";
import {
  customWindow,
  readWindow,
  type WindowChoice,
  windowSearch,
  windowSpan,
} from "@/lib/window";

/** The query parameters that all reading calls share. */
export interface Reading {
  last?: string;
  from?: string;
  to?: string;
  tz: string;
  filter: string;
}

export function usePageSearch(): PageSearch {
  return useSearch({ strict: false });
}

/** Changes some of the URL's state and stays on the page. */
export function useChangeSearch() {
  const navigate = useNavigate();
  return useCallback(
    (change: PageSearch) =>
      navigate({ to: ".", search: (before: PageSearch) => ({ ...before, ...change }) }),
    [navigate],
  );
}

export function useZone(): string {
  const { tz } = usePageSearch();
  const organisation = useOrganisation();
  return tz ?? organisation?.timezone ?? "UTC";
}

export function useWindow() {
  const { last, from, to } = usePageSearch();
  const change = useChangeSearch();
  const choice = useMemo(() => readWindow({ last, from, to }), [last, from, to]);
  const choose = useCallback((next: WindowChoice) => change(windowSearch(next)), [change]);
  const zoom = useCallback((span: Span) => choose(customWindow(span)), [choose]);
  return { choice, choose, zoom };
}

export function useReading(): Reading {
  const { choice } = useWindow();
  const { filter = "" } = usePageSearch();
  const tz = useZone();
  return useMemo(() => ({ ...choice, tz, filter }), [choice, tz, filter]);
}

/** How often a page looks again: often enough for its window, never for one that has ended. */
export function useRefreshMs(): number | false {
  const { choice } = useWindow();
  if ("from" in choice) return false;
  const { fromMs, toMs } = windowSpan(choice, 0);
  const hours = (toMs - fromMs) / 3_600_000;
  if (hours <= 1) return 5_000;
  return hours <= 24 ? 10_000 : 30_000;
}
