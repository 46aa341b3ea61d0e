/** The cards of a dashboard: a grid of twelve columns, filled in the cards' order. */

import { type ExploreQuestion, readQuestion } from "@/lib/explore/question";
import { describeQuestion } from "@/lib/explore/words";
import { type PageSearch, parseSearch, stringifySearch, validateSearch } from "@/lib/search";

export interface Card {
  /** Empty: the question in words. */
  title: string;
  /** What stands behind the `?` of Explore's address; a window in it does not count. */
  search: string;
  columns: number;
  rows: number;
}

export const COLUMNS = 12;
export const LEAST_COLUMNS = 3;
export const MOST_ROWS = 4;
export const MOST_CARDS = 40;

export interface CardQuestion {
  question: ExploreQuestion;
  filter: string;
  search: PageSearch;
}

export function readCard({ search }: Card): CardQuestion {
  const { last, from, to, tz, ...kept } = validateSearch(parseSearch(search));
  return { question: readQuestion(kept), filter: kept.filter ?? "", search: kept };
}

export function cardTitle(card: Card): string {
  return card.title || describeQuestion(readCard(card).question);
}

/** What Explore shows, as a card of half the width. */
export function cardOf(shown: PageSearch): Card {
  const { last, from, to, tz, ...kept } = shown;
  const search = stringifySearch({ ...kept }).replace(/^\?/, "");
  return { title: "", search, columns: 6, rows: 2 };
}

/** The card at one place comes to stand at another; the others close up. */
export function moveCard<T>(cards: readonly T[], from: number, to: number): T[] {
  const card = cards[from];
  const place = Math.min(Math.max(to, 0), cards.length - 1);
  if (card === undefined || place === from) return [...cards];
  const others = cards.filter((_, at) => at !== from);
  return [...others.slice(0, place), card, ...others.slice(place)];
}

/** A size that the grid has. */
export function clampSize({ columns, rows }: Pick<Card, "columns" | "rows">) {
  return {
    columns: Math.min(Math.max(Math.round(columns), LEAST_COLUMNS), COLUMNS),
    rows: Math.min(Math.max(Math.round(rows), 1), MOST_ROWS),
  };
}
