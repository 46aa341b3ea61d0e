"""Calls from end to end: what passes, what the client is told, and which rows stay behind."""

import asyncio
import json
import threading
from dataclasses import replace
from typing import Any

import httpx
import pytest

from tailrace.core.errors import Busy
from tests.fakes import provider as fake
from tests.fakes.provider import DONE, FakeProvider, Turn, chunk, stream, usage_chunk
from tests.fakes.raw_client import connected, request_bytes, row
from tests.fakes.site import (
    ALICE,
    CHARLIE,
    EXPIRED,
    READER,
    SHOP,
    TEST,
    Site,
    headers,
)

CHAT = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Hi"}]}
STREAMED = {**CHAT, "stream": True}
HI, THERE = chunk({"content": "Hi"}), chunk({"content": " there"})
STOP = chunk({}, finish_reason="stop")


def ask(site: Site, document: Any = CHAT, secret: str = ALICE, **named: str) -> httpx.Response:
    url = f"{site.v1}/chat/completions"
    return httpx.post(url, json=document, headers=headers(secret, **named))


def test_an_answer_passes_byte_for_byte_and_says_what_it_took(
    site: Site, provider: FakeProvider
) -> None:
    body = b'{ "choices": [],\n "usage": {"prompt_tokens": 1000, "completion_tokens": 10}}'
    provider.then(fake.raw(body, headers=(("x-request-id", "req_1"),)))
    response = ask(
        site, x_tailrace_workflow="nightly", x_tailrace_metadata='{"segment": "\\u00e9"}'
    )
    assert response.content == body
    assert response.headers["x-request-id"] == "req_1"
    said = {
        name.removeprefix("x-tailrace-"): value
        for name, value in response.headers.items()
        if name.startswith("x-tailrace-")
    }
    request = site.ledger.request
    assert said.pop("request-id") == f"{request.started_us:014x}{request.span_id:016x}"
    assert said.pop("trace-id") == f"{request.trace_high:016x}{request.trace_low:016x}"
    assert int(said.pop("duration-ms")) >= int(said.pop("overhead-ms"))
    assert said == {
        "provider": "openai",
        "model": "gpt-4o-mini",
        "workflow": "nightly",
        "attempts": "1",
        "cost-usd": "0.000156",
        "customer-data": '{"segment": "\\u00e9"}',
        "offline-fallback": "false",
    }


def test_a_call_is_one_request_and_one_attempt(site: Site) -> None:
    ask(site, {**CHAT, "user": "u_17"}, x_tailrace_session="s1", x_tailrace_tags="beta")
    request, attempt = site.ledger.request, site.ledger.attempts[0]
    assert (request.org_id, request.project_id, request.key_id) == (1, 10, 1)
    assert (request.user, request.session, request.tags) == ("u_17", "s1", ("beta",))
    assert (request.status, request.http_status, request.attempts) == ("success", 200, 1)
    assert request.usage is not None
    assert request.usage.prompt_tokens == fake.PROMPT_TOKENS
    assert request.usage.cached_tokens == fake.CACHED_TOKENS
    assert (attempt.parent_span_id, attempt.position) == (request.span_id, 1)
    assert request.duration_us >= attempt.duration_us > 0
    assert site.ledger.used == {1}


def test_an_unpriced_call_says_no_cost(site: Site, provider: FakeProvider) -> None:
    provider.then(fake.answer({"model": "house-model", "choices": [], "usage": fake.USAGE}))
    response = ask(site, {**CHAT, "model": "house-model"})
    assert "x-tailrace-cost-usd" not in response.headers
    assert site.ledger.request.cost_usd is None


def test_customer_data_too_long_for_a_header_is_only_in_the_row(site: Site) -> None:
    metadata = {f"key{n}": "v" * 256 for n in range(32)}
    response = ask(site, {**CHAT, "metadata": metadata})
    assert response.status_code == 200
    assert "x-tailrace-customer-data" not in response.headers
    assert site.ledger.request.customer_data == metadata


def test_a_model_name_cannot_forge_a_header(site: Site) -> None:
    response = ask(site, {**CHAT, "model": "openai/a\r\nset-cookie: b"})
    assert response.headers["x-tailrace-model"] == "a\\r\\nset-cookie: b"
    assert "set-cookie" not in response.headers


@pytest.mark.parametrize("secret", ["tr_live_nobody", EXPIRED, ""])
def test_without_a_working_key_there_is_a_401_and_no_row(
    site: Site, provider: FakeProvider, secret: str
) -> None:
    response = ask(site, secret=secret or "x y")
    assert response.status_code == 401
    assert response.json()["error"]["code"] == "invalid_api_key"
    assert response.headers["x-tailrace-request-id"]
    assert (site.ledger.records, provider.received) == ([], [])


