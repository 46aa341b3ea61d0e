import { MantineProvider } from "@mantine/core";
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { useState } from "react";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { Menu, Popover } from "@/ui/popup";

const onKey = vi.fn<(isUsedUp: boolean) => void>();

beforeEach(() => {
  onKey.mockClear();
  const listen = ({ defaultPrevented }: Event) => onKey(defaultPrevented);
  document.addEventListener("keydown", listen);
  return () => document.removeEventListener("keydown", listen);
});

function openMenu(duration: number): HTMLElement {
  render(
    <MantineProvider>
      <Menu transitionProps={{ duration }}>
        <Menu.Target>
          <button type="button">Target</button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item>One</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </MantineProvider>,
  );
  return open();
}

function Note() {
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover opened={isOpen} onChange={setOpen} transitionProps={{ duration: 0 }}>
      <Popover.Target>
        <button type="button" onClick={() => setOpen(!isOpen)}>
          Target
        </button>
      </Popover.Target>
      <Popover.Dropdown>Note</Popover.Dropdown>
    </Popover>
  );
}

function open(): HTMLElement {
  const target = screen.getByRole("button");
  target.focus();
  fireEvent.click(target);
  expect(target.getAttribute("aria-expanded")).toBe("true");
  return target;
}

async function expectClosed(target: HTMLElement) {
  await waitFor(() => expect(target.getAttribute("aria-expanded")).toBe("false"));
  await waitFor(() => expect(screen.queryByRole("menu")).toBeNull());
  await waitFor(() => expect(document.activeElement).toBe(target));
}

describe("Escape closes", () => {
  test.each([0, 50])("a menu before the focus is in it, fading for %d ms", async (duration) => {
    const target = openMenu(duration);
    expect(document.activeElement).toBe(target);
    fireEvent.keyDown(target, { key: "Escape" });
    await expectClosed(target);
  });

  test("a menu that has the focus", async () => {
    const target = openMenu(0);
    await waitFor(() => expect(document.activeElement).not.toBe(target));
    fireEvent.keyDown(document.activeElement ?? target, { key: "Escape" });
    await expectClosed(target);
  });

  test("a popover that never takes the focus", async () => {
    render(<Note />, { wrapper: MantineProvider });
    const target = open();
    fireEvent.keyDown(target, { key: "Escape" });
    await expectClosed(target);
  });

  test("nothing else: it is used up while something is open, and only then", async () => {
    const target = openMenu(0);
    fireEvent.keyDown(target, { key: "Escape" });
    expect(onKey).toHaveBeenLastCalledWith(true);
    await expectClosed(target);
    fireEvent.keyDown(target, { key: "Escape" });
    expect(onKey).toHaveBeenLastCalledWith(false);
  });
});
