import asyncio
from typing import Any

import pytest

from tailrace.core.errors import TooLarge
from tailrace.gateway.wire.asgi import Client, HungUp

DISCONNECT = {"type": "http.disconnect"}


def body(data: bytes, *, more: bool = False) -> dict[str, Any]:
    return {"type": "http.request", "body": data, "more_body": more}


class Server:
    """The server's side: gives messages, then waits until the client is told to leave."""

    def __init__(self, *messages: dict[str, Any]) -> None:
        self.leave = asyncio.Event()
        self.sent: list[Any] = []
        self._messages = list(messages)

    async def receive(self) -> dict[str, Any]:
        if self._messages:
            return self._messages.pop(0)
        await self.leave.wait()
        return DISCONNECT

    async def send(self, message: Any) -> None:
        self.sent.append(message)

    @property
    def client(self) -> Client:
        return Client({}, self.receive, self.send)


async def test_a_body_is_read_whole_from_its_parts() -> None:
    server = Server(body(b"ab", more=True), body(b"", more=True), body(b"cd"))
    assert await server.client.read_body(4, 4) == b"abcd"


async def test_a_body_announced_too_large_is_refused_unread() -> None:
    server = Server(body(b"ab"))
    with pytest.raises(TooLarge):
        await server.client.read_body(5, 4)
    assert await server.receive() == body(b"ab")


async def test_a_body_that_grows_too_large_is_refused() -> None:
    server = Server(body(b"abc", more=True), body(b"de", more=True))
    with pytest.raises(TooLarge):
        await server.client.read_body(0, 4)


async def test_leaving_half_way_through_the_body_is_a_hang_up() -> None:
    server = Server(body(b"ab", more=True), DISCONNECT)
    with pytest.raises(HungUp):
        await server.client.read_body(4, 4)


async def test_leaving_during_the_work_ends_it_with_a_hang_up() -> None:
    server = Server()
    server.leave.set()
    with pytest.raises(HungUp), server.client:
        await asyncio.Event().wait()
    task = asyncio.current_task()
    assert task is not None
    assert task.cancelling() == 0


async def test_being_cancelled_by_others_stays_a_cancellation() -> None:
    started = asyncio.Event()

    async def work() -> None:
        with Server().client:
            started.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(work())
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_finished_answer_is_not_taken_for_a_hang_up() -> None:
    server = Server()
    client = server.client
    with client:
        await asyncio.sleep(0)
        await client.answer(200, [], b"ok")
        server.leave.set()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    assert [message["type"] for message in server.sent] == [
        "http.response.start",
        "http.response.body",
    ]


async def test_a_whole_answer_tells_its_length() -> None:
    server = Server()
    client = server.client
    await client.answer(404, [(b"a", b"b")], b"gone")
    assert server.sent[0]["headers"] == [(b"a", b"b"), (b"content-length", b"4")]
    assert client.sent_status == 404


async def test_a_stream_ends_with_its_last_bytes() -> None:
    server = Server()
    client = server.client
    await client.start(200, [])
    await client.chunk(b"a")
    await client.end(b"b")
    assert [message.get("more_body", False) for message in server.sent] == [False, True, False]
    assert client.sent_status == 200
