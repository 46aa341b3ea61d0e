"""A call whose first providers fail: the client gets the third's answer, the record all three."""

import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import anthropic
import httpx
import openai
import pytest

from tests.fakes import anthropic_provider as claude
from tests.fakes.installation import SECRET
from tests.fakes.provider import failure
from tests.fakes.works import HEADERS, HI, Works, works

pytestmark = pytest.mark.slow
BACKOFF_MS = (400, 800, 1600)
SUMMARY = {
    "name": "smart_summary",
    "targets": ["openai:gpt-4o", "anthropic:sonnet", "groq:mixtral"],
    "on_error": "next_available",
    "max_attempts": 3,
    "backoff_ms": list(BACKOFF_MS),
}
FRAGILE = {"name": "fragile", "targets": ["gemini:gemini-2.5-flash", "groq:mixtral"]}
ANSWERED_AS = "gpt-4o-mini-2024-07-18"
"""The fake's own name for its model; a record tells the name that the provider gave."""
SEEN_WITHIN_S = 2.0
SPREAD = 0.2
"""Each wait is that much longer or shorter than the workflow says."""


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Works]:
    quick = {**FRAGILE, "backoff_ms": []}
    with works(tmp_path_factory.mktemp("failover"), workflows=[SUMMARY, quick]) as made:
        made.installation.start()
        yield made


@pytest.fixture
def failing(standing: Works) -> Works:
    """The first two of the summary's providers fail the next call."""
    standing.openai.then(failure(429, "rate_limit_exceeded", "Slow down."))
    standing.anthropic.then(claude.failure(529, "overloaded_error", "Overloaded"))
    return standing


def test_an_openai_client_gets_the_thirds_answer(failing: Works) -> None:
    url = f"{failing.installation.url}/v1"
    with openai.OpenAI(base_url=url, api_key=SECRET, max_retries=0) as client:
        answer = client.chat.completions.with_raw_response.create(
            model="smart_summary",
            messages=[{"role": "user", "content": "Summarise this."}],
        )
    said = answer.parse()
    assert said.choices[0].message.content == "Water flows on."
    assert said.object == "chat.completion"
    check_answer(failing, httpx.Headers(answer.headers))


def test_an_openai_client_streams_the_thirds_answer(failing: Works) -> None:
    url = f"{failing.installation.url}/v1"
    with (
        openai.OpenAI(base_url=url, api_key=SECRET, max_retries=0) as client,
        client.chat.completions.with_streaming_response.create(
            model="smart_summary",
            messages=[{"role": "user", "content": "Summarise this."}],
            stream=True,
        ) as answer,
    ):
        chunks = list(answer.parse())
    assert "".join(c.choices[0].delta.content or "" for c in chunks) == "Water flows on."
    check_answer(failing, httpx.Headers(answer.headers))


def test_an_anthropic_client_gets_the_thirds_answer(failing: Works) -> None:
    url = failing.installation.url
    with anthropic.Anthropic(base_url=url, api_key=SECRET, max_retries=0) as client:
        answer = client.messages.with_raw_response.create(
            model="smart_summary",
            max_tokens=100,
            messages=[{"role": "user", "content": "Summarise this."}],
        )
    said = answer.parse()
    assert said.type == "message"
    assert [block.text for block in said.content if block.type == "text"] == ["Water flows on."]
    assert said.stop_reason == "end_turn"
    check_answer(failing, httpx.Headers(answer.headers))


def test_an_anthropic_client_streams_the_thirds_answer(failing: Works) -> None:
    url = failing.installation.url
    with (
        anthropic.Anthropic(base_url=url, api_key=SECRET, max_retries=0) as client,
        client.messages.stream(
            model="smart_summary",
            max_tokens=100,
            messages=[{"role": "user", "content": "Summarise this."}],
        ) as stream,
    ):
        assert "".join(stream.text_stream) == "Water flows on."
        headers = stream.response.headers
    check_answer(failing, httpx.Headers(headers))


