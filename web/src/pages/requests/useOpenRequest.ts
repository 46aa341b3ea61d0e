/** Opening a request, and finding the place in the list again on the way back. */

import { useLocation, useNavigate } from "@tanstack/react-router";
import { useCallback } from "react";
import { usePageSearch } from "@/api/reading";
import type { Request } from "@/api/requests";

declare module "@tanstack/history" {
  interface HistoryState {
    /** The request that was opened from here, and how far the list was scrolled. */
    opened?: { id: string; offset: number };
  }
}

export function useOpenRequest(requests: readonly Request[]) {
  const navigate = useNavigate();
  const search = usePageSearch();
  const opened = useLocation({ select: ({ state }) => state.opened });
  const open = useCallback(
    async (id: string, offset: number) => {
      // Kept in this entry of the browser's history, so that Back finds it, however one goes back.
      await navigate({ to: ".", search, replace: true, state: { opened: { id, offset } } });
      await navigate({ to: "/requests/$id", params: { id }, search });
    },
    [navigate, search],
  );
  // Of another project's list the place means nothing.
  const found = opened && requests.some(({ id }) => id === opened.id) ? opened : null;
  return { open, openedId: found?.id, offset: found?.offset ?? 0 };
}
