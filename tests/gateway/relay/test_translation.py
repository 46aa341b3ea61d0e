"""A client of one vendor's format, and a provider that speaks another's."""

import json
from typing import Any

import httpx
import pytest

from tests.fakes import anthropic_provider as claude
from tests.fakes import gemini_provider as gemini
from tests.fakes.provider import raw, stream
from tests.fakes.site import headers
from tests.gateway.conftest import Vendors

HI = [{"role": "user", "content": "Hi"}]


def ask(vendors: Vendors, path: str, document: Any) -> httpx.Response:
    return httpx.post(vendors.site.url + path, json=document, headers=headers())


def chat(vendors: Vendors, model: str, **more: Any) -> httpx.Response:
    document = {"model": model, "messages": HI, **more}
    return ask(vendors, "/v1/chat/completions", document)


def chunks(response: httpx.Response) -> list[Any]:
    events = [line for line in response.text.split("\n") if line.startswith("data: {")]
    return [json.loads(event.removeprefix("data: ")) for event in events]


def test_an_openai_client_gets_claudes_answer_in_its_own_format(vendors: Vendors) -> None:
    response = chat(vendors, "anthropic/claude-sonnet-4-5", max_tokens=50)
    body = response.json()
    assert body["object"] == "chat.completion"
    assert body["choices"][0]["message"]["content"] == "Rain falls down."
    assert body["choices"][0]["finish_reason"] == "stop"
    assert body["usage"]["prompt_tokens"] == claude.INPUT_TOKENS + claude.CACHED_TOKENS
    assert response.headers["content-type"] == "application/json"
    got = vendors.anthropic.last
    assert got.path == "/v1/messages"
    assert (
        got.json["messages"] == [{"role": "user", "content": [{"type": "text", "text": "Hi"}]}]
        or HI
    )
    assert got.headers["x-api-key"].endswith("anthropic")
    assert got.headers["anthropic-version"]
    assert "authorization" not in got.headers


def test_what_was_answered_is_what_is_stored(vendors: Vendors) -> None:
    response = chat(vendors, "anthropic/claude-sonnet-4-5")
    request, attempt = vendors.site.ledger.request, vendors.site.ledger.attempts[0]
    assert request.output == response.text
    assert (request.status, attempt.status) == ("success", "success")
    assert (request.provider, request.requested_model) == ("anthropic", "claude-sonnet-4-5")


def test_an_openai_client_gets_claudes_stream_in_its_own_format(vendors: Vendors) -> None:
    response = chat(vendors, "anthropic/claude-sonnet-4-5", stream=True)
    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.text.endswith("data: [DONE]\n\n")
    said = [c["delta"].get("content") or "" for one in chunks(response) for c in one["choices"]]
    assert "".join(said) == "Rain falls down."
    request = vendors.site.ledger.request
    assert (request.status, request.streamed) == ("success", True)
    assert request.ttft_us is not None
    assert request.output is not None
    assert json.loads(request.output)["choices"][0]["message"]["content"] == "Rain falls down."


def test_a_claude_client_gets_an_openai_stream_in_its_own_format(vendors: Vendors) -> None:
    document = {"model": "openai/gpt-4o-mini", "max_tokens": 9, "messages": HI, "stream": True}
    response = ask(vendors, "/v1/messages", document)
    events = chunks(response)
    assert [events[0]["type"], events[-1]["type"]] == ["message_start", "message_stop"]
    said = [e["delta"].get("text", "") for e in events if e["type"] == "content_block_delta"]
    assert "".join(said) == "Water flows on."
    assert vendors.openai.last.json["stream_options"] == {"include_usage": True}


def test_a_providers_refusal_comes_in_the_clients_format(vendors: Vendors) -> None:
    vendors.anthropic.then(claude.failure(400, "invalid_request_error", "max_tokens: too large"))
    response = chat(vendors, "anthropic/claude-sonnet-4-5")
    assert response.status_code == 400
    assert "too large" in response.json()["error"]["message"]
    request = vendors.site.ledger.request
    assert (request.status, request.http_status) == ("error", 400)
    assert request.error_type == "invalid_request_error"


def test_an_answer_that_is_none_is_a_502(vendors: Vendors) -> None:
    vendors.anthropic.then(raw(b"<html>", content_type="text/html"))
    response = chat(vendors, "anthropic/claude-sonnet-4-5")
    assert (response.status_code, response.json()["error"]["code"]) == (502, "upstream_failed")
    assert vendors.site.ledger.request.error_class == "invalid_output"


@pytest.mark.parametrize("cut", [True, False])
def test_a_stream_that_stops_half_way_ends_with_an_error(vendors: Vendors, *, cut: bool) -> None:
    whole = claude._events({})
    vendors.anthropic.then(stream(*whole[:3], cut=cut))
    response = chat(vendors, "anthropic/claude-sonnet-4-5", stream=True)
    last = chunks(response)[-1]
    assert last["error"]["code"] == "upstream_failed"
    assert "[DONE]" not in response.text
    request = vendors.site.ledger.request
    assert (request.status, request.error_class) == ("error", "network")


def test_what_cannot_be_said_is_refused_before_anybody_is_asked(vendors: Vendors) -> None:
    response = chat(vendors, "anthropic/claude-sonnet-4-5", n=3)
    error = response.json()["error"]
    assert (response.status_code, error["code"]) == (400, "not_translatable")
    assert error["message"].startswith("n ")
    assert vendors.anthropic.received == []
    assert vendors.site.ledger.request.http_status == 400


def test_embeddings_are_not_translated(vendors: Vendors) -> None:
    response = ask(vendors, "/v1/embeddings", {"model": "anthropic/claude-haiku-4-5", "input": "x"})
    assert (response.status_code, response.json()["error"]["code"]) == (400, "not_translatable")


def test_the_native_door_reaches_every_vendor(vendors: Vendors) -> None:
    document = {"provider": "anthropic", "model": "claude-sonnet-4-5", "messages": HI}
    envelope = ask(vendors, "/v1/ai", document).json()
    assert envelope["data"]["choices"][0]["message"]["content"] == "Rain falls down."
    assert envelope["meta"]["used_provider"] == "anthropic"


def test_gemini_answers_an_openai_client(vendors: Vendors) -> None:
    body = chat(vendors, f"gemini/{gemini.MODEL}").json()
    assert body["choices"][0]["message"]["content"] == "Snow melts away."
    assert vendors.gemini.last.path == f"/v1beta/models/{gemini.MODEL}:generateContent"
    assert vendors.gemini.last.headers["x-goog-api-key"].endswith("gemini")
