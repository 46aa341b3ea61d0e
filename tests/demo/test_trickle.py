import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import msgspec
import pytest

from tailrace.demo.caller import Caller, LiveCall
from tailrace.demo.cast.phrases import Library
from tailrace.demo.trickle import AT_ONCE, Trickle
from tests.fakes.serving import serving

SECRETS = {"shop": "tr_shop", "support": "tr_support", "code-assistant": "tr_code"}
Wait = Callable[[float], Awaitable[None]]


class Door:
    """A gateway that notes what it is asked and streams an answer when asked to."""

    def __init__(self, *, enough: int = 1) -> None:
        self.calls: list[tuple[str, dict[str, str], dict[str, Any]]] = []
        self.had_enough = asyncio.Event()
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self._enough = enough

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body = b""
        while (message := await receive())["type"] == "http.request":
            body += message["body"]
            if not message["more_body"]:
                break
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        self.calls.append((scope["path"], headers, msgspec.json.decode(body)))
        if len(self.calls) == self._enough:
            self.had_enough.set()
        await self.may_answer.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"data: 1\n\n", "more_body": True})
        await send({"type": "http.response.body", "body": b"data: 2\n\n"})


def trickle(library: Library, url: str, pause: Wait) -> Trickle:
    return Trickle(Caller(library), gateway_url=f"{url}/v1", secrets=SECRETS, pause=pause)


async def stop(running: asyncio.Task[None]) -> None:
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def test_calls_go_through_the_gateway_with_the_projects_keys(
    library: Library, no_wait: Wait
) -> None:
    door = Door(enough=40)
    async with serving(door) as url:
        made = trickle(library, url, no_wait)
        running = asyncio.create_task(made.run())
        await asyncio.wait_for(door.had_enough.wait(), 30)
        await stop(running)
    assert made.made >= 40 - AT_ONCE
    keys = {headers["authorization"] for _, headers, _ in door.calls}
    assert keys == {f"Bearer {secret}" for secret in SECRETS.values()}
    for path, headers, body in door.calls:
        assert path.startswith("/v1/")
        assert headers["x-tailrace-session"]
        assert body


async def test_slow_calls_do_not_pile_up_and_stopping_leaves_none(
    library: Library, no_wait: Wait
) -> None:
    door = Door(enough=AT_ONCE)
    door.may_answer.clear()
    async with serving(door) as url:
        running = asyncio.create_task(trickle(library, url, no_wait).run())
        await asyncio.wait_for(door.had_enough.wait(), 30)
        for _ in range(50):
            await asyncio.sleep(0)
        assert len(door.calls) == AT_ONCE
        await stop(running)
        assert len(asyncio.all_tasks()) < 20
        door.may_answer.set()


async def test_a_gateway_that_is_away_stops_nothing(library: Library) -> None:
    rounds = 0
    tried_often = asyncio.Event()

    async def count(_: float) -> None:
        nonlocal rounds
        rounds += 1
        if rounds == 10:
            tried_often.set()
        await asyncio.sleep(0)

    made = trickle(library, "http://127.0.0.1:9", count)
    running = asyncio.create_task(made.run())
    await asyncio.wait_for(tried_often.wait(), 30)
    assert not running.done()
    await stop(running)
    assert made.made == 0


async def test_a_call_that_leaves_reads_one_chunk(library: Library, no_wait: Wait) -> None:
    call = LiveCall(project="shop", path="/chat/completions", body={}, headers={}, leaves=True)
    async with serving(Door()) as url, aiohttp.ClientSession() as session:
        made = trickle(library, url, no_wait)
        assert await made.call(session, call) == 200
    assert made.made == 1
