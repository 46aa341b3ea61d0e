"""Structured answers: checked, mended, repaired, passed on to another, refused or replaced."""

import json
from typing import Any

import httpx
import pytest

from tests.fakes import anthropic_provider as claude
from tests.fakes.provider import DONE, answer, chunk, stream
from tests.fakes.site import headers
from tests.gateway.conftest import Vendors

HI = [{"role": "user", "content": "Describe the lamp."}]
CARD = {
    "name": "product_card",
    "json_schema": {
        "type": "object",
        "properties": {"title": {"type": "string"}, "price": {"type": "number"}},
        "required": ["title", "price"],
        "additionalProperties": False,
    },
    "sample": {"title": "Sample", "price": 0},
}
GOOD, BAD = '{"title": "Lamp", "price": 9.5}', '{"title": "Lamp", "price": "cheap"}'


def define(vendors: Vendors, targets: list[str] | None = None, **schema: Any) -> None:
    workflow = {
        "name": "card",
        "targets": targets or ["openai:gpt-4o", "groq:mixtral"],
        "backoff_ms": [],
        "schema": "product_card",
    }
    vendors.site.define(workflows=[workflow], schemas=[{**CARD, **schema}])


def completion(text: str) -> Any:
    message = {"role": "assistant", "content": text}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    usage = {"prompt_tokens": 5, "completion_tokens": 3, "total_tokens": 8}
    body = {"id": "c", "object": "chat.completion", "created": 1, "model": "gpt-4o"}
    return answer({**body, "choices": [choice], "usage": usage})


def streamed(text: str) -> Any:
    return stream(chunk({"content": text}), chunk({}, finish_reason="stop"), DONE)


def ask(vendors: Vendors, path: str = "/v1/chat/completions", **more: Any) -> httpx.Response:
    document = {"model": "card", "messages": HI, **more}
    return httpx.post(vendors.site.url + path, json=document, headers=headers())


def native(vendors: Vendors, **more: Any) -> Any:
    document = {"workflow": "card", "messages": HI, **more}
    return httpx.post(f"{vendors.site.v1}/ai", json=document, headers=headers())


def content(response: httpx.Response) -> str:
    text: str = response.json()["choices"][0]["message"]["content"]
    return text


def test_a_good_answer_passes_untouched_and_its_row_names_the_schema(vendors: Vendors) -> None:
    define(vendors)
    vendors.openai.then(completion(GOOD))
    assert content(ask(vendors)) == GOOD
    sent = vendors.openai.last.json["response_format"]
    assert sent["json_schema"]["schema"]["required"] == ["title", "price"]
    request = vendors.site.ledger.request
    assert (request.schema, request.schema_version) == ("product_card", 1)
    assert (request.status, request.invalid_path, request.attempts) == ("success", "", 1)


def test_the_envelopes_data_is_the_object(vendors: Vendors) -> None:
    define(vendors)
    vendors.openai.then(completion(f"Here you are:\n```json\n{GOOD}\n```"))
    envelope = native(vendors).json()
    assert envelope["data"] == {"title": "Lamp", "price": 9.5}
    assert envelope["meta"]["structured_output"]


def test_words_around_the_json_are_left_out(vendors: Vendors) -> None:
    define(vendors)
    vendors.openai.then(completion(f"```json\n{GOOD}\n```"))
    assert json.loads(content(ask(vendors))) == {"title": "Lamp", "price": 9.5}


def test_the_model_is_told_what_was_wrong_and_tries_again(vendors: Vendors) -> None:
    define(vendors, on_invalid="retry", max_retries=1)
    vendors.openai.then(completion(BAD), completion(GOOD))
    response = ask(vendors)
    assert content(response) == GOOD
    told = vendors.openai.last.json["messages"]
    assert [turn["role"] for turn in told] == ["user", "assistant", "user"]
    assert "/price" in json.dumps(told[-1])
    request, hops = vendors.site.ledger.request, vendors.site.ledger.attempts
    assert (request.status, request.attempts) == ("success", 2)
    assert [hop.error_class for hop in hops] == ["invalid_output", ""]
    assert hops[0].invalid_path == "/price"
    assert hops[0].usage is not None


def test_when_it_was_told_often_enough_another_is_asked(vendors: Vendors) -> None:
    define(vendors, on_invalid="retry", max_retries=1)
    vendors.openai.then(completion(BAD), completion(BAD))
    vendors.groq.then(completion(GOOD))
    response = ask(vendors)
    assert response.headers["x-tailrace-provider"] == "groq"
    assert response.headers["x-tailrace-attempts"] == "3"
    assert "assistant" not in [turn["role"] for turn in vendors.groq.last.json["messages"]]


def test_the_next_target_at_once(vendors: Vendors) -> None:
    define(vendors, on_invalid="next_target")
    vendors.openai.then(completion(BAD))
    vendors.groq.then(completion(GOOD))
    assert ask(vendors).headers["x-tailrace-attempts"] == "2"


def test_a_bad_answer_can_be_refused_with_its_path(vendors: Vendors) -> None:
    define(vendors, on_invalid="reject")
    vendors.openai.then(completion(BAD))
    response = ask(vendors)
    assert (response.status_code, response.json()["error"]["code"]) == (422, "invalid_output")
    assert "/price" in response.json()["error"]["message"]
    request = vendors.site.ledger.request
    assert (request.status, request.http_status) == ("error", 422)
    assert (request.error_class, request.invalid_path) == ("invalid_output", "/price")


