/** Opening a request, and finding the place in the list again on the way back. */

import { useLocation, useNavigate } from "@tanstack/react-router";
import { useCallback } from "react";
import { usePageSearch } from "@/api/reading";

declare module "@tanstack/history" {
  interface HistoryState {
    /** The request that was opened from here, and how far the list was scrolled. */
    opened?: { id: string; offset: number };
  }
}

export function useOpenRequest() {
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
  return { open, openedId: opened?.id, offset: opened?.offset ?? 0 };
}
