"""Runs an ASGI application on a real port of loopback, in a thread with its own event loop."""

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Any, Self

import uvicorn

from tailrace.app.serving.protocol import HttpProtocol

AsgiApp = Callable[[Any, Any, Any], Awaitable[None]]


async def _nothing() -> None:
    return None


class LiveServer:
    """Serves while the `with` block runs; `opened` and `closed` run in the serving loop."""

    def __init__(
        self,
        app: AsgiApp,
        *,
        opened: Callable[[], Awaitable[None]] = _nothing,
        closed: Callable[[], Awaitable[None]] = _nothing,
    ) -> None:
        self._opened, self._closed = opened, closed
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        config = uvicorn.Config(
            app,
            http=HttpProtocol,
            log_config=None,
            access_log=False,
            lifespan="off",
            proxy_headers=False,
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        self._listening = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._listening.wait(10), "the server did not start"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(10)
        assert not self._thread.is_alive(), "the server did not stop"

    async def _serve(self) -> None:
        await self._opened()
        self._socket.listen()
        self._listening.set()
        await self._server.serve(sockets=[self._socket])
        await self._closed()
