/**
 * Menu and Popover, closed by Escape wherever the focus is.
 *
 * Mantine hears the key only inside the dropdown, and brings the focus there a moment after the
 * dropdown is seen: an Escape before that was lost. Without `trapFocus` the focus never goes there.
 */

import {
  Menu as MantineMenu,
  Popover as MantinePopover,
  type MenuProps,
  type PopoverProps,
} from "@mantine/core";
import { useEffect, useState } from "react";

type OwnMenuProps = Omit<MenuProps, "opened" | "defaultOpened" | "onChange">;

function OwnMenu(props: OwnMenuProps) {
  const [isOpen, setOpen] = useState(false);
  useEscape(isOpen, setOpen);
  return <MantineMenu {...props} opened={isOpen} onChange={setOpen} />;
}

type OwnPopoverProps = PopoverProps & Required<Pick<PopoverProps, "opened" | "onChange">>;

/** Its target toggles `opened`. */
function OwnPopover(props: OwnPopoverProps) {
  useEscape(props.opened, props.onChange);
  return <MantinePopover returnFocus {...props} />;
}

export const Menu = Object.assign(OwnMenu, {
  Target: MantineMenu.Target,
  Dropdown: MantineMenu.Dropdown,
  Label: MantineMenu.Label,
  Item: MantineMenu.Item,
  Divider: MantineMenu.Divider,
});

export const Popover = Object.assign(OwnPopover, {
  Target: MantinePopover.Target,
  Dropdown: MantinePopover.Dropdown,
});

function useEscape(isOpen: boolean, setOpen: (isOpen: boolean) => void): void {
  useEffect(() => {
    if (!isOpen) return;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      // The key is used up: the page behind must not go back as well.
      event.preventDefault();
      // In its turn: if the focus is still on its way in, it must arrive before it can be returned.
      setTimeout(() => setOpen(false));
    };
    document.addEventListener("keydown", onKeyDown, { capture: true });
    return () => document.removeEventListener("keydown", onKeyDown, { capture: true });
  }, [isOpen, setOpen]);
}