def test_a_revoked_key_is_a_401_at_once(site: Site) -> None:
    assert ask(site).status_code == 200
    site.revoke(ALICE)
    assert ask(site).status_code == 401


def test_a_key_without_the_scope_is_a_403_with_a_row(site: Site, provider: FakeProvider) -> None:
    response = ask(site, secret=READER)
    assert response.status_code == 403
    request = site.ledger.request
    assert (request.status, request.http_status, request.attempts) == ("error", 403, 0)
    assert (request.error_class, request.error_type) == ("client_error", "not_allowed")
    assert (request.key_id, provider.received) == (3, [])


@pytest.mark.parametrize(
    ("body", "named", "status"),
    [
        (b"{", {}, 400),
        (b"[]", {}, 400),
        (b"{}", {}, 400),
        (b'{"model": 5}', {}, 400),
        (b"x" * ((1 << 20) + 1), {}, 413),
        (b'{"model": "m"}', {"x_tailrace_metadata": "{"}, 400),
        (b'{"model": "m"}', {"x_tailrace_capture": "half"}, 400),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_row(
    site: Site, provider: FakeProvider, body: bytes, named: dict[str, str], status: int
) -> None:
    sent = headers(**named, x_tailrace_user="u_17")
    response = httpx.post(f"{site.v1}/chat/completions", content=body, headers=sent)
    assert response.status_code == status
    assert response.json()["error"]["type"] == "invalid_request_error"
    request = site.ledger.request
    assert (request.status, request.http_status) == ("error", status)
    assert request.output == response.text
    assert request.user == ("" if named else "u_17")
    assert provider.received == []


def test_a_test_key_makes_test_calls(site: Site) -> None:
    ask(site, secret=TEST)
    assert (site.ledger.request.test_mode, site.ledger.request.environment) == (True, "test")


def test_bodies_are_withheld_when_asked(site: Site) -> None:
    ask(site, x_tailrace_capture="metadata")
    assert (site.ledger.request.input, site.ledger.request.output) == (None, None)


def test_bodies_of_a_discreet_project_are_withheld(site: Site) -> None:
    site.withhold_bodies()
    ask(site, x_tailrace_capture="full")
    assert (site.ledger.request.input, site.ledger.request.output) == (None, None)


def test_a_fault_of_ours_is_a_500_with_a_row(site: Site, provider: FakeProvider) -> None:
    class Broken(dict[str, Any]):
        def __len__(self) -> int:
            raise ZeroDivisionError

    shop = replace(site.directory.projects[SHOP], providers=Broken())
    site.directory = replace(site.directory, projects={SHOP: shop})
    assert ask(site).status_code == 500
    request = site.ledger.request
    assert (request.status, request.http_status) == ("error", 500)
    assert (request.error_class, request.error_type) == ("server_error", "internal")
    assert provider.received == []


def test_a_full_spool_does_not_hold_up_the_answer(site: Site) -> None:
    site.ledger.refusal = Busy("The spool is full.")
    response = ask(site)
    assert response.status_code == 200
    assert response.headers["x-tailrace-cost-usd"]


def test_a_failing_capture_does_not_hold_up_the_answer(site: Site) -> None:
    site.ledger.refusal = ZeroDivisionError()
    assert ask(site).json()["choices"][0]["message"]["content"] == "Water flows on."
    assert ask(site, STREAMED).content.endswith(DONE)


async def test_the_row_is_durable_before_the_answer_is_sent(site: Site) -> None:
    site.ledger.held = threading.Event()
    async with connected(site) as (reader, writer):
        writer.write(request_bytes(CHAT))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reader.read(1), 0.3)
        site.ledger.held.set()
        assert await reader.read(12) == b"HTTP/1.1 200"


async def test_the_row_is_durable_before_a_stream_ends(site: Site) -> None:
    site.ledger.held = threading.Event()
    async with connected(site) as (reader, writer):
        writer.write(request_bytes(STREAMED))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reader.readuntil(b"\r\n0\r\n\r\n"), 0.6)
        site.ledger.held.set()
        assert (await reader.readuntil(b"\r\n0\r\n\r\n")).endswith(DONE + b"\r\n0\r\n\r\n")


def test_waiting_is_not_overhead(site: Site, provider: FakeProvider) -> None:
    async def dawdle(turn: Turn) -> None:
        await turn.start(200, "text/event-stream")
        await turn.part(HI)
        await asyncio.sleep(0.3)
        await turn.end(STOP + DONE)

    provider.then(dawdle)
    ask(site, STREAMED)
    request = site.ledger.request
    assert request.duration_us > 290_000
    assert request.overhead_us is not None
    assert request.overhead_us < 150_000


