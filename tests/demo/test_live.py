"""The demo's live half, whole: Acme's keys, the real gateway, the demo's providers, the trickle."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import anthropic
import msgspec
import openai
import pytest

from tailrace.capture.price import Prices
from tailrace.control.open import open_control
from tailrace.core.clock import SystemClock
from tailrace.core.ids import RequestNumbers
from tailrace.core.record import Record
from tailrace.demo.caller import Caller
from tailrace.demo.cast.phrases import Library
from tailrace.demo.provider.provider import DemoProvider
from tailrace.demo.setup import Ready, prepare
from tailrace.demo.trickle import Trickle
from tailrace.gateway.routes import Gateway, GatewayParts, Limits
from tailrace.limits.memory import MemoryLimiter
from tests.fakes.serving import serving_on

Wait = Callable[[float], Awaitable[None]]
LIMITS = Limits(
    max_body_bytes=1 << 20,
    capture_body_bytes=1 << 16,
    upstream_timeout_s=20.0,
    upstream_connect_timeout_s=5.0,
    allow_private=True,
)


class Demo:
    """A running demo: its address, Acme, and the requests that were recorded."""

    def __init__(self, url: str, acme: Ready) -> None:
        self.url = url
        self.acme = acme
        self.requests: list[Record] = []
        self.enough = 1
        self.had_enough = asyncio.Event()

    def append(self, records: Sequence[Record]) -> None:
        self.requests.extend(record for record in records if record.kind == "request")
        if len(self.requests) >= self.enough:
            self.had_enough.set()


@pytest.fixture
async def demo(tmp_path: Path, library: Library, no_wait: Wait) -> AsyncIterator[Demo]:
    async with running(tmp_path, library, no_wait) as demo:
        yield demo


@asynccontextmanager
async def running(folder: Path, library: Library, wait: Wait) -> AsyncIterator[Demo]:
    listener = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    control = open_control(f"sqlite:///{folder / 'control.db'}", folder)
    acme = prepare(
        control,
        folder,
        providers_url=f"{url}/demo/providers",
        timezone="UTC",
        now=datetime(2026, 11, 1, tzinfo=UTC),
    )
    demo = Demo(url, acme)
    gateway = Gateway(
        GatewayParts(
            directory=lambda: control.directory.current,
            note_used=control.directory.note_used,
            append=demo.append,
            prices=Prices(),
            clock=SystemClock(),
            numbers=RequestNumbers(),
            limiter=MemoryLimiter(),
            limits=LIMITS,
        )
    )
    provider = DemoProvider(library, key=acme.secrets.provider_key, clock=SystemClock(), sleep=wait)

    async def doors(scope: Any, receive: Any, send: Any) -> None:
        room = gateway if scope["path"].startswith("/v1/") else provider
        await room(scope, receive, send)

    await gateway.open()
    async with serving_on(doors, listener):
        yield demo
    await gateway.close()
    control.close()


async def test_the_trickle_leaves_rows_of_all_kinds(
    demo: Demo, library: Library, no_wait: Wait
) -> None:
    demo.enough = 350
    trickle = Trickle(
        Caller(library), gateway_url=f"{demo.url}/v1", secrets=demo.acme.secrets.keys, pause=no_wait
    )
    calling = asyncio.create_task(trickle.run())
    await asyncio.wait_for(demo.had_enough.wait(), 60)
    calling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await calling
    seen = demo.requests
    assert {r.project_id for r in seen} == {p.project_id for p in demo.acme.places.values()}
    assert {r.operation for r in seen} == {"chat", "embeddings"}
    assert {r.status for r in seen} >= {"success", "error", "throttled"}
    assert {r.streamed for r in seen} == {True, False}
    assert len({r.provider for r in seen if r.provider}) == 7
    assert all(r.user and r.session and r.tags for r in seen)
    ran = [r for r in seen if r.workflow]
    assert len(ran) > 0.7 * len(seen)
    assert all(r.workflow_version for r in ran)
    assert {r.limit for r in seen if r.status == "throttled"} == {"reviews"}
    checked = [r for r in seen if r.schema]
    assert {r.schema for r in checked} == {"product_card", "ticket"}
    assert any(r.invalid_path for r in checked)
    assert all(r.status == "success" for r in checked if r.invalid_path)
    assert max(r.attempts for r in seen) > 1
    answered = [r for r in seen if r.status == "success"]
    assert all(r.usage is not None for r in answered)
    unpriced = {r.model for r in answered if r.cost_usd is None}
    assert unpriced <= {"acme-support-8b"}


async def test_a_newcomers_first_call_is_answered_and_recorded(demo: Demo) -> None:
    async with openai.AsyncOpenAI(
        base_url=f"{demo.url}/v1", api_key=demo.acme.secrets.keys["shop"], max_retries=0
    ) as client:
        answer = await client.chat.completions.create(
            model="anthropic/claude-haiku-4-5", messages=[{"role": "user", "content": "Hello?"}]
        )
    assert "Hello?" in (answer.choices[0].message.content or "")
    (request,) = demo.requests
    assert (request.provider, request.model) == ("anthropic", "claude-haiku-4-5")
    assert request.cost_usd is not None


async def test_every_vendors_client_reaches_every_provider(demo: Demo) -> None:
    key = demo.acme.secrets.keys["shop"]
    said: list[str] = []
    async with openai.AsyncOpenAI(
        base_url=f"{demo.url}/v1", api_key=key, max_retries=0
    ) as by_openai:
        for model in ("google/gemini-2.5-flash", "anthropic/claude-haiku-4-5", "openai/gpt-4o"):
            answer = await by_openai.responses.create(model=model, input="Hello?")
            said.append(answer.output_text)
    async with anthropic.AsyncAnthropic(
        base_url=demo.url, api_key=key, max_retries=0
    ) as by_anthropic:
        for model in ("google/gemini-2.5-flash", "anthropic/claude-haiku-4-5", "openai/gpt-4o"):
            async with by_anthropic.messages.stream(
                model=model, max_tokens=99, messages=[{"role": "user", "content": "Hello?"}]
            ) as stream:
                said.append(await stream.get_final_text())
    assert len(said) == 6
    assert all("Hello?" in each for each in said)
    assert all(request.usage is not None for request in demo.requests)
    assert len(demo.requests) == 6


async def test_a_structured_workflow_answers_a_newcomer_too(demo: Demo) -> None:
    """Its first target is told the schema in words, for it takes none with a chat."""
    async with openai.AsyncOpenAI(
        base_url=f"{demo.url}/v1", api_key=demo.acme.secrets.keys["shop"], max_retries=0
    ) as client:
        answer = await client.chat.completions.create(
            model="product_cards", messages=[{"role": "user", "content": "A card for my lamp"}]
        )
    card = msgspec.json.decode(answer.choices[0].message.content or "")
    assert set(card) == {"title", "summary", "price", "highlights"}
    (request,) = demo.requests
    assert (request.provider, request.attempts) == ("deepseek", 1)
    assert (request.schema, request.schema_version) == ("product_card", 2)


async def test_an_ordered_failure_fails_over_in_a_workflow(demo: Demo) -> None:
    async with openai.AsyncOpenAI(
        base_url=f"{demo.url}/v1", api_key=demo.acme.secrets.keys["shop"], max_retries=0
    ) as client:
        with pytest.raises(openai.InternalServerError):
            await client.chat.completions.create(
                model="smart_summary", messages=[{"role": "user", "content": "fail with 503"}]
            )
    (request,) = demo.requests
    assert (request.workflow, request.workflow_version) == ("smart_summary", 2)
    assert (request.attempts, request.requested_provider, request.provider) == (3, "openai", "groq")


async def test_an_ordered_failure_is_passed_on_and_recorded(demo: Demo) -> None:
    async with openai.AsyncOpenAI(
        base_url=f"{demo.url}/v1", api_key=demo.acme.secrets.keys["shop"], max_retries=0
    ) as client:
        with pytest.raises(openai.InternalServerError):
            await client.chat.completions.create(
                model="openai/gpt-4o", messages=[{"role": "user", "content": "fail with 503"}]
            )
    (request,) = demo.requests
    assert (request.status, request.http_status) == ("error", 503)
    assert request.error_type == "as_ordered"
