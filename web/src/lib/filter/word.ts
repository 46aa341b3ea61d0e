/**
 * The words of a filter text and where they stand. This finds its way around while someone types; what a
 * filter means, and whether it is right, only the server says.
 */

export interface Word {
  /** Where the word starts in the text, and the first place after it. */
  start: number;
  end: number;
  negated: boolean;
  /** The name before the colon; null while there is no colon. */
  field: string | null;
  /** What stands after the colon, or the whole word; quotes as typed. */
  value: string;
  valueStart: number;
}

/** The words of the text, left to right; brackets and blanks part them, quotes hold them together. */
export function splitWords(text: string): Word[] {
  const words: Word[] = [];
  let at = 0;
  while (at < text.length) {
    if (isBreak(text.charAt(at))) {
      at += 1;
      continue;
    }
    const end = wordEnd(text, at);
    words.push(readWord(text, at, end));
    at = end;
  }
  return words;
}

/** The word that the caret is in or right behind; an empty one between blanks. */
export function wordAt(text: string, caret: number): Word {
  const found = splitWords(text).find((word) => word.start <= caret && caret <= word.end);
  return (
    found ?? { start: caret, end: caret, negated: false, field: null, value: "", valueStart: caret }
  );
}

/** A value as it must be typed: quoted when it holds what would end a word. */
export function quoteValue(value: string): string {
  if (value !== "" && !/[\s"(),]/.test(value)) return value;
  return `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

/** `provider:openai`, ready to stand in a filter. */
export function term(field: string, value: string): string {
  return `${field}:${quoteValue(value)}`;
}

export function hasTerm(text: string, wanted: string): boolean {
  return splitWords(text).some((word) => text.slice(word.start, word.end) === wanted);
}

/** Adds the term at the end, or takes it out where it stands. */
export function toggleTerm(text: string, wanted: string): string {
  const found = splitWords(text).find((word) => text.slice(word.start, word.end) === wanted);
  if (!found) return joinTerms(text, wanted);
  return joinTerms(text.slice(0, found.start), text.slice(found.end));
}

/** Both must hold: `a` and `b` side by side; an OR among them is kept together by brackets. */
export function joinTerms(...parts: string[]): string {
  const kept = parts.map((part) => part.trim()).filter(Boolean);
  return kept.map((part) => (kept.length > 1 ? bracketed(part) : part)).join(" ");
}

function bracketed(part: string): string {
  const hasOpenOr = splitWords(part).some(
    (word) => part.slice(word.start, word.end) === "OR" && depthAt(part, word.start) === 0,
  );
  return hasOpenOr ? `(${part})` : part;
}

function depthAt(text: string, position: number): number {
  const before = text.slice(0, position).replaceAll(/"(?:\\.|[^"\\])*"/g, "");
  return before.split("(").length - before.split(")").length;
}

function readWord(text: string, start: number, end: number): Word {
  const negated = text.charAt(start) === "-";
  const bodyStart = negated ? start + 1 : start;
  const body = text.slice(bodyStart, end);
  const colon = body.startsWith('"') ? -1 : body.indexOf(":");
  if (colon < 0) return { start, end, negated, field: null, value: body, valueStart: bodyStart };
  const valueStart = bodyStart + colon + 1;
  return {
    start,
    end,
    negated,
    field: body.slice(0, colon),
    value: text.slice(valueStart, end),
    valueStart,
  };
}

function wordEnd(text: string, start: number): number {
  let quoted = false;
  let at = start;
  while (at < text.length && (quoted || !isBreak(text.charAt(at)))) {
    if (quoted && text.charAt(at) === "\\") at += 1;
    else if (text.charAt(at) === '"') quoted = !quoted;
    at += 1;
  }
  return Math.min(at, text.length);
}

function isBreak(character: string): boolean {
  return /[\s()]/.test(character);
}
