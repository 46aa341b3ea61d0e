"""The demo, as somebody looks around in it who has never seen the product."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.fakes.visitor import DESK, PHONE, Visit, title
from tools.screenshots import running_demo, signed_in, wait_begun, wait_replayed

pytestmark = pytest.mark.browser

ROW_PX = 34
REPLAYED_WITHIN_MS = 120_000


@pytest.fixture(scope="module")
def demo() -> Iterator[str]:
    """The demo's address, as soon as it serves."""
    with running_demo() as url:
        yield url


@pytest.fixture(scope="module")
def replayed(demo: str) -> Iterator[httpx.Client]:
    """The demo's API, once its whole past is stored."""
    with signed_in(demo) as client:
        wait_replayed(client)
        yield client


def test_numbers_and_charts_show_while_the_past_is_loaded_and_after(
    visit: Visit, demo: str
) -> None:
    """The replay does not wait for the page. So there is something to show before the page is
    opened: an empty one would show it only when it asks again, when the replay may be over."""
    with signed_in(demo) as client:
        wait_begun(client)
    visitor = visit(demo)
    page = visitor.page
    page.goto("/?last=30d")
    loading = page.get_by_role("progressbar")
    expect(loading).to_be_visible()
    expect(visitor.figure("Requests")).to_have_attribute("title", re.compile(r"^[\d,]+$"))
    expect(_chart(page, "Requests").locator("svg path").first).to_be_visible()
    expect(loading).to_be_visible()

    expect(loading).to_be_hidden(timeout=REPLAYED_WITHIN_MS)
    with signed_in(demo) as client:
        wait_replayed(client)
    page.reload()
    expect(visitor.figure("Requests")).to_have_attribute("title", re.compile(r"^2[89],\d{3}$"))
    for name in ("Requests", "Latency", "Tokens", "Cost", "Failure rate"):
        expect(_chart(page, name).locator("svg path").first).to_be_visible()
    for name in ("openai", "anthropic", "groq"):
        expect(page.get_by_role("link", name=name, exact=True)).to_be_visible()
    visitor.check_fits()


def test_window_and_granularity_are_in_the_address_and_back_returns(
    visit: Visit, demo: str, replayed: httpx.Client
) -> None:
    visitor = visit(demo)
    page = visitor.page
    page.goto("/?last=30d")
    requests = visitor.figure("Requests")
    expect(requests).to_contain_text("k")
    whole = requests.get_attribute("title")
    page.get_by_label("per").select_option("hour")
    expect(page).to_have_url(f"{demo}/?last=30d&granularity=hour")
    expect(_bucket(page, "22:00").first).to_be_attached()

    page.get_by_role("button", name="Last 24 hours").click()
    expect(page).to_have_url(re.compile("last=24h"))
    expect(requests).not_to_have_attribute("title", whole or "")
    expect(requests).not_to_contain_text("k")

    page.go_back()
    expect(page).to_have_url(f"{demo}/?last=30d&granularity=hour")
    expect(requests).to_contain_text("k")
    page.go_back()
    expect(page.get_by_label("per")).to_have_value("auto")
    expect(_bucket(page, "22:00")).to_have_count(0)


def test_a_headline_number_leads_to_as_many_requests(
    visit: Visit, demo: str, replayed: httpx.Client
) -> None:
    """Card, chart and list count the same requests, in a window in which nothing happens now."""
    end = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(days=8)
    start = end - timedelta(days=3)
    visitor = visit(demo)
    page = visitor.page
    page.goto(f"/?from={start:%Y-%m-%dT%H:%M:%SZ}&to={end:%Y-%m-%dT%H:%M:%SZ}")
    failures = visitor.figure("Failure rate")
    expect(failures).to_contain_text("errors")
    errors = int(re.findall(r"(\d+) errors", failures.inner_text())[0])
    assert errors == _sum_column(_chart(page, "Requests"), "Error") > 20

    failures.click()
    title(page, "Requests")
    expect(page).to_have_url(re.compile("filter=status:error"))
    expect(page.get_by_role("combobox", name="Filter requests")).to_have_value("status:error")
    grid = page.get_by_role("grid")
    expect(grid).to_have_attribute("aria-rowcount", str(errors + 1))
    shown = grid.get_by_role("row").filter(has=page.get_by_role("gridcell"))
    expect(shown.filter(has_text="Error")).to_have_count(shown.count())


def test_a_filter_is_typed_with_completion(visit: Visit, demo: str, replayed: httpx.Client) -> None:
    visitor = visit(demo)
    page = visitor.page
    page.goto("/requests?last=30d")
    expect(_rows(page).first).to_be_visible()
    field = page.get_by_role("combobox", name="Filter requests")
    page.keyboard.press("/")
    expect(field).to_be_focused()
    page.keyboard.type("stat")
    expect(page.get_by_role("option", name=re.compile("^status"))).to_be_visible()
    page.keyboard.press("Tab")
    expect(field).to_have_value("status:")
    page.keyboard.type("err")
    page.keyboard.press("Tab")
    expect(field).to_have_value("status:error ")
    page.keyboard.type("provider:")
    expect(page.get_by_role("option", name=re.compile("^groq"))).to_be_visible()
    page.keyboard.type("gr")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(field).to_have_value("status:error provider:groq ")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{demo}/requests?last=30d&filter=status:error+provider:groq")
    expect(_rows(page).first).to_contain_text("groq:")
    expect(_rows(page).first).to_contain_text("Error")
    expect(_rows(page).filter(has_not_text="groq:")).to_have_count(0)


