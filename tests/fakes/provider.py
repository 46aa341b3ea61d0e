"""A fake OpenAI-compatible provider, to be served over real HTTP (`tests.fakes.live`).

It answers chat completions (whole, streamed, with tools), embeddings and the list of models, and
records what it was sent. `then(...)` scripts the next answers; after those it is well again. The
usage of a stream is told only when it is asked for, as real providers do.
"""

import asyncio
import base64
import json
import struct
import threading
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

PROMPT_TOKENS, CACHED_TOKENS, COMPLETION_TOKENS = 12, 4, 7
WORDS = ("Water ", "flows ", "on.")
DONE = b"data: [DONE]\n\n"
USAGE = {
    "prompt_tokens": PROMPT_TOKENS,
    "completion_tokens": COMPLETION_TOKENS,
    "total_tokens": PROMPT_TOKENS + COMPLETION_TOKENS,
    "prompt_tokens_details": {"cached_tokens": CACHED_TOKENS},
    "completion_tokens_details": {"reasoning_tokens": 0},
}
Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Received:
    """One request, as it came."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Turn:
    """One request being answered."""

    def __init__(self, received: Received, receive: Any, send: Any) -> None:
        self.received = received
        self._receive, self._send = receive, send

    async def start(
        self, status: int, content_type: str = "application/json", headers: Headers = ()
    ) -> None:
        pairs = (("content-type", content_type), *headers)
        raw = [(name.encode(), value.encode()) for name, value in pairs]
        await self._send({"type": "http.response.start", "status": status, "headers": raw})

    async def part(self, data: bytes) -> None:
        await self._send({"type": "http.response.body", "body": data, "more_body": True})

    async def end(self, data: bytes = b"") -> None:
        await self._send({"type": "http.response.body", "body": data})

    async def left(self) -> None:
        """Return when the client goes away."""
        while (await self._receive())["type"] != "http.disconnect":
            pass


Behaviour = Callable[[Turn], Awaitable[None]]


class FakeProvider:
    """The ASGI application. May be scripted and read from another thread."""

    base_path = "/v1"

    def __init__(self, *models: str) -> None:
        self.models = self._first = models or ("gpt-4o-mini", "text-embedding-3-small")
        self.received: list[Received] = []
        self.arrived = threading.Event()
        """A request began to come in; its body may still be on its way."""
        self._script: deque[Behaviour] = deque()

    def forget(self) -> None:
        """Be as new."""
        self.models = self._first
        self.received.clear()
        self.arrived.clear()
        self._script.clear()

    def then(self, *behaviours: Behaviour) -> None:
        """Behave so in the next requests, one after the other."""
        self._script.extend(behaviours)

    @property
    def last(self) -> Received:
        return self.received[-1]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.arrived.set()
        received = await _read(scope, receive)
        self.received.append(received)
        behave = self._script.popleft() if self._script else self._well
        await behave(Turn(received, receive, send))

    async def _well(self, turn: Turn) -> None:
        path = turn.received.path.removeprefix("/v1")
        if path == "/models":
            await answer(_models(self.models))(turn)
        elif path not in {"/chat/completions", "/embeddings"}:
            await raw(turn.received.body, content_type="application/octet-stream")(turn)
        elif path == "/embeddings":
            await answer(_embeddings(turn.received.json))(turn)
        elif turn.received.json.get("stream"):
            await stream(*_chunks(turn.received.json))(turn)
        else:
            await answer(_completion(turn.received.json))(turn)


def answer(document: Any, status: int = 200, headers: Headers = ()) -> Behaviour:
    """Answer with JSON."""
    return raw(json.dumps(document).encode(), status, headers=headers)


def raw(
    body: bytes, status: int = 200, content_type: str = "application/json", headers: Headers = ()
) -> Behaviour:
    """Answer with the given bytes."""

    async def behave(turn: Turn) -> None:
        await turn.start(status, content_type, headers)
        await turn.end(body)

    return behave


def failure(status: int, code: str, message: str, headers: Headers = ()) -> Behaviour:
    """Answer with an error in OpenAI's shape."""
    error = {"message": message, "type": code, "param": None, "code": code}
    return answer({"error": error}, status, headers)


