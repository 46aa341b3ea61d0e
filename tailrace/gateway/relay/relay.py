"""One call from its arrival to its last byte.

Admit, read, understand, choose where it goes, call, pass the answer on, record. What must stay
true: whichever way a call of a known key ends, it is recorded once, before its last bytes leave.
"""

import asyncio
import contextlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import aiohttp

from tailrace.control.directory import Directory, ProjectView
from tailrace.core.clock import Clock, from_us
from tailrace.core.errors import BadInput, LimitReached, TailraceError
from tailrace.core.ids import KeyId, RequestNumbers, attempt_span, request_id
from tailrace.core.money import usd_text
from tailrace.core.record import Record, Status
from tailrace.gateway.admit import identify
from tailrace.gateway.call import Ask, Attempt, Call, Door, Outcome, Target, round_ms
from tailrace.gateway.context import read_context, read_trace
from tailrace.gateway.native import envelope
from tailrace.gateway.providers import openai
from tailrace.gateway.providers.models import ModelLists
from tailrace.gateway.providers.upstream import Upstream
from tailrace.gateway.routing import pick
from tailrace.gateway.tee import StreamTee, Tee
from tailrace.gateway.wire import asgi
from tailrace.gateway.wire.errors import openai_error, openai_error_event
from tailrace.gateway.wire.headers import for_client, header_value, sort_request

JSON = (b"content-type", b"application/json")
CRASHED = Outcome("error", 500, TailraceError("The gateway failed."))
LONGEST_CUSTOMER_DATA_BYTES = 4096
"""Proxies and clients limit headers; a longer one is left out, the row has the data."""


@dataclass(frozen=True, slots=True)
class Relay:
    """Takes calls from the doors to the providers."""

    directory: Callable[[], Directory]
    note_used: Callable[[KeyId, datetime], None]
    clock: Clock
    numbers: RequestNumbers
    lists: ModelLists
    upstream: Upstream
    tee: Tee
    max_body_bytes: int
    max_answer_bytes: int

    async def handle(self, call: Call, client: asgi.Client) -> None:
        """Answer one call."""
        try:
            project = self.admit(call)
            ask = await self._read(call, client)
            with client:
                await self._pass_on(call, project, ask, client)
        except TailraceError as error:
            await self._refuse(call, error, client)
        except asgi.HungUp:
            self.tee.record(call, _left(call, client))
        except asyncio.CancelledError:
            self.tee.record(call, _left(call, client))
            raise
        finally:
            self.tee.record(call, CRASHED)

    def arrive(self, door: Door, scope: asgi.Scope) -> Call:
        """Return the call with what its head says."""
        started_us, started_mono_us = self.clock.now_us(), self.clock.monotonic_us()
        headers = sort_request(scope["headers"])
        span_id = self.numbers.take()
        return Call(
            door=door,
            headers=headers,
            query=scope["query_string"],
            span_id=span_id,
            trace=read_trace(headers, self.numbers, span_id),
            started_us=started_us,
            started_mono_us=started_mono_us,
        )

    def admit(self, call: Call) -> ProjectView:
        """Fill in whose call it is; raises NotSignedIn or NotAllowed."""
        directory = self.directory()
        grant = identify.identify(directory, call.headers, call.started_us)
        call.grant = grant
        call.project = directory.project(grant.project_id)
        identify.check_scope(grant)
        self.note_used(grant.key_id, from_us(call.started_us))
        return call.project

    async def _read(self, call: Call, client: asgi.Client) -> Ask:
        """Fill in what is asked, and by whom; raises BadInput, TooLarge or HungUp."""
        announced_bytes = int(call.headers.read.get(b"content-length", b"0"))
        before_us = self.clock.monotonic_us()
        call.body = await client.read_body(announced_bytes, self.max_body_bytes)
        call.waited_us += self.clock.monotonic_us() - before_us
        call.ask = ask = call.door.read(call.body)
        call.context = read_context(
            call.headers, user=ask.user, workflow=ask.workflow, metadata=ask.metadata
        )
        return ask

    async def _pass_on(
        self, call: Call, project: ProjectView, ask: Ask, client: asgi.Client
    ) -> None:
        """Call the provider and pass its answer on; raises what choosing and calling raise."""
        before_us = self.clock.monotonic_us()
        targets = await pick.pick(project, ask, self.lists)
        call.waited_us += self.clock.monotonic_us() - before_us
        call.target = targets[0]
        body = openai.request_body(ask, call.target.model)
        attempt = self._begin(call, call.target)
        response = await self.upstream.open(call, attempt, body)
        try:
            if attempt.streamed:
                await self._stream(call, attempt, response, client)
            else:
                await self.upstream.read(call, attempt, response)
                await self._answer(call, attempt, client)
        finally:
            response.close()

    def _begin(self, call: Call, target: Target) -> Attempt:
        mono_us = self.clock.monotonic_us()
        attempt = Attempt(
            target=target,
            span_id=attempt_span(call.span_id, len(call.attempts) + 1),
            started_us=call.started_us + mono_us - call.started_mono_us,
            started_mono_us=mono_us,
        )
        call.attempts.append(attempt)
        return attempt

    async def _answer(self, call: Call, attempt: Attempt, client: asgi.Client) -> None:
        """Send a provider's whole answer, whatever its status."""
        unfit = envelope.unfit(attempt) if call.wrapped else None
        if unfit is not None:
            attempt.error, attempt.error_class = unfit, "invalid_output"
            raise unfit
        outcome = Outcome("success" if attempt.ok else "error", attempt.http_status)
        records = self.tee.record(call, outcome)
        theirs, body = for_client(attempt.headers), attempt.answer
        if call.wrapped:
            theirs = [JSON, *(pair for pair in theirs if pair[0] != b"content-type")]
            body = envelope.whole(call, outcome, records)
        await client.answer(outcome.http_status, theirs + answer_headers(call, records), body)

    async def _stream(
        self,
        call: Call,
        attempt: Attempt,
        response: aiohttp.ClientResponse,
        client: asgi.Client,
    ) -> None:
        """Pass a stream on as it comes; one that breaks off ends with an error event."""
        hide = call.ask is not None and not call.ask.wants_usage
        tee = StreamTee(attempt, hide_usage=hide, max_bytes=self.max_answer_bytes)
        await client.start(attempt.http_status, for_client(attempt.headers) + head_headers(call))
        try:
            await self.upstream.pump(call, attempt, response, tee.feed, client.chunk)
            last = tee.flush()
        except TailraceError as error:
            last = tee.flush() + tee.break_off() + openai_error_event(error)
        finally:
            tee.note()
        outcome = Outcome("success" if attempt.ok else "error", attempt.http_status, attempt.error)
        records = self.tee.record(call, outcome)
        if call.wrapped:
            last += envelope.closing_event(call, outcome, records)
        await client.end(last)

    async def _refuse(self, call: Call, error: TailraceError, client: asgi.Client) -> None:
        """Send our own answer, in the shape of the door."""
        status: Status = "throttled" if isinstance(error, LimitReached) else "error"
        outcome = Outcome(status, error.status, error)
        if call.ask is None:
            with contextlib.suppress(BadInput):
                call.context = read_context(call.headers)
        call.close(self.clock.monotonic_us())
        body = envelope.whole(call, outcome, ()) if call.wrapped else openai_error(error)
        records = self.tee.record(call, outcome, body)
        await client.answer(error.status, [JSON, *answer_headers(call, records)], body)

    async def answer_own(
        self,
        call: Call,
        client: asgi.Client,
        status: int,
        body: bytes,
        *more: tuple[bytes, bytes],
    ) -> None:
        """Answer what is no call, without a record."""
        call.close(self.clock.monotonic_us())
        await client.answer(status, [JSON, *more, *answer_headers(call, ())], body)


