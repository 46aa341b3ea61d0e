"""Streams on their way: what the client sees, and when."""

import json
import threading

import httpx
import pytest

from tests.fakes import anthropic_provider as claude
from tests.fakes.provider import DONE, Behaviour, chunk, stream
from tests.fakes.site import headers
from tests.gateway.conftest import Vendors

HI = [{"role": "user", "content": "Hi"}]
ROLE, WORD = chunk({"role": "assistant", "content": ""}), chunk({"content": "Hi"})
STOP = chunk({}, finish_reason="stop")


def document(model: str) -> dict[str, object]:
    return {"model": model, "messages": HI, "stream": True}


async def first_part(vendors: Vendors, model: str, gate: threading.Event) -> bytes:
    """Return what the client has while the provider still waits at the gate."""
    async with httpx.AsyncClient() as client:
        url = f"{vendors.site.v1}/chat/completions"
        async with client.stream("POST", url, json=document(model), headers=headers()) as answer:
            parts = answer.aiter_raw()
            first = await anext(parts)
            gate.set()
            _ = [part async for part in parts]
            return first


async def test_a_translated_stream_passes_as_it_comes(vendors: Vendors) -> None:
    gate = threading.Event()
    events = claude._events({})
    vendors.anthropic.then(stream(b"".join(events[:3]), *events[3:], gate=gate))
    assert b"Rain" in await first_part(vendors, "anthropic/sonnet", gate)


async def test_a_workflows_stream_passes_from_its_first_content_on(vendors: Vendors) -> None:
    targets = ["openai:gpt-4o", "groq:mixtral"]
    vendors.site.define(workflows=[{"name": "w", "targets": targets}])
    gate = threading.Event()
    vendors.openai.then(stream(ROLE + WORD, STOP, DONE, gate=gate))
    assert await first_part(vendors, "w", gate) == ROLE + WORD


def test_an_answer_without_content_is_an_answer(vendors: Vendors) -> None:
    targets = ["openai:gpt-4o", "groq:mixtral"]
    vendors.site.define(workflows=[{"name": "w", "targets": targets}])
    vendors.openai.then(stream(ROLE, STOP, DONE))
    url = f"{vendors.site.v1}/chat/completions"
    answer = httpx.post(url, json=document("w"), headers=headers())
    assert answer.content == ROLE + STOP + DONE
    assert answer.headers["x-tailrace-attempts"] == "1"


@pytest.mark.parametrize("asks", [True, False])
def test_a_translated_stream_tells_usage_to_who_asked(vendors: Vendors, *, asks: bool) -> None:
    options = {"stream_options": {"include_usage": True}} if asks else {}
    url = f"{vendors.site.v1}/chat/completions"
    sent = {**document("anthropic/sonnet"), **options}
    answer = httpx.post(url, json=sent, headers=headers())
    assert ('"prompt_tokens"' in answer.text) is asks


def test_the_native_stream_of_another_vendor_ends_with_our_event(vendors: Vendors) -> None:
    sent = {**document("claude-sonnet-4-5"), "provider": "anthropic"}
    answer = httpx.post(f"{vendors.site.v1}/ai", json=sent, headers=headers())
    last = answer.text.strip().split("\n\n")[-1]
    assert last.startswith("event: tailrace\n")
    assert '"used_provider":"anthropic"' in last


def test_an_error_within_a_translated_stream_reaches_the_client(vendors: Vendors) -> None:
    vendors.anthropic.then(claude.error_stream(after_words=1))
    url = f"{vendors.site.v1}/chat/completions"
    answer = httpx.post(url, json=document("anthropic/sonnet"), headers=headers())
    assert "Rain" in answer.text
    assert "Overloaded" in answer.text
    assert "[DONE]" not in answer.text
    assert vendors.site.ledger.request.status == "error"


def test_a_provider_that_does_not_stream_is_streamed_for(vendors: Vendors) -> None:
    vendors.anthropic.then(claude.saying("All at once."))
    url = f"{vendors.site.v1}/chat/completions"
    answer = httpx.post(url, json=document("anthropic/sonnet"), headers=headers())
    assert "All at once." in answer.text
    assert answer.content.endswith(DONE)


CUT = {
    "words without an end": stream(ROLE, WORD),
    "nothing": stream(),
    "no JSON": stream(b"data: {not json\n\n"),
    "half an event": stream(ROLE, WORD, b'data: {"choices": [{"del'),
}


@pytest.mark.parametrize("answer", CUT.values(), ids=CUT)
def test_a_stream_without_its_end_tells_the_client(vendors: Vendors, answer: Behaviour) -> None:
    vendors.openai.then(answer)
    url = f"{vendors.site.v1}/chat/completions"
    got = httpx.post(url, json=document("openai/gpt-4o"), headers=headers())
    assert got.status_code == 200
    *_, last = filter(None, got.text.split("\n\n"))
    assert json.loads(last.removeprefix("data: "))["error"]["code"] == "upstream_failed"
    request = vendors.site.ledger.request
    assert (request.status, request.error_class, request.error_type) == (
        "error",
        "network",
        "stream_cut",
    )


def test_a_stream_without_done_but_with_a_finish_reason_is_whole(vendors: Vendors) -> None:
    vendors.openai.then(stream(WORD, STOP))
    url = f"{vendors.site.v1}/chat/completions"
    got = httpx.post(url, json=document("openai/gpt-4o"), headers=headers())
    assert got.content == WORD + STOP
    assert vendors.site.ledger.request.status == "success"


def test_a_cut_stream_goes_to_the_next_target_before_any_word(vendors: Vendors) -> None:
    targets = ["openai:gpt-4o", "groq:mixtral"]
    vendors.site.define(workflows=[{"name": "w", "targets": targets, "backoff_ms": [1]}])
    vendors.openai.then(stream(ROLE))
    url = f"{vendors.site.v1}/chat/completions"
    answer = httpx.post(url, json=document("w"), headers=headers())
    assert answer.headers["x-tailrace-attempts"] == "2"
    assert [hop.error_type for hop in vendors.site.ledger.attempts] == ["stream_cut", ""]
