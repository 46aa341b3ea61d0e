/** Charts in one group show the same moment: what one is pointed at, all mark. */

import { createContext, type ReactNode, useContext, useMemo, useSyncExternalStore } from "react";

/** Holds the moment outside React, so that a moving pointer redraws crosshairs and not charts. */
export class Hover {
  private moment: number | null = null;
  private readonly listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  readonly read = () => this.moment;

  readonly point = (moment: number | null) => {
    if (moment === this.moment) return;
    this.moment = moment;
    for (const listener of this.listeners) listener();
  };
}

const HoverContext = createContext<Hover | null>(null);

export function ChartGroup({ children }: { children: ReactNode }) {
  const hover = useMemo(() => new Hover(), []);
  return <HoverContext value={hover}>{children}</HoverContext>;
}

/** A chart outside any group has a hover of its own. */
export function useHover(): Hover {
  const shared = useContext(HoverContext);
  const own = useMemo(() => new Hover(), []);
  return shared ?? own;
}

export function useHovered(hover: Hover): number | null {
  return useSyncExternalStore(hover.subscribe, hover.read);
}
