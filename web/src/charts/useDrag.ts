/** Pointing, clicking and dragging on a chart: a drag picks a stretch of buckets, a click picks one. */

import { type PointerEvent, useState } from "react";
import { indexAt, type Plot } from "@/charts/draw";

export interface Stretch {
  first: number;
  last: number;
}

interface Handlers {
  onPoint: (index: number | null) => void;
  onClick: (index: number) => void;
  onStretch: (stretch: Stretch) => void;
}

const STEADY_PX = 5;

export function useDrag(plot: Plot, handlers: Handlers) {
  const [anchor, setAnchor] = useState<number | null>(null);
  const [end, setEnd] = useState<number | null>(null);

  const stop = () => {
    setAnchor(null);
    setEnd(null);
  };
  const onPointerDown = (event: PointerEvent<Element>) => {
    if (event.button !== 0) return;
    capture(event);
    setAnchor(place(event));
  };
  const onPointerMove = (event: PointerEvent<Element>) => {
    const x = place(event);
    handlers.onPoint(indexAt(plot, x));
    if (anchor !== null && (end !== null || Math.abs(x - anchor) > STEADY_PX)) setEnd(x);
  };
  const onPointerUp = (event: PointerEvent<Element>) => {
    if (anchor === null) return;
    const picked = stretch(plot, anchor, end ?? anchor);
    if (end !== null) handlers.onStretch(picked);
    // A tap points at a bucket; only a mouse, which can point without clicking, opens it.
    else if (event.pointerType === "mouse") handlers.onClick(picked.first);
    stop();
  };
  const onPointerLeave = () => {
    if (anchor === null) handlers.onPoint(null);
  };
  return {
    stretch: anchor !== null && end !== null ? stretch(plot, anchor, end) : null,
    cancel: stop,
    on: { onPointerDown, onPointerMove, onPointerUp, onPointerLeave, onPointerCancel: stop },
  };
}

function stretch(plot: Plot, from: number, to: number): Stretch {
  const ends = [indexAt(plot, from), indexAt(plot, to)];
  return { first: Math.min(...ends), last: Math.max(...ends) };
}

function place(event: PointerEvent<Element>): number {
  return event.clientX - event.currentTarget.getBoundingClientRect().left;
}

function capture(event: PointerEvent<Element>): void {
  event.currentTarget.setPointerCapture?.(event.pointerId);
}
