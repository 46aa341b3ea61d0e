"""Answers held against a schema, over a whole installation: mended, refused, replaced, charted."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.fakes.anthropic_provider import saying
from tests.fakes.provider import Behaviour, answer
from tests.fakes.works import Works, works

pytestmark = pytest.mark.slow
CARD = {
    "type": "object",
    "properties": {"title": {"type": "string"}, "price": {"type": "number"}},
    "required": ["title", "price"],
    "additionalProperties": False,
}
SAMPLE = {"title": "Lamp", "price": 12.5}
GOOD, BAD = '{"title": "Chair", "price": 40}', '{"title": "Chair", "price": "forty"}'
ON_INVALID = ("retry", "next_target", "reject", "fallback")
TARGETS = ["openai:gpt-4o", "anthropic:claude-sonnet-4-5"]


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Works]:
    schemas = [
        {"name": f"card_{step}", "json_schema": CARD, "on_invalid": step, "sample": SAMPLE}
        for step in ON_INVALID
    ]
    flows: list[dict[str, Any]] = [
        {"name": step, "targets": TARGETS, "schema": f"card_{step}", "backoff_ms": []}
        for step in ON_INVALID
    ]
    flows.append({**flows[0], "name": "rehearsal", "test_mode": True})
    folder = tmp_path_factory.mktemp("structured")
    with works(folder, schemas=schemas, workflows=flows) as made:
        made.installation.start()
        yield made


@pytest.fixture
def fresh(standing: Works) -> Works:
    standing.openai.forget()
    standing.anthropic.forget()
    return standing


def said(text: str) -> Behaviour:
    """Answer as OpenAI does, with the text."""
    message = {"role": "assistant", "content": text}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    usage = {"prompt_tokens": 5, "completion_tokens": 5, "total_tokens": 10}
    document = {"id": "c", "object": "chat.completion", "model": "gpt-4o", "choices": [choice]}
    return answer({**document, "usage": usage})


def content(response: httpx.Response) -> Any:
    return json.loads(response.json()["choices"][0]["message"]["content"])


def check_schema(request: dict[str, Any], name: str) -> None:
    assert (request["schema"], request["schema_version"]) == (f"card_{name}", 1)


def test_a_wrong_answer_is_given_again_told_what_was_wrong(fresh: Works) -> None:
    fresh.openai.then(said(BAD), said(GOOD))
    mended = fresh.ask("retry")
    assert (mended.status_code, content(mended)) == (200, json.loads(GOOD))
    first, second = (one.json["messages"] for one in fresh.openai.received)
    told = second[len(first) :]
    assert (told[0]["role"], told[0]["content"]) == ("assistant", BAD)
    assert told[-1]["role"] == "user"
    assert "/price" in told[-1]["content"]
    whole = fresh.row(mended)
    check_schema(whole["request"], "retry")
    hops = whole["attempts"]
    assert [(hop["status"], hop["invalid_path"]) for hop in hops] == [
        ("error", "/price"),
        ("success", None),
    ]
    assert hops[0]["error_class"] == "invalid_output"


def test_one_that_stays_wrong_goes_to_the_next_target(fresh: Works) -> None:
    fresh.openai.then(said(BAD), said(BAD))
    fresh.anthropic.then(saying(GOOD))
    answered = fresh.ask("retry")
    assert (answered.status_code, content(answered)) == (200, json.loads(GOOD))
    hops = fresh.row(answered)["attempts"]
    assert [hop["provider"] for hop in hops] == ["openai", "openai", "anthropic"]


def test_the_next_target_is_asked_at_once_where_that_is_wanted(fresh: Works) -> None:
    fresh.openai.then(said(BAD))
    fresh.anthropic.then(saying(GOOD))
    answered = fresh.ask("next_target")
    assert (answered.status_code, content(answered)) == (200, json.loads(GOOD))
    hops = fresh.row(answered)["attempts"]
    assert [hop["provider"] for hop in hops] == ["openai", "anthropic"]


def test_a_wrong_answer_is_refused_with_its_path(fresh: Works) -> None:
    fresh.openai.then(said(BAD))
    refused = fresh.ask("reject")
    error = refused.json()["error"]
    assert (refused.status_code, error["code"]) == (422, "invalid_output")
    assert "/price" in error["message"]
    assert not fresh.anthropic.received
    request = fresh.row(refused)["request"]
    check_schema(request, "reject")
    assert (request["status"], request["invalid_path"]) == ("error", "/price")


def test_the_sample_is_answered_and_flagged(fresh: Works) -> None:
    fresh.openai.then(said(BAD))
    replaced = fresh.ask("fallback")
    assert (replaced.status_code, content(replaced)) == (200, SAMPLE)
    assert replaced.headers["x-tailrace-offline-fallback"] == "true"
    request = fresh.row(replaced)["request"]
    check_schema(request, "fallback")
    assert request["offline_fallback"] is True
    assert request["invalid_path"] == "/price"


def test_test_mode_answers_the_sample_and_calls_nobody(fresh: Works) -> None:
    rehearsed = fresh.ask("rehearsal")
    assert (rehearsed.status_code, content(rehearsed)) == (200, SAMPLE)
    assert not fresh.openai.received
    assert not fresh.anthropic.received
    whole = fresh.row(rehearsed)
    assert whole["request"]["test_mode"] is True
    assert whole["attempts"] == []


def test_failures_are_counted_by_version_and_path(fresh: Works) -> None:
    fresh.openai.then(said(BAD))
    fresh.ask("reject")
    fresh.installation.wait_stored()
    rows = fresh.installation.get(
        "/metrics", metrics="requests", group_by="schema,schema_version,invalid_path"
    )["data"]
    found = {(r["schema"], r["schema_version"], r["invalid_path"]): r["requests"] for r in rows}
    key = next(key for key in found if key[0] == "card_reject" and key[2])
    assert (str(key[1]), key[2]) == ("1", "/price")
    assert found[key] >= 1
