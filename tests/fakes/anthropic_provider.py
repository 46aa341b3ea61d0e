"""A fake Anthropic, to be served over real HTTP: messages, whole and streamed, with tools.

Scripted like `tests.fakes.provider`; it answers with what its SDK knows and nothing more.
"""

import json
from typing import Any

from tests.fakes.provider import Behaviour, FakeProvider, Turn, answer, raw, stream

MODEL = "claude-sonnet-4-5-20250929"
INPUT_TOKENS, CACHED_TOKENS, OUTPUT_TOKENS = 10, 4, 7
WORDS = ("Rain ", "falls ", "down.")
_USAGE = {
    "input_tokens": INPUT_TOKENS,
    "cache_creation_input_tokens": 0,
    "cache_read_input_tokens": CACHED_TOKENS,
    "output_tokens": OUTPUT_TOKENS,
}


class AnthropicProvider(FakeProvider):
    """Answers at `/v1/messages`."""

    def __init__(self) -> None:
        super().__init__("claude-sonnet-4-5", "claude-haiku-4-5")

    async def _well(self, turn: Turn) -> None:
        path = turn.received.path
        if path == "/v1/models":
            await answer({"data": [{"type": "model", "id": name} for name in self.models]})(turn)
        elif path == "/v1/messages/count_tokens":
            await answer({"input_tokens": INPUT_TOKENS})(turn)
        elif path != "/v1/messages":
            await failure(404, "not_found_error", "Not found")(turn)
        elif turn.received.json.get("stream"):
            await stream(*_events(turn.received.json))(turn)
        else:
            await answer(message(turn.received.json))(turn)


def failure(status: int, kind: str, text: str, **headers: str) -> Behaviour:
    """Answer with an error in Anthropic's shape."""
    body = {"type": "error", "error": {"type": kind, "message": text}, "request_id": "req_1"}
    pairs = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return answer(body, status, pairs)


def saying(text: str) -> Behaviour:
    """Answer with a text, whole."""
    return answer({**message({}), "content": [{"type": "text", "text": text}]})


def error_stream(*, after_words: int = 0) -> Behaviour:
    """Start a stream that reports an error, after so many words."""
    start = _events({})[: 2 + after_words]
    error = {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}
    return stream(*start, event("error", error))


def event(name: str, data: Any) -> bytes:
    return f"event: {name}\ndata: {json.dumps(data)}\n\n".encode()


def message(request: Any) -> dict[str, Any]:
    """Return a whole answer."""
    content: list[Any] = [{"type": "text", "text": "".join(WORDS)}]
    reason = "end_turn"
    if tools := request.get("tools"):
        arguments = {"city": "Berlin"}
        content = [
            {"type": "tool_use", "id": "toolu_1", "name": tools[0]["name"], "input": arguments}
        ]
        reason = "tool_use"
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": MODEL,
        "content": content,
        "stop_reason": reason,
        "stop_sequence": None,
        "usage": _USAGE,
    }


def _events(request: Any) -> list[bytes]:
    whole = message(request)
    (block,) = whole["content"]
    start = {**whole, "content": [], "stop_reason": None, "usage": {**_USAGE, "output_tokens": 1}}
    delta = {"stop_reason": whole["stop_reason"], "stop_sequence": None}
    return [
        event("message_start", {"type": "message_start", "message": start}),
        *_block(block),
        event(
            "message_delta",
            {"type": "message_delta", "delta": delta, "usage": {"output_tokens": OUTPUT_TOKENS}},
        ),
        event("message_stop", {"type": "message_stop"}),
    ]


def _block(block: Any) -> list[bytes]:
    if block["type"] == "text":
        empty: Any = {"type": "text", "text": ""}
        deltas: list[Any] = [{"type": "text_delta", "text": word} for word in WORDS]
    else:
        empty = {**block, "input": {}}
        pieces = ('{"city": ', '"Berlin"}')
        deltas = [{"type": "input_json_delta", "partial_json": piece} for piece in pieces]
    return [
        event(
            "content_block_start",
            {"type": "content_block_start", "index": 0, "content_block": empty},
        ),
        *(
            event(
                "content_block_delta", {"type": "content_block_delta", "index": 0, "delta": delta}
            )
            for delta in deltas
        ),
        event("content_block_stop", {"type": "content_block_stop", "index": 0}),
    ]


NOT_JSON = raw(b"<html>busy</html>", content_type="text/html")
