"""Requests that the gateway does not know: files, images, audio, batches, whatever is new.

They pass as they are, in pieces, to a provider of their format, and their answers pass back. The
provider is the one that `x-tailrace-provider` names, or the one of the model in a JSON body, or the
only one there is. What must stay true: no body is kept, only the metadata; and a body that is not
JSON, or longer than the gateway reads, is never held in memory.
"""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import aiohttp
import msgspec

from tailrace.control.directory import ProjectView, ProviderTarget
from tailrace.core.errors import BadInput, NotFound, TailraceError
from tailrace.gateway.call import Ask, Attempt, Call, Outcome
from tailrace.gateway.context import read_context
from tailrace.gateway.providers.sent import request_body
from tailrace.gateway.providers.upstream import Sending
from tailrace.gateway.relay import pick
from tailrace.gateway.relay.heads import head_headers, theirs
from tailrace.gateway.relay.relay import Relay
from tailrace.gateway.routing.plan import Course, direct
from tailrace.gateway.routing.target import Target
from tailrace.gateway.wire import asgi
from tailrace.protocols.body.document import read_object

PROVIDER = b"x-tailrace-provider"
READ_OF_ANSWER_BYTES = 1 << 20
"""A JSON answer up to so long is looked at for what it says of usage and model."""
_NAMES = {"openai": "OpenAI's", "anthropic": "Anthropic's", "gemini": "Gemini's"}


async def handle(relay: Relay, call: Call, client: asgi.Client, scope: asgi.Scope) -> None:
    """Pass one request through and answer it."""
    await relay.guard(call, client, _Passage(relay, call, client, scope).run())


@dataclass(slots=True)
class _Passage:
    """One request and its answer."""

    relay: Relay
    call: Call
    client: asgi.Client
    scope: asgi.Scope
    body_came: bool = False
    """The client's body was read to its end, so that what it sends next is a hang-up."""
    ended: asgi.HungUp | BadInput | None = None
    """How the client's body ended before its end."""

    async def run(self) -> None:
        call, relay = self.call, self.relay
        project = relay.admit(call)
        call.context = msgspec.structs.replace(read_context(call.headers), keep_bodies=False)
        body = await self._body()
        target = await self._target(project)
        call.course = Course(direct(target))
        await relay.reserve(call, project)
        if call.ask is not None and call.body:
            body = request_body(msgspec.structs.replace(call.ask, wants_usage=True), target.model)
        attempt = call.begin(target, relay.clock.monotonic_us())
        with self.client if self.body_came else contextlib.nullcontext():
            await self._pass_on(attempt, body)

    async def _body(self) -> Sending:
        """Return what is sent on; JSON is read, because it may name a model."""
        call, most = self.call, self.relay.max_body_bytes
        read = call.headers.read
        length = read.get(b"content-length")
        if length is None and b"transfer-encoding" not in dict(self.scope["headers"]):
            self.body_came = True
            return None
        is_json = read.get(b"content-type", b"").lower().startswith(b"application/json")
        if not is_json or int(length or b"0") > most:
            return self._pieces()
        call.body = await self.client.read_body(int(length or b"0"), most)
        self.body_came = True
        document = read_object(call.body) or {}
        model, stream = document.get("model"), document.get("stream")
        if isinstance(model, str) and model:
            call.ask = Ask(body=call.body, model=model, streamed=stream is True)
        return call.body

    async def _pieces(self) -> AsyncIterator[bytes]:
        try:
            async for piece in self.client.pieces():
                yield piece
        except (asgi.HungUp, BadInput) as ended:
            self.ended = ended
            raise
        self.body_came = True

    async def _target(self, project: ProjectView) -> Target:
        """Return where it goes; raises NotFound or BadInput."""
        ask, dialect = self.call.ask, self.call.door.dialect
        model = ask.model if ask else ""
        speaking = {name: one for name, one in project.providers.items() if one.kind == dialect}
        named = self.call.headers.text(PROVIDER)
        if named and named not in speaking:
            raise NotFound(
                f"The project {project.name!r} has no provider {named!r} that speaks "
                f"{_NAMES[dialect]} format.",
                hint=f"It has: {', '.join(speaking) or 'none'}.",
                code="provider_not_found",
            )
        if named:
            split = pick.split_model(model, {named: speaking[named]})
            return split or Target(speaking[named], model)
        if split := pick.split_model(model, speaking):
            return split
        return await self._only(project, speaking, ask)

    async def _only(
        self, project: ProjectView, speaking: dict[str, ProviderTarget], ask: Ask | None
    ) -> Target:
        if len(speaking) == 1:
            return Target(next(iter(speaking.values())), ask.model if ask else "")
        if not speaking:
            raise NotFound(
                f"The project {project.name!r} has no provider that speaks "
                f"{_NAMES[self.call.door.dialect]} format, which this path belongs to.",
                hint="Add one first.",
                code="provider_not_found",
            )
        if ask is not None:
            narrowed = replace(project, providers=speaking)
            return (await pick.plan_model(narrowed, ask, self.relay.lists)).targets[0]
        raise BadInput(
            f"Several providers could be meant: {', '.join(speaking)}.",
            hint="Name one in the header x-tailrace-provider.",
            code="provider_not_clear",
        )

    async def _pass_on(self, attempt: Attempt, body: Sending) -> None:
        call, upstream = self.call, self.relay.tools.upstream
        path = self.scope["path"].partition("/")[2].partition("/")[2]
        try:
            response = await upstream.through(call, attempt, self.scope["method"], f"/{path}", body)
        except TailraceError:
            if self.ended is None:
                raise
            attempt.error, attempt.error_class = None, ""
            raise self.ended from None
        try:
            await self._answer(attempt, response)
        finally:
            response.close()

    async def _answer(self, attempt: Attempt, response: aiohttp.ClientResponse) -> None:
        """Pass the answer back as it comes; one that breaks off is cut off here as well."""
        call, client = self.call, self.client
        keep = _Keep(attempt, response)
        headers = theirs(call, attempt) + head_headers(call)
        length = response.headers.get("Content-Length")
        if length is not None and "Content-Encoding" not in response.headers:
            headers.append((b"content-length", length.encode()))
        await client.start(attempt.http_status, headers)
        error: TailraceError | None = None
        try:
            await self.relay.tools.upstream.pump(call, attempt, response, keep.feed, client.chunk)
            attempt.complete = True
        except TailraceError as failure:
            error = failure
        keep.note()
        ok = attempt.ok and error is None
        outcome = Outcome("success" if ok else "error", attempt.http_status, error)
        self.relay.tools.tee.record(call, outcome)
        if error is None:
            await client.end()


class _Keep:
    """Keeps the start of an answer that may tell its usage."""

    def __init__(self, attempt: Attempt, response: aiohttp.ClientResponse) -> None:
        kind = response.headers.get("Content-Type", "").lower()
        self._attempt = attempt
        self._room = READ_OF_ANSWER_BYTES if "json" in kind or attempt.streamed else 0
        self._parts: list[bytes] = []

    def feed(self, chunk: bytes, _: int) -> bytes:
        if self._room > 0:
            self._parts.append(chunk)
            self._room -= len(chunk)
        else:
            self._attempt.truncated = True
        return chunk

    def note(self) -> None:
        """Note what was kept; a part of an answer says nothing, so it is dropped."""
        self._attempt.answer = b"" if self._attempt.truncated else b"".join(self._parts)