def test_a_wrong_filter_is_marked_at_its_word_and_mended(
    visit: Visit, demo: str, replayed: httpx.Client
) -> None:
    visitor = visit(demo)
    visitor.expect_problem("^400 GET /api/v1/(requests|facets)")
    page = visitor.page
    page.goto("/requests?last=30d")
    field = page.get_by_role("combobox", name="Filter requests")
    field.fill("status:error provder:groq")
    field.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("provder")
    expect(page.locator("[class*=wrong]")).to_have_text("provder")
    page.get_by_role("button", name="Use “provider”").click()
    expect(field).to_have_value("status:error provider:groq")
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(_rows(page).first).to_contain_text("groq:")


def test_a_long_list_is_scrolled_and_found_again_after_a_look_at_a_request(
    visit: Visit, demo: str, replayed: httpx.Client
) -> None:
    visitor = visit(demo)
    page = visitor.page
    page.goto("/requests?last=30d&filter=attempts:>1")
    expect(_rows(page).first).to_be_visible()
    for _ in range(3):
        with page.expect_response(lambda answer: "cursor=" in answer.url):
            _grid(page).evaluate("grid => grid.scrollTo(0, grid.scrollHeight)")
    last = _rows(page).filter(has_text="Error").last.get_attribute("id")
    failed = page.locator(f"[id='{last}']")
    failed.evaluate("row => row.scrollIntoView({ block: 'center' })")
    place = _grid(page).evaluate("grid => grid.scrollTop")
    assert place > 200 * ROW_PX
    failed.click()

    title(page, "Request")
    expect(page.get_by_role("img", name=re.compile("^Attempt 1, .* error after"))).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("^Attempt 2, .* error after"))).to_be_visible()
    expect(page.get_by_role("region", name="Error")).to_be_visible()
    page.keyboard.press("Escape")
    title(page, "Requests")
    expect(page).to_have_url(f"{demo}/requests?last=30d&filter=attempts:%3E1")
    expect(_rows(page).first).to_be_visible()
    assert _grid(page).evaluate("grid => grid.scrollTop") == pytest.approx(place, abs=ROW_PX)


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_pages_are_no_wider_than_the_window(
    visit: Visit, demo: str, replayed: httpx.Client, viewport: ViewportSize
) -> None:
    visitor = visit(demo, viewport)
    page = visitor.page
    page.goto("/?last=30d")
    expect(_chart(page, "Failure rate").locator("svg path").first).to_be_visible()
    visitor.check_fits()
    page.goto("/requests?last=30d&filter=attempts:>1")
    _rows(page).first.click()
    expect(page.get_by_role("img", name=re.compile("^Attempt 2"))).to_be_visible()
    visitor.check_fits()
    page.keyboard.press("Escape")
    expect(_rows(page).first).to_be_visible()
    visitor.check_fits()


def test_light_and_dark_are_chosen_and_kept(visit: Visit, demo: str) -> None:
    visitor = visit(demo)
    page = visitor.page
    page.goto("/connect")
    light = _background(page)
    page.get_by_title("owner@demo.invalid").click()
    page.get_by_role("menuitem", name="Dark").click()
    assert sum(_background(page)) < sum(light) / 4
    page.reload()
    title(page, "Connect")
    assert sum(_background(page)) < sum(light) / 4


def test_a_project_shows_its_own_numbers(visit: Visit, demo: str, replayed: httpx.Client) -> None:
    visitor = visit(demo)
    page = visitor.page
    page.goto("/?last=30d")
    requests = visitor.figure("Requests")
    expect(requests).to_contain_text("k")
    shown = {}
    for name in ("shop", "support", "code-assistant", "All projects"):
        page.get_by_role("button", name="Organisation and project").click()
        page.get_by_role("menuitem", name=name).click()
        expect(page.get_by_role("button", name="Organisation and project")).to_contain_text(name)
        expect(requests).to_be_visible()
        shown[name] = int((requests.get_attribute("title") or "").replace(",", ""))
    whole = shown.pop("All projects")
    assert all(1_000 < count < whole for count in shown.values())
    assert sum(shown.values()) == pytest.approx(whole, abs=50), "a few live calls came in between"


def _grid(page: Page) -> Locator:
    return page.get_by_role("grid", name="Requests")


def _rows(page: Page) -> Locator:
    return _grid(page).get_by_role("row").filter(has=page.get_by_role("gridcell"))


def _chart(page: Page, name: str) -> Locator:
    return page.get_by_role("group", name=re.compile(f"^{name}\\."))


def _bucket(page: Page, moment: str) -> Locator:
    """Return the rows of a bucket, in the table that a screen reader finds in a chart."""
    return _chart(page, "Requests").get_by_role("rowheader").filter(has_text=moment)


def _sum_column(chart: Locator, name: str) -> int:
    """Add up one column of the table that a screen reader finds in a chart."""
    heads = chart.get_by_role("columnheader").all_inner_texts()
    rows = chart.get_by_role("row").all()[1:]
    cells = [row.get_by_role("cell").all_inner_texts() for row in rows]
    return sum(int(row[heads.index(name) - 1].replace(",", "")) for row in cells)


def _background(page: Page) -> list[int]:
    text: str = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    return [int(part) for part in re.findall(r"\d+", text)[:3]]
