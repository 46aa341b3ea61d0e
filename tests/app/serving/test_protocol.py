"""Bytes leave in order, together where they were written together, and before the end."""

import asyncio
import contextlib
import socket
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse

from tailrace.app.serving.protocol import MOST_KEPT_BYTES, Gathering, HttpProtocol
from tailrace.app.web import Doors, create_pages
from tests.fakes.live import LiveServer

HEAD, BODY = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n", b"{}"


class Wire(asyncio.Transport):
    """A connection that remembers what was done with it."""

    def __init__(self) -> None:
        super().__init__()
        self.done: list[bytes] = []

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.done.append(bytes(data))

    def close(self) -> None:
        self.done.append(b"closed")

    def abort(self) -> None:
        self.done.append(b"aborted")

    def is_closing(self) -> bool:
        return b"closed" in self.done


async def test_head_and_body_leave_in_one_write() -> None:
    wire = Wire()
    gathering = Gathering(wire, asyncio.get_running_loop())
    gathering.write(HEAD)
    gathering.write(BODY)
    assert wire.done == []
    await asyncio.sleep(0)
    assert wire.done == [HEAD + BODY]
    gathering.write(BODY)
    await asyncio.sleep(0)
    assert wire.done == [HEAD + BODY, BODY]


async def test_closing_lets_the_bytes_out_first() -> None:
    wire = Wire()
    gathering = Gathering(wire, asyncio.get_running_loop())
    gathering.write(HEAD)
    gathering.close()
    await asyncio.sleep(0)
    assert wire.done == [HEAD, b"closed"]


async def test_aborting_drops_the_bytes() -> None:
    wire = Wire()
    gathering = Gathering(wire, asyncio.get_running_loop())
    gathering.write(HEAD)
    gathering.abort()
    await asyncio.sleep(0)
    assert wire.done == [b"aborted"]


async def test_a_large_piece_does_not_wait() -> None:
    wire = Wire()
    gathering = Gathering(wire, asyncio.get_running_loop())
    large = b"x" * (MOST_KEPT_BYTES + 1)
    gathering.write(HEAD)
    gathering.write(large)
    assert wire.done == [HEAD + large]


async def test_answers_of_all_sizes_arrive_whole_over_one_connection() -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        size = int(scope["path"][1:])
        start = {"type": "http.response.start", "status": 200, "headers": []}
        await send(start)
        for _ in range(3):
            await send({"type": "http.response.body", "body": b"y" * size, "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, http=HttpProtocol, lifespan="off", log_config=None))
    running = asyncio.create_task(server.serve(sockets=[listener]))
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{listener.getsockname()[1]}") as http:
        for size in (0, 1, 1000, MOST_KEPT_BYTES, 3_000_000):
            answer = await http.get(f"/{size}")
            assert answer.content == b"y" * size * 3
    server.should_exit = True
    await running


async def test_a_broken_body_is_never_passed_off_as_a_whole_one(tmp_path: Path) -> None:
    """The pages' side: a framework sees that the client left, not the first half as the body."""
    seen: list[bytes] = []

    async def api(scope: Any, receive: Any, send: Any) -> None:
        request = Request(scope, receive)
        with contextlib.suppress(ClientDisconnect):
            seen.append(await request.body())
        await PlainTextResponse("Not a body.", 400)(scope, receive, send)

    doors = Doors(api, create_pages(api, lambda: None, {}, static=tmp_path))
    with LiveServer(doors) as server:
        for path in ("/api/v1/x", "/other"):
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            head = f"POST {path} HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n"
            writer.write(head.encode() + b"2\r\n{}\r\nzz\r\n")
            assert (await asyncio.wait_for(reader.read(), 5)).startswith(b"HTTP/1.1 4")
            writer.close()
    assert seen == []
