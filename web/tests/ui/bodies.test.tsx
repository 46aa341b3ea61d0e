import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { JsonTree } from "@/ui/JsonTree";
import { TextViewer } from "@/ui/TextViewer";

test("a tree draws only what is open", async () => {
  render(<JsonTree value={{ messages: Array.from({ length: 5000 }, (_, n) => ({ n })) }} />);
  expect(screen.queryByText("4999:")).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: /messages/ }));
  expect(screen.getByText("99:")).toBeTruthy();
  expect(screen.queryByText("100:")).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: /Show more/ }));
  expect(screen.getByText("100:")).toBeTruthy();
});

test("a tree shows markup as text", () => {
  const evil = '<img src=x onerror="alert(1)"><script>alert(2)</script>';
  render(<JsonTree value={{ content: evil }} />);
  expect(screen.getByText(evil)).toBeTruthy();
  expect(document.querySelector("img, script")).toBeNull();
});

test("null, false and the empty text are told apart", () => {
  render(<JsonTree value={{ a: null, b: false, c: 0, d: "" }} />);
  expect(["null", "false", "0"].map((text) => screen.getByText(text).textContent)).toHaveLength(3);
});

test("a long string is cut until all of it is asked for", async () => {
  render(<JsonTree value={{ text: "x".repeat(1000) }} />);
  expect(screen.queryByText("x".repeat(1000))).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: /1,000 characters/ }));
  expect(screen.getByText("x".repeat(1000))).toBeTruthy();
});

test("a long body shows its beginning and says how long it is", async () => {
  const text = "y".repeat(5_000_000);
  render(<TextViewer text={text} label="Response body" />);
  expect(screen.getByRole("group").textContent?.length).toBeLessThan(100_000);
  await userEvent.click(screen.getByRole("button", { name: /Show all 5.00 MB/ }));
  expect(screen.getByRole("group").textContent?.length).toBeLessThan(100_000);
});

test("a short body is shown whole", () => {
  render(<TextViewer text="all of it" label="Response body" />);
  expect(screen.getByText("all of it")).toBeTruthy();
  expect(screen.queryByRole("button")).toBeNull();
});
