import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, test, vi } from "vitest";
import type { Question } from "@/lib/filter/complete";
import { FilterBar, type FilterFault } from "@/ui/filter/FilterBar";

function open(value = "", fault: FilterFault | null = null) {
  const onApply = vi.fn<(text: string) => void>();
  const onNeed = vi.fn<(question: Question | null) => void>();
  const values = [{ value: "openai", count: 968 }];
  render(
    <MantineProvider>
      <FilterBar value={value} onApply={onApply} values={values} onNeed={onNeed} fault={fault} />
    </MantineProvider>,
  );
  return { onApply, onNeed, input: screen.getByRole("combobox"), user: userEvent.setup() };
}

function options() {
  return screen.queryAllByRole("option").map((option) => option.textContent);
}

describe("the filter bar", () => {
  test("is reached by / from anywhere, and not from another input", async () => {
    const { input, user } = open();
    await user.keyboard("/");
    expect(document.activeElement).toBe(input);
    await user.keyboard("a/b");
    expect(input).toHaveProperty("value", "a/b");
  });

  test("applies on Enter, not while typing", async () => {
    const { input, onApply, user } = open();
    await user.type(input, "duration_ms:>5000");
    expect(onApply).not.toHaveBeenCalled();
    await user.keyboard("{Enter}");
    expect(onApply).toHaveBeenCalledExactlyOnceWith("duration_ms:>5000");
  });

  test("completes fields and values by keyboard alone", async () => {
    const { input, onApply, onNeed, user } = open();
    await user.type(input, "prov{Tab}");
    expect(input).toHaveProperty("value", "provider:");
    expect(onNeed).toHaveBeenLastCalledWith({ field: "provider", prefix: "" });
    expect(options()).toEqual(["openai968"]);
    await user.keyboard("{ArrowDown}");
    expect(screen.getByRole("option").getAttribute("aria-selected")).toBe("true");
    expect(input.getAttribute("aria-activedescendant")).toBe(screen.getByRole("option").id);
    await user.keyboard("{Enter}");
    expect(input).toHaveProperty("value", "provider:openai ");
    expect(onApply).not.toHaveBeenCalled();
    await user.keyboard("{Escape}{Enter}");
    expect(onApply).toHaveBeenCalledExactlyOnceWith("provider:openai");
  });

  test("takes an offer by mouse", async () => {
    const { input, user } = open();
    await user.type(input, "stat");
    await user.click(screen.getByRole("option", { name: /^status/ }));
    expect(input).toHaveProperty("value", "status:");
  });

  test("closes the offers first and leaves the input next", async () => {
    const { input, user } = open();
    await user.type(input, "stat");
    await user.keyboard("{Escape}");
    expect(options()).toEqual([]);
    expect(document.activeElement).toBe(input);
    await user.keyboard("{Escape}");
    expect(document.activeElement).not.toBe(input);
  });

  test("is cleared by its button", async () => {
    const { onApply, user } = open("status:error");
    await user.click(screen.getByRole("button", { name: "Clear the filter" }));
    expect(onApply).toHaveBeenCalledExactlyOnceWith("");
  });
});

describe("a filter that is wrong", () => {
  const fault = {
    message: "There is no field 'provder'.",
    hint: "",
    position: 13,
    nearest: "provider",
  };

  test("is underlined where the server says, and mended by one click", async () => {
    const { input, onApply, user } = open("status:error provder:openai", fault);
    expect(input.getAttribute("aria-invalid")).toBe("true");
    expect(document.querySelector("[aria-hidden] span:last-child")?.textContent).toBe("provder");
    await user.click(screen.getByRole("button", { name: /provider/ }));
    expect(onApply).toHaveBeenCalledExactlyOnceWith("status:error provider:openai");
  });

  test("counts characters as the server does", () => {
    open("🙂🙂 provder:openai", { ...fault, position: 3 });
    expect(document.querySelector("[aria-hidden] span:last-child")?.textContent).toBe("provder");
  });

  test("is no longer wrong once it is being changed", async () => {
    const { input, user } = open("provder:openai", { ...fault, position: 0 });
    await user.type(input, "x");
    expect(screen.queryByRole("alert")).toBeNull();
  });
});