def check_answer(works: Works, headers: httpx.Headers) -> None:
    """Hold the headers of an answer and its record against the seed scenario."""
    assert headers["x-tailrace-workflow"] == "smart_summary"
    assert (headers["x-tailrace-provider"], headers["x-tailrace-model"]) == ("groq", "mixtral")
    assert headers["x-tailrace-attempts"] == "3"
    whole = works.row(httpx.Response(200, headers=headers))
    request, hops = whole["request"], whole["attempts"]
    assert (request["status"], request["attempts"]) == ("success", 3)
    assert (request["workflow"], request["workflow_version"]) == ("smart_summary", 1)
    assert [hop["provider"] for hop in hops] == ["openai", "anthropic", "groq"]
    assert [hop["model"] for hop in hops[:2]] == ["gpt-4o", "sonnet"]
    assert hops[2]["model"] == request["model"] == ANSWERED_AS
    assert [(hop["status"], hop["http_status"]) for hop in hops] == [
        ("error", 429),
        ("error", 529),
        ("success", 200),
    ]
    assert [hop["error_message"] for hop in hops] == ["Slow down.", "Overloaded", None]
    check_times(request, hops)


def check_times(request: dict[str, Any], hops: list[dict[str, Any]]) -> None:
    """Waits, attempts and our own time are the whole; each begins where the one before ended.

    Before the first attempt the client sends its body, in a packet of its own: that wait is neither
    a hop's nor our time, and is in the first attempt's start.
    """
    waits = [hop["wait_ms"] for hop in hops]
    assert waits[0] == 0
    for wait, meant in zip(waits[1:], BACKOFF_MS, strict=False):
        assert meant * (1 - SPREAD) <= wait <= meant * (1 + SPREAD) + 100
    spent = sum(waits) + sum(hop["duration_ms"] for hop in hops)
    begins = [datetime.fromisoformat(hop["started_at"]) for hop in hops]
    arrived = datetime.fromisoformat(request["started_at"])
    before_ms = (begins[0] - arrived).total_seconds() * 1000
    rest_ms = request["duration_ms"] - spent
    assert -1 <= before_ms <= rest_ms + 1
    assert 0 <= rest_ms <= request["overhead_ms"] + before_ms + 1
    for before, after, earlier, later in zip(hops, hops[1:], begins, begins[1:], strict=False):
        passed_ms = (later - earlier).total_seconds() * 1000
        assert passed_ms >= before["duration_ms"] + after["wait_ms"] - 1


def test_a_providers_circuit_opens_and_is_seen(standing: Works) -> None:
    standing.gemini.then(*[failure(503, "UNAVAILABLE", "Down.")] * 5)
    ended = [standing.ask("fragile") for _ in range(6)]
    assert [answer.status_code for answer in ended] == [200] * 6
    assert [answer.headers["x-tailrace-attempts"] for answer in ended] == ["2"] * 5 + ["1"]
    assert len(standing.gemini.received) == 5
    ended_at = time.monotonic()
    while (found := circuits(standing, "gemini"))[0]["state"] != "open":
        assert time.monotonic() - ended_at < SEEN_WITHIN_S
        time.sleep(0.05)
    (gemini,) = found
    assert (gemini["project"], gemini["model"]) == ("shop", "gemini-2.5-flash")
    assert gemini["failures"] == 5
    assert gemini["next_probe"] > gemini["since"]
    assert [one["state"] for one in circuits(standing, "groq")] == ["closed"]


def circuits(works: Works, provider: str) -> list[dict[str, Any]]:
    """Return what the API tells of a provider's circuits, once it tells of any."""
    asked_at = time.monotonic()
    while True:
        rows = works.installation.get("/circuits")["data"]
        if found := [row for row in rows if row["provider"] == provider]:
            return found
        assert time.monotonic() - asked_at < SEEN_WITHIN_S, rows
        time.sleep(0.05)


def test_the_native_door_tells_every_hop(failing: Works) -> None:
    url = f"{failing.installation.url}/v1/ai"
    body = {"workflow": "smart_summary", "messages": HI}
    answer = httpx.post(url, json=body, headers=HEADERS, timeout=30)
    meta = answer.json()["meta"]
    assert [hop["status"] for hop in meta["attempts"]] == ["error", "error", "success"]
    assert (meta["used_provider"], meta["used_model"]) == ("groq", "mixtral")
    assert all(hop["reason"] for hop in meta["attempts"][:2])
