/** Moving and resizing cards: by dragging their handles, or by arrow keys on them. */

import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import { type Card, COLUMNS, clampSize, moveCard } from "@/lib/dashboard/cards";

/** A card in an editor: known by its key while it moves. */
export interface Placed extends Card {
  key: string;
}

const ROW_PX = 172;

export function useArrange(cards: readonly Placed[], onChange: (cards: Placed[]) => void) {
  const [said, setSaid] = useState("");
  const size = useRef<{ x: number; y: number; columns: number; rows: number } | null>(null);

  const move = (key: string, to: number) => {
    const from = cards.findIndex((card) => card.key === key);
    const moved = moveCard(cards, from, to);
    onChange(moved);
    const place = moved.findIndex((card) => card.key === key) + 1;
    setSaid(`Place ${place} of ${cards.length}`);
  };
  const resize = (key: string, wanted: Pick<Card, "columns" | "rows">) => {
    const next = clampSize(wanted);
    onChange(cards.map((card) => (card.key === key ? { ...card, ...next } : card)));
    setSaid(`${next.columns} columns wide, ${next.rows} rows high`);
  };

  const moveHandle = (card: Placed, index: number) => ({
    onKeyDown: (event: KeyboardEvent) => {
      const steps = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };
      const step = steps[event.key as keyof typeof steps];
      if (step === undefined) return;
      event.preventDefault();
      move(card.key, index + step);
    },
    onPointerDown: capture,
    onPointerMove: (event: PointerEvent<Element>) => {
      if (!isHeld(event)) return;
      const over = cardUnder(event);
      const to = cards.findIndex(({ key }) => key === over);
      if (to >= 0 && over !== card.key) move(card.key, to);
    },
  });

  const sizeHandle = (card: Placed) => ({
    onKeyDown: (event: KeyboardEvent) => {
      const steps: Record<string, [number, number]> = {
        ArrowLeft: [-1, 0],
        ArrowRight: [1, 0],
        ArrowUp: [0, -1],
        ArrowDown: [0, 1],
      };
      const step = steps[event.key];
      if (!step) return;
      event.preventDefault();
      resize(card.key, { columns: card.columns + step[0], rows: card.rows + step[1] });
    },
    onPointerDown: (event: PointerEvent<Element>) => {
      capture(event);
      size.current = { x: event.clientX, y: event.clientY, columns: card.columns, rows: card.rows };
    },
    onPointerMove: (event: PointerEvent<Element>) => {
      const start = size.current;
      const grid = event.currentTarget.closest("[data-grid]");
      if (!isHeld(event) || !start || !grid) return;
      const columns = start.columns + ((event.clientX - start.x) / grid.clientWidth) * COLUMNS;
      const rows = start.rows + (event.clientY - start.y) / ROW_PX;
      const next = clampSize({ columns, rows });
      if (next.columns !== card.columns || next.rows !== card.rows) resize(card.key, next);
    },
  });

  return { said, moveHandle, sizeHandle };
}

function capture(event: PointerEvent<Element>): void {
  if (event.button === 0) event.currentTarget.setPointerCapture?.(event.pointerId);
}

function isHeld(event: PointerEvent<Element>): boolean {
  return (event.buttons & 1) === 1 && event.currentTarget.hasPointerCapture(event.pointerId);
}

function cardUnder(event: PointerEvent<Element>): string | undefined {
  const found = document
    .elementsFromPoint(event.clientX, event.clientY)
    .map((element) => element.closest<HTMLElement>("[data-card]"))
    .find((element) => element !== null);
  return found?.dataset.card;
}
