"""A provider that misbehaves: `python -m bench.soak.chaos [SEED]` prints its port and serves.

It speaks OpenAI's chat completions and Anthropic's messages. Most answers are good; the rest are
429, 500, slow, cut off, not JSON, no answer at all, or none but a closed connection. At `/calm/...`
it is always well and quick.
"""

import asyncio
import json
import logging
import random
import socket
import sys
from typing import Any

import uvicorn
import uvloop

from bench.servers import STREAM, WHOLE

PATIENCE_S = 60.0
ODDS = (
    ("well", 76),
    ("limited", 4),
    ("broken", 4),
    ("slow", 6),
    ("cut", 4),
    ("garbled", 3),
    ("gone", 2),
    ("silent", 1),
)
KINDS, WEIGHTS = zip(*ODDS, strict=True)
_TEXT = "Both turbines together let 42 cubic metres per second through."
_MESSAGE = {
    "id": "msg_1",
    "type": "message",
    "role": "assistant",
    "model": "claude-sonnet-4-5",
    "content": [{"type": "text", "text": _TEXT}],
    "stop_reason": "end_turn",
    "stop_sequence": None,
    "usage": {"input_tokens": 20, "output_tokens": 12},
}
_JSON, _EVENTS = b"application/json", b"text/event-stream"


def _event(kind: str, **members: Any) -> bytes:
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **members})}\n\n".encode()


_EMPTY: dict[str, Any] = {"content": [], "stop_reason": None}
MESSAGE_STREAM = [
    _event("message_start", message={**_MESSAGE, **_EMPTY}),
    _event("content_block_start", index=0, content_block={"type": "text", "text": ""}),
    *(
        _event("content_block_delta", index=0, delta={"type": "text_delta", "text": f"{word} "})
        for word in _TEXT.split()
    ),
    _event("content_block_stop", index=0),
    _event("message_delta", delta={"stop_reason": "end_turn"}, usage={"output_tokens": 12}),
    _event("message_stop"),
]
MESSAGE = json.dumps(_MESSAGE).encode()


class Answer:
    """One answer on its way: whole or in pieces, in the format that was asked in."""

    def __init__(self, scope: Any, body: bytes, send: Any, dice: random.Random) -> None:
        self._send, self._dice = send, dice
        theirs = scope["path"].endswith("/messages")
        self._streamed = json.loads(body).get("stream", False)
        self._whole = MESSAGE if theirs else WHOLE
        self._pieces = MESSAGE_STREAM if theirs else STREAM

    async def well(self) -> None:
        if not self._streamed:
            await self._say(200, self._whole)
            return
        await self._start(200, _EVENTS)
        for piece in self._pieces:
            await self._part(piece)
        await self._end()

    async def slow(self) -> None:
        await asyncio.sleep(self._dice.uniform(0.1, 1.5))
        await self.well()

    async def limited(self) -> None:
        error = {"message": "Slow down.", "type": "rate_limit_error", "code": "rate_limited"}
        await self._say(429, json.dumps({"type": "error", "error": error}).encode())

    async def broken(self) -> None:
        error = {"message": "We broke.", "type": "server_error", "code": None}
        await self._say(500, json.dumps({"type": "error", "error": error}).encode())

    async def garbled(self) -> None:
        if self._streamed:
            await self._start(200, _EVENTS)
            await self._part(b"data: {not json\n\n")
            await self._end()
        else:
            await self._say(200, b"<html>busy</html>")

    async def cut(self) -> None:
        """Break off after some of it; the server closes what is not ended."""
        await self._start(200, _EVENTS if self._streamed else _JSON, 100_000)
        pieces = self._pieces if self._streamed else [self._whole]
        for piece in pieces[: self._dice.randrange(len(pieces))]:
            await self._part(piece)

    async def gone(self) -> None:
        await self._start(200, _JSON, 100_000)

    async def silent(self) -> None:
        await asyncio.sleep(PATIENCE_S)

    async def _say(self, status: int, body: bytes) -> None:
        await self._start(status, _JSON, len(body))
        await self._end(body)

    async def _start(self, status: int, content_type: bytes, length: int | None = None) -> None:
        headers = [(b"content-type", content_type)]
        if length is not None:
            headers.append((b"content-length", b"%d" % length))
        await self._send({"type": "http.response.start", "status": status, "headers": headers})

    async def _part(self, data: bytes) -> None:
        await self._send({"type": "http.response.body", "body": data, "more_body": True})

    async def _end(self, data: bytes = b"") -> None:
        await self._send({"type": "http.response.body", "body": data})


class Chaos:
    """The ASGI application."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        answer = Answer(scope, body, send, self._dice)
        calm = scope["path"].startswith("/calm/")
        kind = "well" if calm else self._dice.choices(KINDS, WEIGHTS)[0]
        await getattr(answer, kind)()


async def main(seed: int) -> None:
    logging.disable()  # the server has something to say of each answer that is not ended
    listening = socket.create_server(("127.0.0.1", 0), backlog=512)
    print(listening.getsockname()[1], flush=True)
    config = uvicorn.Config(
        Chaos(seed), http="httptools", log_config=None, access_log=False, lifespan="off"
    )
    await uvicorn.Server(config).serve(sockets=[listening])


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1))
