"""One provider's stream on its way to the client.

A call with a single target gets it as it comes. Where another target could follow, the head of
the answer is held back until the first content came, so that a stream that fails before that can be
given up; where the answer has to follow a schema, all of it is held until it was checked.
What must stay true: once the client was sent anything, it is sent an end or an error, and
the call is recorded before the last bytes.
"""

import asyncio
from collections.abc import Callable

import aiohttp

from tailrace.capture.call import STREAM_CUT
from tailrace.capture.errors import class_of
from tailrace.core.errors import TailraceError, UpstreamFailed
from tailrace.gateway.call import Attempt, Call, Outcome
from tailrace.gateway.native import envelope
from tailrace.gateway.relay.heads import head_headers, theirs
from tailrace.gateway.relay.tools import Tools
from tailrace.gateway.relay.translation import TranslatedTee, read_reply
from tailrace.gateway.tee import StreamTee
from tailrace.gateway.wire import asgi
from tailrace.gateway.wire.errors import error_event
from tailrace.protocols.chat import Broken, Reply
from tailrace.protocols.dialect import StreamWriter
from tailrace.protocols.fold import unfold
from tailrace.protocols.registry import DIALECTS


class Stream:
    """Passes one stream on.

    `holds`: the head waits for the first content. `check` raises what is wrong with an answer, so
    all of it waits.
    """

    def __init__(
        self,
        tools: Tools,
        call: Call,
        attempt: Attempt,
        client: asgi.Client,
        *,
        holds: bool,
        check: Callable[[Reply], Reply | None] | None,
    ) -> None:
        self._tools, self._call, self._attempt, self._client = tools, call, attempt, client
        self._holds, self._check = holds or check is not None, check
        self._outlet = _outlet(tools, call, attempt, watches=self._holds)
        self._held: list[bytes] = []
        self._mended: Reply | None = None
        """What the client gets instead of what came."""
        self._limit: asyncio.Timeout | None = None
        self._deadline_s: float | None = None
        self.begun = False
        """The client was sent something: there is no way back."""

    def within(self, limit: asyncio.Timeout, deadline_s: float | None) -> None:
        """Let the attempt's limit end with the first content; from then on the call's holds."""
        self._limit, self._deadline_s = limit, deadline_s

    async def run(self, response: aiohttp.ClientResponse) -> None:
        """Pass the stream on until it ends; raises what went wrong before the client saw any."""
        if not self._holds:
            await self._begin()
        try:
            last = await self._pump(response)
            self._check_end()
        except TailraceError as error:
            if not self.begun:
                raise
            last = self._broken_off(error)
        if not self.begun:
            self._check_held()
            await self._begin()
        await self._end(b"" if self._mended is not None else last)

    async def _pump(self, response: aiohttp.ClientResponse) -> bytes:
        """Pass the provider's chunks on; returns what is left to be sent."""
        send = self._client.chunk if self.begun else self._send
        outlet = self._outlet
        try:
            await self._tools.upstream.pump(self._call, self._attempt, response, outlet.feed, send)
            return outlet.flush()
        finally:
            outlet.note()

    async def break_off(self, error: TailraceError) -> None:
        """End a stream that was begun with an error."""
        await self._end(self._broken_off(error))

    async def _begin(self) -> None:
        self.begun = True
        if self._limit is not None:
            self._limit.reschedule(self._deadline_s)
        attempt = self._attempt
        await self._client.start(
            attempt.http_status, theirs(self._call, attempt) + head_headers(self._call)
        )
        if self._held:
            await self._client.chunk(b"".join(self._held))

    async def _send(self, chunk: bytes) -> None:
        """Send a chunk, or hold it."""
        if self.begun:
            await self._client.chunk(chunk)
            return
        self._held.append(chunk)
        if self._outlet.broken is not None:
            raise self._failed(self._outlet.broken)
        if self._outlet.said and self._check is None:
            await self._begin()

    async def _end(self, last: bytes) -> None:
        call, attempt = self._call, self._attempt
        outcome = Outcome("success" if attempt.ok else "error", attempt.http_status, attempt.error)
        records = self._tools.tee.record(call, outcome, self._translated())
        if call.wrapped:
            last += envelope.closing_event(call, outcome, records)
        await self._client.end(last)

    def _translated(self) -> bytes | None:
        """Return the client's answer as one document; None when it is the provider's own."""
        reply = self._mended
        if reply is None and isinstance(self._outlet, TranslatedTee):
            reply = self._outlet.reply
        dialect = DIALECTS[self._call.door.dialect]
        return None if reply is None else dialect.write_reply(reply, now_s=self._tools.now_s)

    def _check_end(self) -> None:
        """Raise when the provider stopped before its end and the client could not tell."""
        outlet, broken = self._outlet, self._outlet.broken
        if broken is not None and not self.begun:
            raise self._failed(broken)
        if broken is None and not outlet.ended:
            raise self._cut()

    def _check_held(self) -> None:
        """Raise what is wrong with a stream that is there, all of it, and that nobody saw."""
        outlet = self._outlet
        if self._check is None:
            return
        said = outlet.reply if isinstance(outlet, TranslatedTee) else read_reply(self._attempt)
        self._mended = self._check(said)
        if self._mended is not None:
            writer = _writer(self._tools, self._call)
            self._held = [writer.write(unfold(self._mended)) + writer.end()]

    def _broken_off(self, error: TailraceError) -> bytes:
        return self._outlet.break_off() + error_event(error, self._call.door.dialect)

    def _failed(self, broken: Broken) -> TailraceError:
        attempt = self._attempt
        attempt.error_class = class_of(broken.status)
        name = attempt.target.provider.name
        attempt.error = UpstreamFailed(f"{name} broke off its stream: {broken.message}")
        return attempt.error

    def _cut(self) -> TailraceError:
        attempt = self._attempt
        attempt.error_class, attempt.error_type = STREAM_CUT.error_class, STREAM_CUT.error_type
        name = attempt.target.provider.name
        attempt.error = UpstreamFailed(f"{name} closed the stream before its end.")
        return attempt.error


def _outlet(
    tools: Tools, call: Call, attempt: Attempt, *, watches: bool
) -> StreamTee | TranslatedTee:
    wants_usage = call.ask is not None and call.ask.wants_usage
    if attempt.dialect == call.door.dialect:
        return StreamTee(
            attempt,
            hide_usage=call.ask is not None and not wants_usage,
            max_bytes=tools.max_answer_bytes,
            watches=watches,
        )
    writer = _writer(tools, call)
    return TranslatedTee(attempt, writer, max_bytes=tools.max_answer_bytes)


def _writer(tools: Tools, call: Call) -> StreamWriter:
    wants_usage = call.ask is not None and call.ask.wants_usage
    return DIALECTS[call.door.dialect].stream_writer(now_s=tools.now_s, usage=wants_usage)
