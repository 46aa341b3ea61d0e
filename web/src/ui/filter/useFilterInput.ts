/** The state of the filter's input: the text being typed, the caret, and which offer is picked. */

import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import {
  neededValues,
  type Offer,
  offersAt,
  type Question,
  takeOffer,
  type Value,
} from "@/lib/filter/complete";

export interface FilterInputProps {
  /** The filter that holds now. */
  value: string;
  onApply: (text: string) => void;
  /** Values of the field that `onNeed` last named. */
  values: readonly Value[];
  onNeed: (question: Question | null) => void;
}

export function useFilterInput({ value, onApply, values, onNeed }: FilterInputProps) {
  const ref = useRef<HTMLInputElement>(null);
  const [draft, setDraft] = useState(value);
  const [caret, setCaret] = useState(0);
  const [isOpen, setOpen] = useState(false);
  const [picked, setPicked] = useState(-1);
  useEffect(() => setDraft(value), [value]);
  useSlashFocus(ref);
  const offers = isOpen ? offersAt(draft, caret, values) : [];

  const edit = (text: string, at: number) => {
    setDraft(text);
    setCaret(at);
    setOpen(true);
    setPicked(-1);
    onNeed(neededValues(text, at));
  };
  const take = (offer: Offer) => {
    const taken = takeOffer(draft, caret, offer);
    edit(taken.text, taken.caret);
    placeCaret(ref.current, taken.caret);
  };
  const close = () => {
    setOpen(false);
    setPicked(-1);
  };
  const apply = (text: string) => {
    close();
    setDraft(text);
    onApply(text.trim());
  };
  const step = (by: number) => {
    setOpen(true);
    setPicked(wrap(picked + by, offers.length));
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const actions = { draft, offers, picked, step, take, apply, close, ref };
    if (KEYS[event.key]?.(actions)) event.preventDefault();
  };
  return { ref, draft, caret, offers, picked, edit, take, close, apply, onKeyDown };
}

interface Actions {
  draft: string;
  offers: readonly Offer[];
  picked: number;
  step: (by: number) => void;
  take: (offer: Offer) => void;
  apply: (text: string) => void;
  close: () => void;
  ref: { current: HTMLInputElement | null };
}

/** What each key does; true when the key is used up. */
const KEYS: Readonly<Record<string, (actions: Actions) => boolean>> = {
  ArrowDown: ({ step }) => used(() => step(1)),
  ArrowUp: ({ step }) => used(() => step(-1)),
  Tab: (actions) => actions.draft !== "" && takePicked(actions, 0),
  Enter: (actions) => takePicked(actions, -1) || used(() => actions.apply(actions.draft)),
  Escape: ({ offers, close, ref }) =>
    used(() => (offers.length > 0 ? close() : ref.current?.blur())),
};

/** Takes the picked offer, or the one at `fallback` while none is picked; false when there is none. */
function takePicked({ offers, picked, take }: Actions, fallback: number): boolean {
  const offer = offers[picked < 0 ? fallback : picked];
  if (offer) take(offer);
  return offer !== undefined;
}

function used(action: () => void): true {
  action();
  return true;
}

function wrap(index: number, count: number): number {
  if (count === 0) return -1;
  return index < 0 ? count - 1 : index % count;
}

/** React sets the new text after this event; the caret follows once it has. */
function placeCaret(input: HTMLInputElement | null, at: number): void {
  requestAnimationFrame(() => {
    input?.focus();
    input?.setSelectionRange(at, at);
  });
}

/** `/` goes to the filter from anywhere but another input. */
function useSlashFocus(ref: { current: HTMLInputElement | null }): void {
  useEffect(() => {
    const onKeyDown = (event: globalThis.KeyboardEvent) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || isTyping(event.target)) return;
      event.preventDefault();
      ref.current?.focus();
      ref.current?.select();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [ref]);
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]")
  );
}