async def test_a_stream_passes_as_it_comes(site: Site, provider: FakeProvider) -> None:
    gate = threading.Event()
    provider.then(stream(HI, THERE, STOP, DONE, gate=gate))
    async with httpx.AsyncClient() as client:
        url = f"{site.v1}/chat/completions"
        async with client.stream("POST", url, json=STREAMED, headers=headers()) as response:
            assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
            assert response.headers["x-tailrace-provider"] == "openai"
            assert "x-tailrace-duration-ms" not in response.headers
            parts = response.aiter_raw()
            assert await anext(parts) == HI
            gate.set()
            assert b"".join([part async for part in parts]) == THERE + STOP + DONE
    request = await row(site)
    assert (request.status, request.streamed, request.finish_reason) == ("success", True, "stop")
    assert request.output_preview == "Hi there"
    assert 0 < request.ttft_us <= request.duration_us


def test_a_streams_usage_is_in_the_row_and_hidden_from_who_did_not_ask(
    site: Site, provider: FakeProvider
) -> None:
    response = ask(site, STREAMED)
    assert provider.last.json["stream_options"] == {"include_usage": True}
    assert usage_chunk() not in response.content
    assert response.content.endswith(STOP + DONE)
    request = site.ledger.request
    assert request.usage is not None
    assert request.usage.completion_tokens == fake.COMPLETION_TOKENS
    assert request.cost_usd is not None


def test_a_streams_usage_passes_to_who_asked(site: Site, provider: FakeProvider) -> None:
    document = {**STREAMED, "stream_options": {"include_usage": True}}
    assert usage_chunk() in ask(site, document).content
    assert provider.last.json == document


def test_a_stream_that_is_refused_passes_as_the_refusal(site: Site, provider: FakeProvider) -> None:
    provider.then(fake.failure(400, "context_length_exceeded", "Too long."))
    response = ask(site, STREAMED)
    assert (response.status_code, response.headers["content-type"]) == (400, "application/json")
    request = site.ledger.request
    assert (request.status, request.error_type) == ("error", "context_length_exceeded")
    assert request.streamed


def test_a_stream_that_breaks_off_ends_with_an_error_and_an_error_row(
    site: Site, provider: FakeProvider
) -> None:
    provider.then(stream(HI, THERE[:20], cut=True))
    response = ask(site, STREAMED)
    events = response.content.split(b"\n\n")
    assert events[0] + b"\n\n" == HI
    assert json.loads(events[-2].removeprefix(b"data: "))["error"]["code"] == "upstream_failed"
    request = site.ledger.request
    assert (request.status, request.http_status, request.error_class) == ("error", 200, "network")
    assert request.output_preview.startswith("openai broke off")
    assert request.output is not None
    assert '"Hi"' in request.output


def test_embeddings_pass(site: Site, provider: FakeProvider) -> None:
    document = {"model": "openai/text-embedding-3-small", "input": ["a", "b"], "dimensions": 4}
    response = httpx.post(f"{site.v1}/embeddings", json=document, headers=headers())
    assert len(response.json()["data"]) == 2
    assert provider.last.path == "/v1/embeddings"
    assert provider.last.json == {**document, "model": "text-embedding-3-small"}
    request = site.ledger.request
    assert (request.operation, request.requested_model) == ("embeddings", "text-embedding-3-small")
    assert request.usage is not None
    assert request.usage.prompt_tokens == 5


def test_a_bare_model_goes_to_the_provider_that_lists_it(
    site: Site, provider: FakeProvider, far_provider: FakeProvider
) -> None:
    far_provider.models = ("llama-3",)
    urls = site.base_urls
    site.configure(openai=urls["openai"] + "?a=1", groq=urls["depot-ai"] + "?a=1")
    assert ask(site, {**CHAT, "model": "llama-3"}).headers["x-tailrace-provider"] == "groq"
    refused = ask(site, {**CHAT, "model": "gpt-9"})
    assert refused.status_code == 404
    assert refused.json()["error"]["code"] == "model_not_found"
    assert [request.status for request in site.ledger.requests(2)] == ["success", "error"]
    assert [got.path for got in provider.received] == ["/v1/models"]


@pytest.mark.parametrize("path", ["chat/completions", "embeddings", "ai"])
def test_a_stranger_reaches_only_what_is_his(
    site: Site, provider: FakeProvider, far_provider: FakeProvider, path: str
) -> None:
    document = {**CHAT, "model": "openai/gpt-4o-mini", "input": "x", "project": 10, "org_id": 1}
    widening = headers(CHARLIE, x_tailrace_project="10", openai_organization="acme")
    response = httpx.post(f"{site.v1}/{path}", json=document, headers=widening)
    assert response.headers["x-tailrace-provider"] == "depot-ai"
    assert provider.received == []
    assert far_provider.last.json["model"] == "openai/gpt-4o-mini"
    request = site.ledger.request
    assert (request.org_id, request.project_id, request.key_id) == (2, 20, 5)
