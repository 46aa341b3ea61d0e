"""A newcomer's first minutes: from an empty folder to their own call, seen in every detail."""

import re
from collections.abc import Iterator
from pathlib import Path

import openai
import pytest
from playwright.sync_api import Page, expect

from tests.fakes.installation import Installation
from tests.fakes.live import LiveServer
from tests.fakes.provider import COMPLETION_TOKENS, PROMPT_TOKENS
from tests.fakes.visitor import Visit, Visitor, title

pytestmark = pytest.mark.browser

QUESTION = "Where is my order?"
VISIBLE_WITHIN_MS = 4_000


@pytest.fixture
def installed(tmp_path: Path, upstream: LiveServer) -> Iterator[Installation]:
    """An empty folder, served."""
    with Installation(tmp_path, upstream.url) as installation:
        installation.start()
        yield installation


def test_from_an_empty_folder_to_ones_own_call(
    installed: Installation, upstream: LiveServer, visit: Visit
) -> None:
    visitor = visit(installed.url)
    page = visitor.page
    link = _printed_link(installed)

    _refuse_a_wrong_link(visitor)
    _set_up(page, link)
    _see_the_first_call_snippet(visitor)
    _add_provider(page, upstream.url)
    secret = _make_key(page)
    _call_and_watch(visitor, secret)
    _find_the_setup_link_spent(visit(installed.url), link)


def _printed_link(installed: Installation) -> str:
    found = re.search(r"http://\S+/setup\?token=\S+", installed.log.read_text())
    assert found, installed.log.read_text()
    return found[0]


def _refuse_a_wrong_link(visitor: Visitor) -> None:
    visitor.expect_problem("^4.. POST /api/v1/setup$")
    _set_up(visitor.page, f"{visitor.url}/setup?token=not-the-one")
    alert = visitor.page.get_by_role("alert").filter(has_text="This set-up link has expired")
    expect(alert).to_be_visible()


def _set_up(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_label("Your name").fill("Alice")
    page.get_by_label("E-mail").fill("alice@example.com")
    page.get_by_label(re.compile("^Password")).fill("a long enough password")
    page.get_by_label("Organisation").fill("Acme")
    page.get_by_label("First project").fill("shop")
    page.get_by_role("button", name="Create the owner").click()


def _see_the_first_call_snippet(visitor: Visitor) -> None:
    page = visitor.page
    title(page, "Overview")
    expect(page.get_by_role("button", name="Organisation and project")).to_contain_text("Acme")
    empty = page.get_by_role("region", name="First request")
    expect(empty).to_contain_text("No requests yet")
    expect(empty).to_contain_text(f"{visitor.url}/v1/chat/completions")
    empty.get_by_role("link", name="Make a key").click()
    title(page, "Connect")


def _add_provider(page: Page, url: str) -> None:
    page.get_by_role("button", name="Add provider").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("fake")
    dialog.get_by_label("Base URL").fill(f"{url}/v1")
    dialog.get_by_label(re.compile("^API key")).fill("sk-fake-1234")
    dialog.get_by_role("button", name="Add the provider").click()
    expect(dialog).to_be_hidden()
    row = page.get_by_role("row").filter(has_text="fake")
    expect(row).to_contain_text(f"{url}/v1")
    expect(page.locator("body")).not_to_contain_text("sk-fake-1234")


def _make_key(page: Page) -> str:
    page.get_by_role("button", name="New key").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("laptop")
    dialog.get_by_role("button", name="Create the key").click()
    expect(dialog).to_contain_text("only time")
    secret = dialog.get_by_text(re.compile("^tr_live_")).inner_text()
    dialog.get_by_role("button", name="Done").click()
    expect(page.get_by_role("row").filter(has_text="laptop")).to_contain_text(secret[-4:])
    expect(page.get_by_role("tabpanel")).to_contain_text(secret)
    page.reload()
    expect(page.get_by_role("row").filter(has_text="laptop")).to_be_visible()
    assert secret not in page.content()
    return secret


def _call_and_watch(visitor: Visitor, secret: str) -> None:
    """Call while the list is open; each call shows up by itself and opens in full."""
    page = visitor.page
    page.get_by_role("link", name="Requests").click()
    title(page, "Requests")
    expect(page.get_by_text("No requests yet")).to_be_visible()
    page.evaluate("() => { window.notReloaded = true }")
    client = openai.OpenAI(base_url=f"{visitor.url}/v1", api_key=secret, max_retries=0)

    _open_from_the_list(page, _call(client))
    _read_the_request(visitor, streamed="no")
    page.keyboard.press("Escape")
    title(page, "Requests")
    _open_from_the_list(page, _call_streaming(client))
    _read_the_request(visitor, streamed="yes")
    assert page.evaluate("() => window.notReloaded")


def _call(client: openai.OpenAI) -> str:
    answer = client.chat.completions.with_raw_response.create(
        model="fake/gpt-4o-mini",
        messages=[{"role": "user", "content": QUESTION}],
        user="u_17",
    )
    assert answer.parse().choices[0].message.content == "Water flows on."
    return str(answer.headers["x-tailrace-request-id"])


def _call_streaming(client: openai.OpenAI) -> str:
    with client.chat.completions.with_streaming_response.create(
        model="fake/gpt-4o-mini",
        messages=[{"role": "user", "content": QUESTION}],
        stream=True,
    ) as answer:
        text = "".join(
            chunk.choices[0].delta.content or "" for chunk in answer.parse() if chunk.choices
        )
        assert text == "Water flows on."
        return str(answer.headers["x-tailrace-request-id"])


def _open_from_the_list(page: Page, request_id: str) -> None:
    row = page.locator(f"[id='request-{request_id}']")
    expect(row).to_be_visible(timeout=VISIBLE_WITHIN_MS)
    expect(row).to_contain_text("Success")
    expect(row).to_contain_text(f"{PROMPT_TOKENS} → {COMPLETION_TOKENS}")
    row.click()
    title(page, "Request")
    page.get_by_role("button", name="Copy the request id").click()
    assert page.evaluate("() => navigator.clipboard.readText()") == request_id


def _read_the_request(visitor: Visitor, *, streamed: str) -> None:
    page = visitor.page
    expect(page.get_by_role("img", name=re.compile("^Attempt 1, fake:gpt-4o-mini"))).to_be_visible()
    facts = page.get_by_role("definition")
    expect(facts.filter(has_text=re.compile(f"^{PROMPT_TOKENS}$"))).to_be_visible()
    expect(facts.filter(has_text=re.compile(f"^{COMPLETION_TOKENS}$"))).to_be_visible()
    term = page.get_by_text("Streamed", exact=True)
    expect(term.locator("xpath=following-sibling::dd[1]")).to_have_text(streamed)
    page.get_by_role("button", name="Raw").click()
    expect(page.get_by_role("tabpanel")).to_contain_text(QUESTION)
    page.get_by_role("tab", name="Response").click()
    expect(page.get_by_role("tabpanel")).to_contain_text("Water flows on.")


def _find_the_setup_link_spent(visitor: Visitor, link: str) -> None:
    visitor.page.goto(link)
    expect(visitor.page.get_by_text("This server is set up")).to_be_visible()
    visitor.page.get_by_role("link", name="Sign in").click()
    expect(visitor.page.get_by_role("button", name="Sign in")).to_be_visible()
