/** What to offer while someone types a filter, and what the text becomes when they take an offer. */

import { FIELDS, type Field, findField, hasFacets } from "@/lib/filter/field";
import { quoteValue, type Word, wordAt } from "@/lib/filter/word";

export interface Offer {
  /** What is typed for the person. */
  insert: string;
  label: string;
  help: string;
  kind: "field" | "value";
}

export interface Value {
  value: string;
  count: number;
}

export interface Question {
  field: string;
  prefix: string;
}

const MOST_OFFERS = 9;
const COMPARISONS = [
  { insert: ">", help: "more than" },
  { insert: ">=", help: "at least" },
  { insert: "<", help: "less than" },
  { insert: "<=", help: "at most" },
];

/** The field whose values the server should be asked for, or null when none is needed. */
export function neededValues(text: string, caret: number): Question | null {
  const word = wordAt(text, caret);
  if (word.field === null || !hasFacets(word.field)) return null;
  return { field: word.field, prefix: typedPart(word, caret).text };
}

/** Offers for the caret's place; `values` are what the server answered for that field. */
export function offersAt(text: string, caret: number, values: readonly Value[]): Offer[] {
  const word = wordAt(text, caret);
  if (word.field === null) return fieldOffers(word.value);
  const field = findField(word.field);
  const typed = typedPart(word, caret).text;
  if (field?.kind === "number") return typed === "" ? comparisonOffers() : [];
  const known = field?.values?.map((value) => ({ value, count: -1 })) ?? values;
  return valueOffers(known, typed);
}

/** The text and the caret after an offer was taken. */
export function takeOffer(
  text: string,
  caret: number,
  offer: Offer,
): { text: string; caret: number } {
  const word = wordAt(text, caret);
  if (offer.kind === "field") return replace(text, word.valueStart, word.end, offer.insert);
  const part = typedPart(word, caret);
  const isLast = part.end >= word.end;
  const blank = isLast && !/[<>=]$/.test(offer.insert) && text.charAt(word.end) !== " " ? " " : "";
  return replace(text, part.start, part.end, offer.insert + blank);
}

function replace(text: string, start: number, end: number, insert: string) {
  return { text: text.slice(0, start) + insert + text.slice(end), caret: start + insert.length };
}

function fieldOffers(typed: string): Offer[] {
  const wanted = typed.toLowerCase();
  const starts = FIELDS.filter(({ name }) => name.startsWith(wanted));
  const holds = FIELDS.filter(({ name }) => !name.startsWith(wanted) && name.includes(wanted));
  return [...starts, ...holds].slice(0, MOST_OFFERS).map(fieldOffer);
}

function fieldOffer({ name, help }: Field): Offer {
  return { insert: `${name}:`, label: name, help, kind: "field" };
}

function comparisonOffers(): Offer[] {
  return COMPARISONS.map(({ insert, help }) => ({ insert, label: insert, help, kind: "value" }));
}

function valueOffers(values: readonly Value[], typed: string): Offer[] {
  const wanted = typed.replaceAll('"', "").toLowerCase();
  return values
    .filter(({ value }) => value !== "" && value.toLowerCase().includes(wanted))
    .slice(0, MOST_OFFERS)
    .map(({ value, count }) => ({
      insert: quoteValue(value),
      label: value,
      help: count < 0 ? "" : count.toLocaleString("en-US"),
      kind: "value",
    }));
}

/** The part of a comma list that the caret is in. */
function typedPart(word: Word, caret: number): { text: string; start: number; end: number } {
  let start = word.valueStart;
  for (const part of word.value.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/)) {
    const end = start + part.length;
    if (caret <= end) return { text: part, start, end };
    start = end + 1;
  }
  return { text: word.value, start: word.valueStart, end: word.end };
}
