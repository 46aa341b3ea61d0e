/** Bodies as trees and as text that can be drawn a part at a time. */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Undefined when the text is not JSON. */
export function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

export type Branch = readonly (readonly [string, Json])[];

/** The children of a value with their names; none for a leaf. */
export function children(value: Json): Branch {
  if (Array.isArray(value)) return value.map((child, index) => [String(index), child] as const);
  if (value !== null && typeof value === "object") return Object.entries(value);
  return [];
}

export function isBranch(value: Json): value is Json[] | { [key: string]: Json } {
  return value !== null && typeof value === "object";
}

/** What a closed branch says of itself: "3 items", "1 field". */
export function describeBranch(value: Json[] | { [key: string]: Json }): string {
  const count = Array.isArray(value) ? value.length : Object.keys(value).length;
  const word = Array.isArray(value) ? "item" : "field";
  return `${count.toLocaleString("en-US")} ${word}${count === 1 ? "" : "s"}`;
}

const PREVIEW_FIELDS = 3;
const PREVIEW_VALUE = 32;

/** The first plain fields of a closed branch: `role: user, content: Where is my …` */
export function previewBranch(value: Json[] | { [key: string]: Json }): string {
  if (Array.isArray(value)) return "";
  const plain = Object.entries(value).filter(([, child]) => !isBranch(child));
  return plain
    .slice(0, PREVIEW_FIELDS)
    .map(([key, child]) => `${key}: ${shorten(String(child))}`)
    .join(", ");
}

function shorten(text: string): string {
  const line = text.slice(0, PREVIEW_VALUE + 1).replaceAll(/\s+/g, " ");
  return text.length > PREVIEW_VALUE ? `${line.slice(0, PREVIEW_VALUE)}…` : line;
}

/**
 * Cuts text into lines of at most `width` characters, so that one line of five million characters can be
 * drawn by a virtual list like any other text. Nothing is left out: the lines joined give the text's lines.
 */
export function foldLines(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const line of text.split("\n")) {
    let at = 0;
    do {
      const end = cutPlace(line, at + width);
      lines.push(line.slice(at, end));
      at = end;
    } while (at < line.length);
  }
  return lines;
}

/** Never between the two halves of a character outside the basic plane. */
function cutPlace(line: string, wished: number): number {
  const code = line.charCodeAt(wished);
  return code >= 0xdc00 && code <= 0xdfff ? wished + 1 : wished;
}
