/** Ways from the marks of a chart to the requests behind them. */

import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { usePageSearch, useWindow } from "@/api/reading";
import type { Span } from "@/lib/bucket";
import { joinTerms } from "@/lib/filter/word";
import { carriedSearch } from "@/lib/search";
import { customWindow, windowSearch } from "@/lib/window";

/** `filter` holds beside the page's own. */
export function useDoors(filter = "") {
  const page = usePageSearch();
  const navigate = useNavigate();
  const { zoom } = useWindow();
  return useMemo(() => {
    const search = (terms: string, span?: Span) => ({
      ...carriedSearch(page),
      filter: joinTerms(page.filter ?? "", filter, terms) || undefined,
      ...(span ? windowSearch(customWindow(span)) : {}),
    });
    const open = (terms: string, span?: Span) =>
      void navigate({ to: "/requests", search: search(terms, span) });
    return { search, open, zoom };
  }, [page, filter, navigate, zoom]);
}
