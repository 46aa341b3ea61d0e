import { type KeyboardEvent, useState } from "react";
import type { Request } from "@/api/requests";

interface Rows {
  requests: readonly Request[];
  /** How many rows a page key moves by. */
  page: number;
  initial: string | undefined;
  onMove: (index: number) => void;
  onOpen: (id: string) => void;
}

/** Arrow keys move through the rows, Enter opens one. The picked row stays picked while others arrive. */
export function useRowKeys({ requests, page, initial, onMove, onOpen }: Rows) {
  const [picked, setPicked] = useState(initial);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && picked) return onOpen(picked);
    const at = requests.findIndex(({ id }) => id === picked);
    const index = target(event.key, at, requests.length, page);
    const request = index === null ? undefined : requests[index];
    if (index === null || !request) return;
    event.preventDefault();
    setPicked(request.id);
    onMove(index);
  };
  return { picked, onKeyDown };
}

function target(key: string, at: number, count: number, page: number): number | null {
  const places: Record<string, number> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + page,
    PageUp: at - page,
    Home: 0,
    End: count - 1,
  };
  const place = places[key];
  return place === undefined ? null : Math.min(Math.max(place, 0), count - 1);
}
