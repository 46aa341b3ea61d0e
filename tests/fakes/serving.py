"""Serves an ASGI application over real HTTP in the test's own event loop."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn


@asynccontextmanager
async def serving(app: Any) -> AsyncIterator[str]:
    """Serve the application on a free port of this machine; yields its address."""
    listener = socket.create_server(("127.0.0.1", 0))
    async with serving_on(app, listener):
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@asynccontextmanager
async def serving_on(app: Any, listener: socket.socket) -> AsyncIterator[None]:
    """Serve the application on a socket that listens already, and close it in the end."""
    server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_config=None, ws="none"))
    running = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield
    finally:
        server.should_exit = True
        await running
        listener.close()
