"""Dashboards of the demo: started from a template, arranged, shared, put together, removed."""

import re
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.fakes.visitor import PHONE, Visit, title
from tools.screenshots import running_demo, signed_in, wait_replayed

pytestmark = pytest.mark.browser

LATENCY = "metric=latency_p95_ms&chart=heat"
COST = "metric=cost_usd&by=provider"


@pytest.fixture(scope="module")
def demo() -> Iterator[str]:
    with running_demo() as url:
        yield url


@pytest.fixture(scope="module")
def replayed(demo: str) -> Iterator[httpx.Client]:
    """The demo's API, once its whole past is stored."""
    with signed_in(demo) as client:
        wait_replayed(client)
        yield client


@pytest.fixture
def board(replayed: httpx.Client) -> str:
    """Return the address of a dashboard with two cards."""
    token = replayed.get("/session").json()["csrf_token"]
    cards = [{"search": LATENCY, "title": "Heat"}, {"search": COST, "title": "Spent"}]
    made = replayed.post(
        "/dashboards", json={"name": "Board", "cards": cards}, headers={"X-CSRF-Token": token}
    )
    return f"/dashboards/{made.json()['id']}?last=30d"


@pytest.mark.parametrize("template", ["Cost", "Reliability", "Latency"])
def test_a_template_s_cards_all_answer(
    visit: Visit, demo: str, replayed: httpx.Client, template: str
) -> None:
    visitor = visit(demo)
    page = visitor.page
    page.goto("/?last=30d")
    page.get_by_role("link", name="Dashboards").click()
    title(page, "Dashboards")
    page.get_by_role("button", name=f"Start from {template}").click()
    title(page, "Dashboard")
    expect(page.get_by_role("heading", level=2, name=template, exact=True)).to_be_visible()
    cards = page.get_by_role("link", name=re.compile("^Explore ."))
    expect(cards).to_have_count(7)
    expect(page.get_by_role("group", name=re.compile("Arrow keys")).first).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)
    visitor.check_fits()
    cards.first.click()
    title(page, "Explore")
    expect(page).to_have_url(re.compile("last=30d&metric="))


def test_cards_are_moved_and_resized_by_keys_and_stay_so(
    visit: Visit, demo: str, board: str
) -> None:
    page = visit(demo).page
    page.goto(board)
    page.get_by_role("button", name="Edit").click()
    expect(_order(page)).to_have_count(2)
    assert _names(page) == ["Heat", "Spent"]
    page.get_by_role("button", name=re.compile("^Move Heat")).press("ArrowRight")
    assert _names(page) == ["Spent", "Heat"]
    expect(page.get_by_role("button", name=re.compile("^Move Heat"))).to_be_focused()
    page.get_by_role("button", name="Resize Spent").press("ArrowRight")
    expect(page.get_by_text("7 columns wide, 2 rows high")).to_be_attached()
    page.get_by_label("Title of card 1").fill("Money")
    page.get_by_label("Share with the organisation").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("shared with the organisation")).to_be_visible()
    page.reload()
    first = page.get_by_role("heading", level=2, name="Money")
    expect(first).to_be_visible()
    wide, narrow = (
        _width(page.locator("section", has=page.get_by_role("heading", name=name)))
        for name in ("Money", "Heat")
    )
    assert wide > narrow * 1.1


def test_cards_are_moved_and_resized_by_mouse(visit: Visit, demo: str, board: str) -> None:
    page = visit(demo).page
    page.goto(board)
    page.get_by_role("button", name="Edit").click()
    expect(_order(page)).to_have_count(2)
    assert _names(page) == ["Heat", "Spent"]
    page.get_by_role("button", name=re.compile("^Move Heat")).hover()
    page.mouse.down()
    target = page.get_by_role("region", name="Spent").bounding_box()
    assert target is not None
    page.mouse.move(target["x"] + 200, target["y"] + 100, steps=4)
    page.mouse.up()
    assert _names(page) == ["Spent", "Heat"]
    before = _width(page.get_by_role("region", name="Spent"))
    page.get_by_role("button", name="Resize Spent").hover()
    page.mouse.down()
    corner = page.get_by_role("button", name="Resize Spent").bounding_box()
    assert corner is not None
    page.mouse.move(corner["x"] + before, corner["y"] + 10, steps=4)
    page.mouse.up()
    assert _width(page.get_by_role("region", name="Spent")) > before * 1.5
    page.get_by_role("link", name="Limits").click()
    dialog = page.get_by_role("dialog", name="Leave without saving?")
    dialog.get_by_role("button", name="Leave").click()
    title(page, "Limits")


def test_a_card_that_fails_fails_alone(visit: Visit, demo: str, board: str) -> None:
    visitor = visit(demo)
    visitor.expect_problem("503 GET /api/v1/heatmap")
    page = visitor.page

    def refuse(route: Route) -> None:
        error = {"code": "busy", "message": "The store is busy.", "hint": "", "request_id": "x"}
        route.fulfill(status=503, json={"error": error})

    page.route("**/api/v1/heatmap*", refuse)
    page.goto(board)
    expect(page.get_by_role("alert")).to_contain_text("The store is busy.")
    expect(
        page.get_by_role("group", name=re.compile("^Cost")).locator("path").first
    ).to_be_visible()


def test_a_question_of_explore_is_put_on_a_dashboard(visit: Visit, demo: str, board: str) -> None:
    page = visit(demo).page
    page.goto("/explore?last=7d&metric=errors&by=workflow&chart=top")
    page.get_by_role("button", name="Put on dashboard").click()
    page.get_by_role("menuitem", name="A new dashboard").click()
    page.get_by_role("status").get_by_role("link", name="New dashboard").click()
    title(page, "Dashboard")
    expect(page.get_by_role("heading", name="Errors by workflow")).to_be_visible()
    page.get_by_role("button", name="Edit").click()
    page.get_by_role("button", name="Add card").click()
    page.get_by_role("menuitem", name="Gateway overhead p95").click()
    expect(page.get_by_role("region", name="Gateway overhead p95")).to_be_visible()
    page.get_by_role("button", name="Remove", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    title(page, "Dashboards")
    expect(page.get_by_role("link", name="New dashboard")).to_have_count(0)


def test_it_fits_a_phone(visit: Visit, demo: str, board: str) -> None:
    visitor = visit(demo, PHONE)
    page = visitor.page
    page.goto(board)
    expect(page.get_by_role("group", name=re.compile("^Latency")).first).to_be_visible()
    visitor.check_fits()


def _order(page: Page) -> Locator:
    return page.locator("[data-card]")


def _names(page: Page) -> list[str]:
    return [str(name) for name in _order(page).evaluate_all("all => all.map(c => c.ariaLabel)")]


def _width(found: Locator) -> float:
    box = found.bounding_box()
    assert box is not None
    return box["width"]
