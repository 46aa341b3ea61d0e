"""The gateway as one ASGI application: which door each request came to.

What is behind each door is in `doors`. Every answer carries `x-tailrace-request-id` and its
sisters. Calls leave rows; looking at the list of models does not.
"""

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from tailrace.capture.price import Prices
from tailrace.control.directory import Directory
from tailrace.core.clock import Clock
from tailrace.core.errors import TailraceError
from tailrace.core.ids import KeyId, RequestNumbers
from tailrace.core.record import Record
from tailrace.gateway.admit.limits import Allowances
from tailrace.gateway.call import Call, Door
from tailrace.gateway.doors import (
    ALSO,
    DOORS,
    MODELS,
    dialect_of,
    find_door,
    is_below,
    through_door,
)
from tailrace.gateway.outputs.check import Checkers
from tailrace.gateway.providers import asked
from tailrace.gateway.providers.dial import AddressGuard, open_session
from tailrace.gateway.providers.models import ModelLists, fetch_models, models_page
from tailrace.gateway.providers.upstream import Upstream
from tailrace.gateway.relay import through
from tailrace.gateway.relay.relay import Relay
from tailrace.gateway.relay.tools import Tools
from tailrace.gateway.routing.circuit import Circuits
from tailrace.gateway.tee import Tee
from tailrace.gateway.wire import asgi
from tailrace.gateway.wire.errors import error_body, status_body
from tailrace.limits.decision import Limiter

if TYPE_CHECKING:
    import aiohttp

ELSEWHERE = Door("", "openai", asked.read_chat)
"""What a request that is no call stands at; it is answered but never recorded."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What an operator sets."""

    max_body_bytes: int
    capture_body_bytes: int
    upstream_timeout_s: float
    upstream_connect_timeout_s: float
    allow_private: bool
    max_answer_bytes: int = 256 << 20
    trusts_forwarded: bool = False
    """A proxy of the operator's stands in front and tells the client's address."""


@dataclass(frozen=True, slots=True)
class GatewayParts:
    """What the gateway is given; nothing of it waits for anything but `append` for the disk."""

    directory: Callable[[], Directory]
    """The current picture: `lambda: cache.current`."""
    note_used: Callable[[KeyId, datetime], None]
    append: Callable[[Sequence[Record]], None]
    """Returns once the records are durable; Busy means that they are not, and are counted."""
    prices: Prices
    clock: Clock
    numbers: RequestNumbers
    limits: Limits
    limiter: Limiter
    """Counts what rates and budgets are about."""


class Gateway:
    """The ASGI application; open it in the event loop that serves it."""

    def __init__(self, parts: GatewayParts) -> None:
        self._parts = parts
        self.circuits = Circuits(parts.clock)
        """The health of every target, as all calls of this process found it."""
        self._session: aiohttp.ClientSession | None = None
        self._relay: Relay | None = None

    async def open(self) -> None:
        """Make the session that all provider calls go through.

        What lives by now (the price list, the code) lives as long as the process, so the collector
        is told to leave it alone: walking it again and again cost 60 µs per call.
        """
        gc.freeze()
        parts, limits = self._parts, self._parts.limits
        self._session = session = open_session(
            AddressGuard(limits.allow_private),
            total_s=limits.upstream_timeout_s,
            connect_s=limits.upstream_connect_timeout_s,
        )
        upstream = Upstream(session, parts.clock, max_answer_bytes=limits.max_answer_bytes)
        self._relay = Relay(
            directory=parts.directory,
            note_used=parts.note_used,
            clock=parts.clock,
            numbers=parts.numbers,
            lists=ModelLists(partial(fetch_models, session), parts.clock),
            tools=Tools(
                clock=parts.clock,
                upstream=upstream,
                circuits=self.circuits,
                limits=Allowances(parts.limiter, parts.prices),
                tee=Tee(parts.append, parts.prices, parts.clock, limits.capture_body_bytes),
                max_answer_bytes=limits.max_answer_bytes,
            ),
            checkers=Checkers(),
            max_body_bytes=limits.max_body_bytes,
            trusts_forwarded=limits.trusts_forwarded,
        )

    async def close(self) -> None:
        """Close the connections to providers; calls under way fail."""
        if self._relay is not None and self._session is not None:
            await self._relay.lists.close()
            await self._session.close()
        gc.unfreeze()

    async def __call__(self, scope: asgi.Scope, receive: asgi.Receive, send: asgi.Send) -> None:
        if self._relay is None:
            raise RuntimeError("the gateway was not opened")
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})
            return
        client, relay = asgi.Client(scope, receive, send), self._relay
        path, method = scope["path"], scope["method"]
        door = find_door(path)
        if door is not None and method == "POST":
            await relay.handle(relay.arrive(door, scope), client)
        elif path == MODELS and method == "GET":
            await _list_models(relay, relay.arrive(ELSEWHERE, scope), client)
        elif path == MODELS or (door is not None and (method, path) not in ALSO):
            await _wrong_method(relay, relay.arrive(ELSEWHERE, scope), client, path, method)
        elif is_below(path):
            await through.handle(relay, relay.arrive(through_door(path), scope), client, scope)
        else:
            await _no_door(relay, relay.arrive(ELSEWHERE, scope), client, path, method)


async def _list_models(relay: Relay, call: Call, client: asgi.Client) -> None:
    try:
        providers = relay.admit(call).providers.values()
        status, body = 200, models_page(await relay.lists.of(providers))
    except TailraceError as error:
        status, body = error.status, error_body(error, call.door.dialect)
    await relay.answer_own(call, client, status, body)


async def _no_door(relay: Relay, call: Call, client: asgi.Client, path: str, method: str) -> None:
    """Answer a request that knocked in vain, and say where the doors are."""
    doors = ", ".join(f"POST {door}" for door in DOORS)
    message = f"There is no {method} {path} here. There are: {doors}, GET {MODELS}."
    body = status_body(404, "unknown_url", message, dialect_of(path))
    await relay.answer_own(call, client, 404, body)


async def _wrong_method(
    relay: Relay, call: Call, client: asgi.Client, path: str, method: str
) -> None:
    takes = "GET" if path == MODELS else "POST"
    message = f"{path} takes {takes}, not {method}."
    body = status_body(405, "method_not_allowed", message, dialect_of(path))
    await relay.answer_own(call, client, 405, body, (b"allow", takes.encode()))
