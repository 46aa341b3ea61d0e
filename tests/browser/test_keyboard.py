"""Everything on the way from the overview to a request and back can be done with the keyboard."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.fakes.neighbours import ALICE, PASSWORD, Neighbours
from tests.fakes.visitor import Visit, title

pytestmark = pytest.mark.browser

MOST_TABS = 40
NAME = """() => {
    const { activeElement: element } = document;
    const name = element.getAttribute('aria-label') || element.textContent || element.id;
    return `${element.tagName.toLowerCase()} ${name.slice(0, 60)}`;
}"""
IS_SHOWN = """async () => {
    const frame = () => new Promise((go) => requestAnimationFrame(go));
    const painted = () => frame().then(frame);
    await painted();
    const { activeElement: element } = document;
    const box = element.getBoundingClientRect();
    const isInView = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.width > 0;
    const around = [];
    for (let one = element; one && around.length < 4; one = one.parentElement) around.push(one);
    const parts = ['outline', 'boxShadow', 'borderColor', 'backgroundColor', 'textDecorationLine'];
    const look = () => around.flatMap((one) => parts.map((part) => getComputedStyle(one)[part]));
    const focused = look().join();
    element.blur();
    await painted();
    const blurred = look().join();
    element.focus();
    return isInView && focused !== blurred;
}"""
"""The element in focus, or what is around it, is in view and looks different with the focus."""


def test_from_the_overview_to_a_request_and_back_by_keyboard(
    neighbours: Neighbours, visit: Visit
) -> None:
    page = _sign_in(neighbours, visit)
    _tab_to(page, "^a Requests$")
    page.keyboard.press("Enter")
    title(page, "Requests")
    expect(page.get_by_role("gridcell").first).to_be_visible()
    _tab_to(page, "^div Requests, newest first$")
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    picked = page.get_by_role("row", selected=True)
    expect(picked).to_be_in_viewport()
    request_id = (picked.get_attribute("id") or "").removeprefix("request-")
    page.keyboard.press("Enter")

    title(page, "Request")
    expect(page).to_have_url(f"{neighbours.url}/requests/{request_id}")
    _tab_to(page, "^button Raw$")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Raw")).to_have_attribute("aria-pressed", "true")
    _tab_to(page, "^button Request ")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Response")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    title(page, "Requests")
    expect(page.get_by_role("row", selected=True)).to_have_id(f"request-{request_id}")


def test_charts_and_menus_are_worked_by_keyboard(neighbours: Neighbours, visit: Visit) -> None:
    page = _sign_in(neighbours, visit)

    _tab_to(page, "^button Organisation and project$")
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem", name="shop")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("menuitem", name="shop")).to_be_hidden()

    _tab_to(page, r"^div Requests\. Arrow keys")
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_text("Click opens its requests")).to_be_visible()
    page.keyboard.press("Enter")
    title(page, "Requests")
    expect(page).to_have_url(re.compile("from=.*&to="))
    expect(page.get_by_role("gridcell").first).to_be_visible()


def _sign_in(neighbours: Neighbours, visit: Visit) -> Page:
    """Return the overview with a few requests in it."""
    for number in range(4):
        neighbours.ask("acme", f"Question {number}")
    visitor = visit(neighbours.url)
    visitor.page.goto("/")
    visitor.sign_in(ALICE, PASSWORD)
    title(visitor.page, "Overview")
    expect(visitor.figure("Requests")).to_be_visible()
    return visitor.page


def _tab_to(page: Page, pattern: str) -> None:
    """Press Tab until the focus is there; on its way it must be visible at every stop."""
    passed = []
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        passed.append(page.evaluate(NAME))
        if passed[-1].startswith("body "):
            continue  # Past the page's last stop it is the browser's own turn, then the first stop.
        assert page.evaluate(IS_SHOWN), f"the focus does not show on {passed[-1]!r}"
        if re.search(pattern, passed[-1]):
            return
    pytest.fail(f"no way to {pattern} by Tab, only to {passed}")