def head_headers(call: Call) -> asgi.RawHeaders:
    """Return our headers as far as they are known when an answer starts."""
    used = call.attempts[-1].target if call.attempts else None
    return [
        (b"x-tailrace-request-id", request_id(call.started_us, call.span_id).encode()),
        (b"x-tailrace-trace-id", str(call.trace.trace_id).encode()),
        (b"x-tailrace-provider", header_value(used.provider.name) if used else b""),
        (b"x-tailrace-model", header_value(used.model) if used else b""),
        (b"x-tailrace-workflow", header_value(call.context.workflow)),
        (b"x-tailrace-attempts", b"%d" % len(call.attempts)),
    ]


def answer_headers(call: Call, records: tuple[Record, ...]) -> asgi.RawHeaders:
    """Return our headers of an answer that is whole; `records` has the request's last."""
    headers = head_headers(call)
    headers += [
        (b"x-tailrace-duration-ms", b"%d" % round_ms(call.duration_us)),
        (b"x-tailrace-overhead-ms", b"%d" % round_ms(call.overhead_us)),
        (b"x-tailrace-offline-fallback", b"false"),
    ]
    cost_usd = records[-1].cost_usd if records else None
    if cost_usd is not None:
        headers.append((b"x-tailrace-cost-usd", usd_text(cost_usd).encode()))
    customer_data = _ascii_json(call.context.customer_data)
    if len(customer_data) <= LONGEST_CUSTOMER_DATA_BYTES:
        headers.append((b"x-tailrace-customer-data", customer_data))
    return headers


def _ascii_json(data: dict[str, str]) -> bytes:
    return json.dumps(data).encode() if data else b"{}"


def _left(call: Call, client: asgi.Client) -> Outcome:
    """Return how a call ended whose client went away: well, if the stream had said its last."""
    last = call.attempts[-1] if call.attempts else None
    done = last is not None and last.ok and last.complete and client.sent_status
    return Outcome("success" if done else "cancelled", client.sent_status)