def stream(*chunks: bytes, cut: bool = False, gate: threading.Event | None = None) -> Behaviour:
    """Stream the chunks; wait at the gate after the first; close without an end when `cut`."""

    async def behave(turn: Turn) -> None:
        await turn.start(200, "text/event-stream; charset=utf-8")
        for number, chunk in enumerate(chunks):
            if number == 1 and gate is not None:
                await asyncio.to_thread(gate.wait, 10)
            await turn.part(chunk)
        if not cut:
            await turn.end()

    return behave


@dataclass
class Wait:
    """What a provider that waits for its client to leave has seen."""

    begun: threading.Event = field(default_factory=threading.Event)
    left: threading.Event = field(default_factory=threading.Event)


def waits(wait: Wait, *chunks: bytes) -> Behaviour:
    """Stream the chunks, or nothing at all, then wait until the client goes away."""

    async def behave(turn: Turn) -> None:
        if chunks:
            await turn.start(200, "text/event-stream")
        for chunk in chunks:
            await turn.part(chunk)
        wait.begun.set()
        await turn.left()
        wait.left.set()

    return behave


def chunk(delta: dict[str, Any], *, finish_reason: str | None = None) -> bytes:
    """Return one event of a stream."""
    choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
    return _event({"choices": [choice], "usage": None})


def usage_chunk() -> bytes:
    """Return the event that tells a stream's usage."""
    return _event({"choices": [], "usage": USAGE})


def _event(members: dict[str, Any]) -> bytes:
    head = {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1_793_534_400,
        "model": "gpt-4o-mini-2024-07-18",
    }
    return b"data: " + json.dumps(head | members).encode() + b"\n\n"


def _chunks(request: Any) -> list[bytes]:
    options = request.get("stream_options") or {}
    words = [chunk({"content": word}) for word in WORDS]
    end = [usage_chunk()] if options.get("include_usage") else []
    start = chunk({"role": "assistant", "content": ""})
    if tools := request.get("tools"):
        return [start, *_tool_chunks(tools[0]), chunk({}, finish_reason="tool_calls"), *end, DONE]
    return [start, *words, chunk({}, finish_reason="stop"), *end, DONE]


def _tool_chunks(tool: Any) -> list[bytes]:
    """Return the events of a call of the tool, its arguments in two."""
    named = {"name": tool["function"]["name"], "arguments": ""}
    call = {"index": 0, "id": "call_1", "type": "function", "function": named}
    pieces = ('{"city": ', '"Berlin"}')
    rest = [{"index": 0, "function": {"arguments": piece}} for piece in pieces]
    return [chunk({"tool_calls": [one]}) for one in (call, *rest)]


def _completion(request: Any) -> Any:
    message: dict[str, Any] = {"role": "assistant", "content": "".join(WORDS), "refusal": None}
    finish_reason = "stop"
    if tools := request.get("tools"):
        function = {"name": tools[0]["function"]["name"], "arguments": '{"city": "Berlin"}'}
        message["content"] = None
        message["tool_calls"] = [{"id": "call_1", "type": "function", "function": function}]
        finish_reason = "tool_calls"
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_793_534_400,
        "model": "gpt-4o-mini-2024-07-18",
        "choices": [{"index": 0, "message": message, "finish_reason": finish_reason}],
        "usage": USAGE,
    }


def _embeddings(request: Any) -> Any:
    vector: Any = [0.25, -0.5, 0.125, 1.0]
    if request.get("encoding_format") == "base64":
        vector = base64.b64encode(struct.pack("<4f", *vector)).decode()
    inputs = request["input"] if isinstance(request["input"], list) else [request["input"]]
    rows = [{"object": "embedding", "index": i, "embedding": vector} for i in range(len(inputs))]
    usage = {"prompt_tokens": 5, "total_tokens": 5}
    return {"object": "list", "data": rows, "model": request["model"], "usage": usage}


def _models(models: tuple[str, ...]) -> Any:
    rows = [{"id": m, "object": "model", "created": 0, "owned_by": "fake"} for m in models]
    return {"object": "list", "data": rows}


async def _read(scope: Any, receive: Any) -> Received:
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    headers = {name.decode(): value.decode("latin-1") for name, value in scope["headers"]}
    query = scope["query_string"].decode()
    return Received(scope["method"], scope["path"], query, headers, body)
