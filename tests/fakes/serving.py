"""Serves an ASGI application over real HTTP in the test's own event loop."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Literal

import uvicorn

Lifespan = Literal["on", "off"]


class _Server(uvicorn.Server):
    """A server that tells when it serves."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.serves = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.serves.set()


@asynccontextmanager
async def serving(app: Any, lifespan: Lifespan = "off") -> AsyncIterator[str]:
    """Serve the application on a free port of this machine; yields its address."""
    listener = socket.create_server(("127.0.0.1", 0))
    async with serving_on(app, listener, lifespan):
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@asynccontextmanager
async def serving_on(
    app: Any, listener: socket.socket, lifespan: Lifespan = "off"
) -> AsyncIterator[None]:
    """Serve the application on a socket that listens already, and close it in the end."""
    server = _Server(uvicorn.Config(app, lifespan=lifespan, log_config=None, ws="none"))
    running = asyncio.create_task(server.serve(sockets=[listener]))
    await server.serves.wait()
    try:
        yield
    finally:
        server.should_exit = True
        await running
        listener.close()