def test_without_a_further_target_it_is_refused_as_well(vendors: Vendors) -> None:
    define(vendors, ["openai:gpt-4o"], on_invalid="next_target")
    vendors.openai.then(completion(BAD))
    assert ask(vendors).status_code == 422


@pytest.mark.parametrize("stream", [False, True])
def test_a_bad_answer_can_be_replaced_by_the_sample(vendors: Vendors, *, stream: bool) -> None:
    define(vendors, on_invalid="fallback")
    vendors.openai.then(streamed(BAD) if stream else completion(BAD))
    response = ask(vendors, stream=stream)
    assert response.status_code == 200
    if stream:
        assert "Sample" in response.text
        assert response.text.endswith("data: [DONE]\n\n")
    else:
        assert json.loads(content(response)) == CARD["sample"]
        assert response.headers["x-tailrace-offline-fallback"] == "true"
    request, hop = vendors.site.ledger.request, vendors.site.ledger.attempts[0]
    assert (request.status, request.offline_fallback) == ("success", True)
    assert (hop.status, hop.error_class) == ("error", "invalid_output")


def test_the_envelope_says_that_it_holds_the_sample(vendors: Vendors) -> None:
    define(vendors, on_invalid="fallback")
    vendors.openai.then(completion(BAD))
    envelope = native(vendors).json()
    assert envelope["data"] == CARD["sample"]
    assert (envelope["meta"]["status"], envelope["meta"]["offline_fallback"]) == ("success", True)


def test_a_stream_is_held_until_it_was_checked(vendors: Vendors) -> None:
    define(vendors, on_invalid="next_target")
    vendors.openai.then(streamed(BAD))
    vendors.groq.then(streamed(GOOD))
    response = ask(vendors, stream=True)
    assert response.headers["x-tailrace-provider"] == "groq"
    assert response.content.endswith(DONE)
    assert "cheap" not in response.text
    assert vendors.site.ledger.request.attempts == 2


def test_a_stream_with_words_around_the_json_is_mended(vendors: Vendors) -> None:
    define(vendors)
    vendors.openai.then(streamed(f"```json\n{GOOD}\n```"))
    response = ask(vendors, stream=True)
    assert "```" not in response.text
    assert "Lamp" in response.text


def test_another_vendors_answer_is_held_to_the_schema_too(vendors: Vendors) -> None:
    define(vendors, ["anthropic:sonnet"], on_invalid="retry")
    vendors.anthropic.then(claude.saying(BAD), claude.saying(GOOD))
    assert json.loads(content(ask(vendors))) == {"title": "Lamp", "price": 9.5}
    assert len(vendors.anthropic.last.json["messages"]) == 3


def test_a_claude_client_gets_a_checked_answer(vendors: Vendors) -> None:
    define(vendors, ["anthropic:sonnet"], on_invalid="reject")
    vendors.anthropic.then(claude.saying(BAD))
    response = ask(vendors, "/v1/messages", max_tokens=100)
    assert response.status_code == 422
    assert response.json()["type"] == "error"


def test_a_request_may_bring_its_own_schema(vendors: Vendors) -> None:
    vendors.openai.then(completion(BAD), completion(GOOD))
    document = {
        "provider": "openai",
        "model": "gpt-4o",
        "messages": HI,
        "structured_output_schema": CARD["json_schema"],
    }
    envelope = httpx.post(f"{vendors.site.v1}/ai", json=document, headers=headers()).json()
    assert envelope["data"] == {"title": "Lamp", "price": 9.5}
    assert len(envelope["meta"]["attempts"]) == 2


def test_a_schema_that_is_none_is_refused(vendors: Vendors) -> None:
    document = {
        "provider": "openai",
        "model": "gpt-4o",
        "messages": HI,
        "structured_output_schema": {"type": "no such type"},
    }
    response = httpx.post(f"{vendors.site.v1}/ai", json=document, headers=headers())
    assert (response.status_code, response.json()["error"]["code"]) == (400, "bad_schema")
    assert vendors.openai.received == []


def test_test_mode_answers_the_sample_and_calls_nobody(vendors: Vendors) -> None:
    workflow = {"name": "card", "targets": ["openai:gpt-4o"], "test_mode": True}
    vendors.site.define(workflows=[{**workflow, "schema": "product_card"}], schemas=[CARD])
    assert json.loads(content(ask(vendors))) == CARD["sample"]
    assert vendors.openai.received == []
    request = vendors.site.ledger.request
    assert (request.test_mode, request.attempts, request.status) == (True, 0, "success")
    assert request.offline_fallback is False


def test_the_native_test_mode_answers_the_sample_too(vendors: Vendors) -> None:
    define(vendors)
    envelope = native(vendors, test_mode=True).json()
    assert envelope["data"] == CARD["sample"]
    assert vendors.openai.received == []


def test_a_test_without_a_sample_is_refused(vendors: Vendors) -> None:
    workflow = {"name": "card", "targets": ["openai:gpt-4o"], "test_mode": True}
    vendors.site.define(workflows=[workflow])
    response = ask(vendors)
    assert (response.status_code, response.json()["error"]["code"]) == (400, "no_sample")


def test_tool_calls_are_no_structured_answer_and_pass(vendors: Vendors) -> None:
    define(vendors)
    tool = {"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}
    response = ask(vendors, tools=[tool])
    assert response.json()["choices"][0]["finish_reason"] == "tool_calls"
