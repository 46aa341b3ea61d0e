"""Questions about the demo's traffic, asked, drawn, followed to their requests, and kept."""

import re
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.fakes.visitor import PHONE, Visit, title
from tools.screenshots import running_demo, signed_in, wait_replayed

pytestmark = pytest.mark.browser


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


def test_a_question_is_asked_and_stands_in_the_address(
    visit: Visit, demo: str, replayed: httpx.Client
) -> None:
    visitor = visit(demo)
    page = visitor.page
    page.goto("/?last=30d")
    page.get_by_role("link", name="Explore").click()
    title(page, "Explore")
    expect(_chart(page, "Requests").locator("svg path").first).to_be_visible()
    page.get_by_label("Show").select_option("cost_usd")
    page.get_by_label("by", exact=True).select_option("provider")
    page.get_by_label("and", exact=True).select_option("latency_p95_ms")
    expect(page).to_have_url(re.compile(r"metric=cost_usd,latency_p95_ms&by=provider"))
    expect(page.get_by_role("heading", name="Cost and Latency p95 by provider")).to_be_visible()
    expect(_chart(page, "Latency p95").locator("svg path").first).to_be_visible()
    names = page.get_by_role("list", name="Groups")
    names.get_by_role("link", name="anthropic").click()
    title(page, "Requests")
    expect(page).to_have_url(re.compile("filter=provider:anthropic"))
    page.go_back()
    expect(page.get_by_label("Show")).to_have_value("cost_usd")
    visitor.check_fits()


def test_the_top_and_the_other_lead_to_as_many_requests_as_they_say(
    visit: Visit, demo: str, replayed: httpx.Client
) -> None:
    page = visit(demo).page
    page.goto("/explore?last=30d&metric=requests&by=model&chart=top&top=5")
    rows = _values(page).get_by_role("row")
    expect(rows).to_have_count(7)
    expect(rows.last).to_contain_text("Other")
    said = rows.last.locator("span[title]").last.get_attribute("title")
    rows.last.get_by_role("link", name="Other").click()
    title(page, "Requests")
    filter_text = page.get_by_role("combobox", name="Filter requests").input_value()
    asked = {"last": "30d", "metrics": "requests", "filter": filter_text}
    (row,) = replayed.get("/metrics", params=asked).json()["data"]
    assert row["requests"] == pytest.approx(int((said or "").replace(",", "")), rel=0.02)


def test_latency_is_seen_as_a_heat_map_and_as_a_histogram(
    visit: Visit, demo: str, replayed: httpx.Client
) -> None:
    page = visit(demo).page
    page.goto("/explore?last=30d")
    page.get_by_text("Heat map", exact=True).click()
    heat = _chart(page, "Latency over time")
    expect(heat.locator("svg path").first).to_be_visible()
    heat.focus()
    for key in ("ArrowRight", "ArrowUp", "ArrowUp"):
        heat.press(key)
    expect(heat.get_by_role("status")).to_contain_text("request")
    page.get_by_text("Distribution", exact=True).click()
    bars = _chart(page, "Latency of requests")
    for percent in (50, 90, 95, 99):
        expect(bars.get_by_text(f"p{percent} ")).to_be_visible()
    bars.focus()
    for _ in range(24):
        bars.press("ArrowRight")
    bars.press("Enter")
    title(page, "Requests")
    expect(page).to_have_url(re.compile(r"filter=duration_ms:[\d.]+\.\.[\d.]+\+status"))


def test_a_question_is_kept_as_a_view_and_opened_again(
    visit: Visit, demo: str, replayed: httpx.Client
) -> None:
    page = visit(demo).page
    page.goto("/explore?last=7d&metric=cost_usd&by=user&chart=top")
    page.get_by_role("button", name="Views").click()
    page.get_by_label("Name of the view").fill("Cost by user")
    page.get_by_label("Share with the organisation").check()
    page.get_by_role("button", name="Save view").click()
    shown = page.get_by_role("link", name=re.compile("Cost by user"))
    expect(shown).to_have_attribute("aria-current", "page")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Cost by user")).to_be_visible()
    page.goto("/explore")
    page.get_by_role("button", name="Views").click()
    page.get_by_role("link", name=re.compile("Cost by user")).click()
    expect(page).to_have_url(re.compile("last=7d&metric=cost_usd&by=user&chart=top"))
    page.get_by_role("button", name="Cost by user").click()
    page.get_by_role("button", name="Change the view Cost by user").click()
    page.get_by_role("button", name="Remove", exact=True).click()
    page.get_by_role("button", name="Remove for good").click()
    expect(page.get_by_role("link", name=re.compile("Cost by user"))).to_have_count(0)


def test_a_wrong_filter_is_shown_at_its_word(
    visit: Visit, demo: str, replayed: httpx.Client
) -> None:
    visitor = visit(demo)
    visitor.expect_problem("400 GET /api/v1/metrics")
    page = visitor.page
    page.goto("/explore?last=30d&filter=provder:openai")
    expect(page.get_by_text("Correct the filter to see numbers")).to_be_visible()
    page.get_by_role("button", name="Use “provider”").click()
    expect(_chart(page, "Requests").locator("svg path").first).to_be_visible()


def test_it_fits_a_phone(visit: Visit, demo: str, replayed: httpx.Client) -> None:
    visitor = visit(demo, PHONE)
    page = visitor.page
    for chart in ("area", "top", "heat", "distribution"):
        page.goto(f"/explore?last=30d&by=model&chart={chart}")
        expect(page.locator("main svg path, main table, main svg rect").first).to_be_visible()
        visitor.check_fits()


def _chart(page: Page, name: str) -> Locator:
    return page.get_by_role("group", name=re.compile(f"^{name}\\. Arrow"))


def _values(page: Page) -> Locator:
    return page.get_by_role("region", name="Values")
