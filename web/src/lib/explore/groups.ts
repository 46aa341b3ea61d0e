/** Groups of an answer: what they are called, and the filter that finds their requests. */

import { joinTerms, quoteValue, term } from "@/lib/filter/word";

/** The values of the dimensions, in their order; null where a request has none. */
export type Group = readonly (string | null)[];

export const NONE = "none";
export const OTHER = "Other";

export function groupLabel(group: Group): string {
  return group.map((value) => value ?? NONE).join(" · ");
}

/** The terms that every request of the group passes, and no other. */
export function groupTerms(by: readonly string[], group: Group): string {
  return by
    .map((name, place) => {
      const value = group[place] ?? null;
      return value === null ? `-has:${name}` : term(name, value);
    })
    .join(" ");
}

/** The server refuses longer filters, and ones with more terms. */
const MOST_TERMS = 80;
const MOST_CHARACTERS = 1500;

/**
 * The terms that find what is in none of the shown groups; null where no filter can say it: tags, of which
 * a request has several, and too many groups.
 */
export function otherTerms(by: readonly string[], shown: readonly Group[]): string | null {
  const [first = ""] = by;
  if (by.includes("tag") || shown.length * by.length > MOST_TERMS) return null;
  const there = by.filter((name) => name.startsWith("customer.")).map((name) => `has:${name}`);
  const text = joinTerms(
    ...there,
    by.length === 1
      ? notOneOf(first, shown)
      : shown.map((group) => `-(${groupTerms(by, group)})`).join(" "),
  );
  return text.length > MOST_CHARACTERS ? null : text;
}

function notOneOf(name: string, shown: readonly Group[]): string {
  const values = shown.flatMap(([value]) => (value ? [quoteValue(value)] : []));
  const hasNone = shown.some(([value]) => value === null);
  const not = values.length > 0 ? `-${name}:${values.join(",")}` : "";
  return joinTerms(not, hasNone ? `has:${name}` : "");
}
