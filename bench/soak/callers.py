"""Clients of all kinds, calling until told to stop: three doors, streams, and some who hang up."""

import asyncio
import json
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import aiohttp

LEAVES_EARLY, LEAVES_LATE = 0.02, 0.05
"""Shares of calls whose client goes away before the answer began, and in the middle of it."""
PATIENCE_S = 60.0
MESSAGES = [{"role": "user", "content": "How much water passes the tailrace?"}]
DOORS = ("/v1/chat/completions", "/v1/messages", "/v1/ai")


@dataclass
class Calls:
    """What became of the calls."""

    ids: list[str] = field(default_factory=list)
    """Of those that were answered, be it with an error."""
    left_early: int = 0
    """Those that the client gave up before an answer began; they may be rows, or not have come."""
    statuses: Counter[int] = field(default_factory=Counter)
    ends: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    """Answers that were not what they said they were."""


@dataclass
class Callers:
    """So many clients at once, each on a connection that is kept; `pace_s` apart if given."""

    url: str
    secret: str
    model: str
    tag: str
    calls: Calls = field(default_factory=Calls)
    leaving: bool = True
    pace_s: float = 0.0

    async def run(self, count: int, seconds: float, seed: int = 1) -> float:
        """Call for so long; return calls per second."""
        headers = {"Authorization": f"Bearer {self.secret}", "x-tailrace-tags": self.tag}
        timeout = aiohttp.ClientTimeout(total=PATIENCE_S)
        connector = aiohttp.TCPConnector(limit=0)
        ends_at = time.monotonic() + seconds
        before = len(self.calls.ids)
        async with aiohttp.ClientSession(
            headers=headers, timeout=timeout, connector=connector
        ) as session:
            clients = (
                self._client(session, ends_at, random.Random(seed + n)) for n in range(count)
            )
            await asyncio.gather(*clients)
        return (len(self.calls.ids) - before) / seconds

    async def _client(
        self, session: aiohttp.ClientSession, ends_at: float, dice: random.Random
    ) -> None:
        due = time.monotonic() + dice.random() * self.pace_s
        while (now := time.monotonic()) < ends_at:
            if due > now:
                await asyncio.sleep(due - now)
            due = max(due + self.pace_s, time.monotonic())
            try:
                await self._call(session, dice)
            except (aiohttp.ClientError, TimeoutError) as error:
                self.calls.wrong.append(repr(error))

    async def _call(self, session: aiohttp.ClientSession, dice: random.Random) -> None:
        door, streamed = dice.choice(DOORS), dice.random() < 0.5
        body: dict[str, Any] = {"model": self.model, "messages": MESSAGES, "max_tokens": 100}
        if streamed:
            body["stream"] = True
        calling = session.post(self.url + door, json=body)
        if self.leaving and dice.random() < LEAVES_EARLY:
            self.calls.left_early += 1
            await _leave_early(calling, dice)
            return
        async with calling as answer:
            self.calls.ids.append(answer.headers["x-tailrace-request-id"])
            self.calls.statuses[answer.status] += 1
            if self.leaving and dice.random() < LEAVES_LATE:
                self.calls.ends["left"] += 1
                answer.close()
                return
            end = await _end(door, answer)
            self.calls.ends[end] += 1
            if end == "wrong":
                self.calls.wrong.append(f"{door} {answer.status} streamed={streamed}")


async def _leave_early(calling: Any, dice: random.Random) -> None:
    try:
        async with asyncio.timeout(dice.uniform(0.0005, 0.05)), calling as answer:
            answer.close()
    except (TimeoutError, aiohttp.ClientError):
        pass


async def _end(door: str, answer: aiohttp.ClientResponse) -> str:
    """Read an answer to its end: whole, streamed, broken (and told so), error, or wrong."""
    try:
        body = await answer.read()
    except aiohttp.ClientPayloadError:
        return "broken"
    if answer.content_type == "text/event-stream":
        return _stream_end(body)
    try:
        document = json.loads(body)
    except ValueError:
        return "wrong"
    if answer.status != 200:
        return "error" if "error" in document else "wrong"
    expected = {"/v1/chat/completions": "choices", "/v1/messages": "content", "/v1/ai": "data"}
    return "whole" if document.get(expected[door]) else "wrong"


def _stream_end(body: bytes) -> str:
    if b"[DONE]" in body or b"message_stop" in body:
        return "streamed"
    return "broken" if b"error" in body else "wrong"
