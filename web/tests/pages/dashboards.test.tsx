import { MantineProvider } from "@mantine/core";
import { fireEvent, render, screen } from "@testing-library/react";
import { useState } from "react";
import { expect, test } from "vitest";
import { type Placed, useArrange } from "@/pages/dashboards/useArrange";
import { Guard } from "@/ui/Guard";

const CARDS: Placed[] = ["a", "b", "c"].map((key) => ({
  key,
  title: key,
  search: "",
  columns: 6,
  rows: 2,
}));

function Board() {
  const [cards, setCards] = useState(CARDS);
  const { said, moveHandle, sizeHandle } = useArrange(cards, setCards);
  return (
    <div>
      <p role="status">{said}</p>
      <p data-testid="order">
        {cards.map(({ key, columns, rows }) => `${key}${columns}x${rows}`).join(" ")}
      </p>
      {cards.map((card, place) => (
        <div key={card.key}>
          <button type="button" {...moveHandle(card, place)}>{`move ${card.key}`}</button>
          <button type="button" {...sizeHandle(card)}>{`size ${card.key}`}</button>
        </div>
      ))}
    </div>
  );
}

function order() {
  return screen.getByTestId("order").textContent;
}

test("arrow keys move a card, and say where it stands", () => {
  render(<Board />);
  const handle = screen.getByText("move a");
  fireEvent.keyDown(handle, { key: "ArrowRight" });
  expect(order()).toBe("b6x2 a6x2 c6x2");
  fireEvent.keyDown(handle, { key: "ArrowDown" });
  fireEvent.keyDown(handle, { key: "ArrowDown" });
  expect(order()).toBe("b6x2 c6x2 a6x2");
  expect(screen.getByRole("status").textContent).toBe("Place 3 of 3");
  fireEvent.keyDown(handle, { key: "Tab" });
  expect(order()).toBe("b6x2 c6x2 a6x2");
});

test("arrow keys resize a card within the grid", () => {
  render(<Board />);
  const handle = screen.getByText("size b");
  for (const key of ["ArrowRight", "ArrowRight", "ArrowUp", "ArrowUp"]) {
    fireEvent.keyDown(handle, { key });
  }
  expect(order()).toBe("a6x2 b8x1 c6x2");
  expect(screen.getByRole("status").textContent).toBe("8 columns wide, 1 rows high");
});

test("a part that cannot be drawn says so in its own place", () => {
  const Broken = () => {
    throw new Error("broken on purpose");
  };
  const quiet = (event: ErrorEvent) => event.preventDefault();
  globalThis.addEventListener("error", quiet);
  render(
    <MantineProvider env="test">
      <Guard>
        <Broken />
      </Guard>
      <Guard>fine</Guard>
    </MantineProvider>,
  );
  globalThis.removeEventListener("error", quiet);
  expect(screen.getByRole("alert").textContent).toContain("This cannot be drawn.");
  expect(screen.getByText("fine")).toBeTruthy();
});
