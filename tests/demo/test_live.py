"""The demo's live half, whole: Acme's keys, the real gateway, the demo's providers, the trickle."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

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
    demo.enough = 250
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
    assert {r.status for r in seen} >= {"success", "error"}
    assert {r.streamed for r in seen} == {True, False}
    assert len({r.provider for r in seen}) == 7
    assert all(r.workflow and r.user and r.session and r.tags for r in seen)
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
