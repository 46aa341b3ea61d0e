import { MantineProvider } from "@mantine/core";
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from "@tanstack/react-router";
import { render, screen, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { type SavedView, SaveView } from "@/ui/SaveView";

const OWN: SavedView = {
  id: 1,
  name: "My errors",
  shared: false,
  own: true,
  may_change: true,
  owner: "Alice",
  link: { to: "/requests", search: { filter: "status:error" } },
  isShown: true,
};
const THEIRS: SavedView = {
  ...OWN,
  id: 2,
  name: "Slow calls",
  own: false,
  may_change: false,
  owner: "Bob",
  isShown: false,
};

function write() {
  return { mutate: vi.fn(), isPending: false, error: null };
}

async function open(views: SavedView[], mayShare = true) {
  const props = { create: write(), change: write(), remove: write() };
  const root = createRootRoute();
  const routes = ["/", "/requests"].map((path) =>
    createRoute({
      getParentRoute: () => root,
      path,
      component: () => (
        <MantineProvider env="test">
          <SaveView views={views} readError={null} mayShare={mayShare} {...props} />
        </MantineProvider>
      ),
    }),
  );
  const history = createMemoryHistory({ initialEntries: ["/"] });
  const router = createRouter({ routeTree: root.addChildren(routes), history });
  render(<RouterProvider router={router as never} />);
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: /Views|My errors/ }));
  return { user, ...props };
}

test("own views and those of others are links, the shown one is marked", async () => {
  await open([OWN, THEIRS]);
  const mine = await screen.findByRole("region", { name: "My views" });
  const link = within(mine).getByRole("link", { name: /My errors/ });
  expect(link.getAttribute("aria-current")).toBe("true");
  expect(link.getAttribute("href")).toContain("/requests?filter=");
  const others = screen.getByRole("region", { name: "Shared by others" });
  expect(within(others).getByRole("link", { name: /Slow calls.*Bob/ })).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Change the view Slow calls" })).toBeNull();
});

test("what is shown is saved under a name, and shared when one says so", async () => {
  const { user, create } = await open([]);
  const button = await screen.findByRole<HTMLButtonElement>("button", { name: "Save view" });
  expect(button.disabled).toBe(true);
  await user.type(screen.getByLabelText("Name of the view"), "  Errors ");
  await user.click(screen.getByLabelText("Share with the organisation"));
  await user.click(button);
  expect(create.mutate.mock.calls[0]?.[0]).toEqual({ name: "Errors", shared: true });
});

test("who may not share is not offered to", async () => {
  await open([], false);
  await screen.findByRole("button", { name: "Save view" });
  expect(screen.queryByLabelText("Share with the organisation")).toBeNull();
});

test("an own view is renamed, and removed after a second click", async () => {
  const { user, change, remove } = await open([OWN]);
  await user.click(await screen.findByRole("button", { name: "Change the view My errors" }));
  const mine = within(screen.getByRole("region", { name: "My views" }));
  const name = mine.getByLabelText("Name of the view");
  await user.clear(name);
  await user.type(name, "Failures");
  await user.click(mine.getByRole("button", { name: "Save changes" }));
  expect(change.mutate.mock.calls[0]?.[0]).toEqual({
    id: 1,
    name: "Failures",
    shared: false,
    takesShown: false,
  });
  await user.click(mine.getByRole("button", { name: "Remove" }));
  expect(remove.mutate).not.toHaveBeenCalled();
  await user.click(mine.getByRole("button", { name: "Remove for good" }));
  expect(remove.mutate).toHaveBeenCalledWith(1);
});
