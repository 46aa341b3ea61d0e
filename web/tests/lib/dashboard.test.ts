import { describe, expect, test } from "vitest";
import {
  type Card,
  COLUMNS,
  cardOf,
  cardTitle,
  clampSize,
  MOST_ROWS,
  moveCard,
  readCard,
} from "@/lib/dashboard/cards";
import { TEMPLATES } from "@/lib/dashboard/templates";

const CARD: Card = {
  title: "",
  search: "metric=cost_usd&by=model&chart=top&filter=provider:openai&last=1h",
  columns: 6,
  rows: 2,
};

describe("a card", () => {
  test("is a question and a filter, under the page's window", () => {
    const { question, filter, search } = readCard(CARD);
    expect(question).toMatchObject({ metrics: ["cost_usd"], by: ["model"], chart: "top" });
    expect(filter).toBe("provider:openai");
    expect(search).not.toHaveProperty("last");
  });

  test("is called as it is named, else by its question", () => {
    expect(cardTitle({ ...CARD, title: "Dear" })).toBe("Dear");
    expect(cardTitle(CARD)).toBe("Cost by model");
  });

  test("keeps what Explore shows but the window", () => {
    const shown = { last: "7d", tz: "UTC", metric: "errors", filter: "status:error a:b" };
    expect(cardOf(shown).search).toBe("metric=errors&filter=status:error+a:b");
  });

  test("has no other size than the grid has", () => {
    expect(clampSize({ columns: 0, rows: 0 })).toEqual({ columns: 3, rows: 1 });
    expect(clampSize({ columns: 99, rows: 99 })).toEqual({ columns: COLUMNS, rows: MOST_ROWS });
    expect(clampSize({ columns: 6.4, rows: 1.6 })).toEqual({ columns: 6, rows: 2 });
  });
});

describe("moving a card", () => {
  test.each([
    [0, 2, ["b", "c", "a"]],
    [2, 0, ["c", "a", "b"]],
    [1, 9, ["a", "c", "b"]],
    [1, -3, ["b", "a", "c"]],
    [1, 1, ["a", "b", "c"]],
    [7, 0, ["a", "b", "c"]],
  ])("from %i to %i closes the gap", (from, to, expected) => {
    expect(moveCard(["a", "b", "c"], from, to)).toEqual(expected);
  });
});

test("every template's cards fit the grid and are questions", () => {
  for (const { cards } of TEMPLATES) {
    expect(cards.length).toBeGreaterThan(4);
    for (const card of cards) {
      expect(clampSize(card)).toEqual({ columns: card.columns, rows: card.rows });
      expect(readCard(card).search).not.toEqual({});
      expect(card.search).toContain("metric=");
    }
    expect(new Set(cards.map(({ search }) => search)).size).toBe(cards.length);
  }
});
