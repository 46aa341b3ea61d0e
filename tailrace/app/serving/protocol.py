"""uvicorn's protocol with two changes: how an answer's bytes leave, and who answers a broken body.

uvicorn writes an answer's head and its body one after the other, each with a system call of its
own, and each wakes the client. On the gateway's path such a call costs more than most of what we
do. `Gathering` stands between uvicorn and the connection and writes both together at the end of the
turn. What must stay true: bytes leave in the order they were written, and all of them before the
connection closes.

uvicorn answers a body whose chunks are broken itself, with plain text and no row. Here the
application that the body was meant for is told (`asgi.BROKEN_BODY`), answers in its own shape, and
the connection closes after that.
"""

import asyncio
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from tailrace.gateway.wire.asgi import BROKEN_BODY

MOST_KEPT_BYTES = 32 << 10


class Gathering(asyncio.Transport):
    """A connection that writes once a turn; everything but writing is the real one's."""

    __slots__ = ("_inner", "_loop", "_waiting")

    def __init__(self, inner: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._inner = inner
        self._loop = loop
        self._waiting: list[bytes | bytearray | memoryview] = []

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Keep the bytes until the end of the turn; a large piece leaves at once with them."""
        if not self._waiting:
            self._loop.call_soon(self._flush)
        self._waiting.append(data)
        if len(data) > MOST_KEPT_BYTES:
            self._flush()

    def close(self) -> None:
        """Close the connection once all bytes are out."""
        self._flush()
        self._inner.close()

    def abort(self) -> None:
        self._waiting.clear()
        self._inner.abort()

    def is_closing(self) -> bool:
        return self._inner.is_closing()

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return self._inner.get_extra_info(name, default)

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        self._flush()
        self._inner.set_protocol(protocol)

    def get_protocol(self) -> asyncio.BaseProtocol:
        return self._inner.get_protocol()

    def is_reading(self) -> bool:
        return self._inner.is_reading()

    def pause_reading(self) -> None:
        self._inner.pause_reading()

    def resume_reading(self) -> None:
        self._inner.resume_reading()

    def _flush(self) -> None:
        waiting = self._waiting
        if waiting and not self._inner.is_closing():
            self._inner.write(waiting[0] if len(waiting) == 1 else b"".join(waiting))
        waiting.clear()


class HttpProtocol(HttpToolsProtocol):
    """uvicorn's protocol on a gathering connection, with broken bodies left to the application."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(Gathering(cast("asyncio.Transport", transport), self.loop))

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP; a body that stops being any is its application's to answer."""
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is None or cycle.response_complete or cycle.response_started:
            super().send_400_response(msg)
        elif cycle.more_body:
            cast("dict[str, Any]", cycle.scope)[BROKEN_BODY] = True
            cycle.more_body = cycle.keep_alive = False
            cycle.message_event.set()
