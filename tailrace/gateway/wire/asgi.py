"""ASGI without a framework: read a body within a limit, notice a hang-up, send an answer.

The gateway stands in front of every call, so it talks to the server directly; a framework's
request objects would cost more than what the gateway itself does.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, MutableMapping
from typing import Any

from tailrace.core.errors import BadInput, TooLarge

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Coroutine[Any, Any, Message]]
Send = Callable[[Message], Awaitable[None]]
RawHeaders = list[tuple[bytes, bytes]]


BROKEN_BODY = "tailrace.broken_body"
"""Set in the scope when the body stopped being HTTP; what came of it before is worth nothing."""


class HungUp(Exception):
    """The client went away before it had its answer."""


class Client:
    """The other end of one request.

    Within `with client:` a client that goes away ends what is being done with HungUp. Enter it
    once the body is read: from then on the server only ever reports a disconnect. It watches
    until the last message is sent, because servers report a finished answer in the same way.

    The watch is no task of its own but `receive` stepped by hand, from one future that it waits
    for to the next, as a task would step it: a task per call costs more than all else in here.
    """

    __slots__ = ("_gone", "_receive", "_scope", "_send", "_serving", "_watch", "sent_status")

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.sent_status = 0
        """The HTTP status that was sent; 0 before."""
        self._scope = scope
        self._receive = receive
        self._send = send
        self._gone = False
        self._serving: asyncio.Task[Any] | None = None
        self._watch: Coroutine[Any, Any, Message] | None = None

    async def read_body(self, announced_bytes: int, max_bytes: int) -> bytes:
        """Return the request's body.

        Raises TooLarge as soon as the announced or the received size is over the limit, BadInput
        when it is no body, and HungUp when the client leaves half-way.
        """
        if announced_bytes > max_bytes:
            raise _too_large(max_bytes)
        parts: list[bytes] = []
        size_bytes, more = 0, True
        while more:
            message = await self._receive()
            if message["type"] != "http.request":
                raise HungUp
            parts.append(message.get("body", b""))
            size_bytes += len(parts[-1])
            if size_bytes > max_bytes:
                raise _too_large(max_bytes)
            more = message.get("more_body", False)
        self._check_whole()
        return parts[0] if len(parts) == 1 else b"".join(parts)

    async def pieces(self) -> AsyncIterator[bytes]:
        """Yield the request's body as it comes.

        Raises BadInput when it turns out to be none, and HungUp when the client leaves half-way.
        """
        more = True
        while more:
            message = await self._receive()
            if message["type"] != "http.request":
                raise HungUp
            if piece := message.get("body", b""):
                yield piece
            more = message.get("more_body", False)
        self._check_whole()

    def __enter__(self) -> None:
        self._serving = asyncio.current_task()
        self._watch = self._receive()
        self._step()

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._stop_watching()
        if self._gone and self._serving is not None and kind is asyncio.CancelledError:
            self._serving.uncancel()
            raise HungUp from None

    async def answer(self, status: int, headers: RawHeaders, body: bytes) -> None:
        """Send a whole answer; its length is told here."""
        self._stop_watching()
        headers.append((b"content-length", b"%d" % len(body)))
        await self.start(status, headers)
        await self._send({"type": "http.response.body", "body": body})

    async def start(self, status: int, headers: RawHeaders) -> None:
        """Start an answer whose length is not known yet."""
        self.sent_status = status
        await self._send({"type": "http.response.start", "status": status, "headers": headers})

    async def chunk(self, chunk: bytes) -> None:
        """Send the next bytes of an answer that was started."""
        await self._send({"type": "http.response.body", "body": chunk, "more_body": True})

    async def end(self, chunk: bytes = b"") -> None:
        """Send the last bytes of an answer that was started."""
        self._stop_watching()
        await self._send({"type": "http.response.body", "body": chunk})

    def _check_whole(self) -> None:
        if BROKEN_BODY in self._scope:
            raise BadInput(
                "The body is not what its header transfer-encoding: chunked announces.",
                hint="Send each chunk's length in hexadecimal before it, or a content-length.",
            )

    def _step(self, _: object = None) -> None:
        """Let `receive` run until it waits again; cancel the call when it tells of a hang-up."""
        while self._watch is not None:
            try:
                waits_for: asyncio.Future[Any] = self._watch.send(None)
            except StopIteration as told:
                self._watch = self._receive()
                if told.value["type"] == "http.disconnect":
                    self._leave()
            else:
                waits_for.add_done_callback(self._step)
                return

    def _leave(self) -> None:
        self._stop_watching()
        self._gone = True
        if self._serving is not None:
            self._serving.cancel()

    def _stop_watching(self) -> None:
        if self._watch is not None:
            self._watch.close()
            self._watch = None


def _too_large(max_bytes: int) -> TooLarge:
    return TooLarge(
        f"The body is larger than {max_bytes} bytes.",
        hint="TAILRACE_MAX_BODY_BYTES sets the limit.",
    )
