"""Whatever calls hold is shown as text: it runs nothing, hides nothing and breaks no page."""

from dataclasses import dataclass
from typing import Any

import openai
import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.fakes.neighbours import DORA, PASSWORD, Neighbours
from tests.fakes.provider import USAGE, FakeProvider, answer, failure
from tests.fakes.visitor import DESK, PHONE, Visit, Visitor, title

pytestmark = pytest.mark.browser

SCRIPT = '<script>window.hacked = 1</script><img src=x onerror="window.hacked = 1">'
FOREIGN = "שבת \u202eשמש مرحبا 👩‍👩‍👧‍👦 e\u0301"
MODEL = ("<b>" + "model-" * 40)[:200]
WORD = "unbreakable" * 400
HEADERS = {
    "x-tailrace-session": "<i>" + "s" * 180,
    "x-tailrace-tags": ",".join(f"<u>tag{number}" for number in range(12)),
}


@dataclass(frozen=True)
class Asked:
    """The ids of an answered and of a failed request, full of what should do no harm."""

    answered: str
    failed: str


@pytest.fixture(scope="module")
def asked(neighbours: Neighbours, provider: FakeProvider) -> Asked:
    client = neighbours.client("initech")
    provider.then(
        answer(_completion(f"{SCRIPT} {FOREIGN} {WORD}")),
        failure(400, SCRIPT, f"{SCRIPT} {FOREIGN} {WORD}"),
    )
    answered = _ask(client)
    with pytest.raises(openai.BadRequestError) as refused:
        _ask(client)
    neighbours.installation.wait_stored()
    return Asked(answered, refused.value.response.headers["x-tailrace-request-id"])


def _ask(client: openai.OpenAI) -> str:
    said = client.chat.completions.with_raw_response.create(
        model=f"openai/{MODEL}",
        messages=[
            {"role": "system", "content": f"{FOREIGN} {SCRIPT}"},
            {"role": "user", "content": WORD},
        ],
        user=f"<i>{FOREIGN}" + "u" * 100,
        metadata={"<b>segment</b>": SCRIPT, "long": "v" * 400},
        extra_headers=HEADERS,
    )
    return str(said.headers["x-tailrace-request-id"])


def _completion(text: str) -> Any:
    message = {"role": "assistant", "content": text, "refusal": None}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    head = {"id": SCRIPT, "object": "chat.completion", "created": 1, "model": MODEL}
    return head | {"choices": [choice], "usage": USAGE}


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_markup_and_endless_words_are_shown_as_text(
    neighbours: Neighbours, asked: Asked, visit: Visit, viewport: ViewportSize
) -> None:
    visitor = visit(neighbours.url, viewport)
    page = visitor.page
    page.goto("/")
    visitor.sign_in(DORA, PASSWORD)
    requests = str(neighbours.count("initech"))
    expect(visitor.figure("Requests")).to_have_attribute("title", requests)
    expect(page.get_by_text(MODEL[:60]).first).to_be_visible()
    _check_harmless(visitor)

    page.goto("/requests")
    row = page.locator(f"[id='request-{asked.answered}']")
    expect(row).to_contain_text(MODEL[:60])
    expect(page.get_by_role("grid")).to_contain_text("<script>")
    _check_harmless(visitor)

    row.click()
    title(page, "Request")
    expect(page.get_by_role("definition").filter(has_text=FOREIGN).first).to_be_visible()
    _check_harmless(visitor)
    _read_bodies(page)
    _check_harmless(visitor)

    page.goto(f"/requests/{asked.failed}")
    expect(page.get_by_role("region", name="Error")).to_contain_text(SCRIPT)
    _check_harmless(visitor)


def _read_bodies(page: Page) -> None:
    body = page.get_by_role("tabpanel")
    while (closed := body.get_by_role("button", expanded=False)).count():
        closed.first.click()
    expect(body).to_contain_text(f"{FOREIGN} {SCRIPT}")
    page.get_by_role("button", name="Raw").click()
    page.get_by_role("tab", name="Response").click()
    expect(body).to_contain_text("<script>window.hacked = 1</script>")
    expect(body).to_contain_text(WORD)


def _check_harmless(visitor: Visitor) -> None:
    visitor.check_fits()
    assert visitor.page.evaluate("() => window.hacked") is None
    assert visitor.page.locator("main").locator("script, img, b, i, u").count() == 0
