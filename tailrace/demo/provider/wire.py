"""The OpenAI protocol's bytes, as the demo's providers write them.

In: a `Reply` (what a model says and counts) or an error. Out: the body of a chat completion, the
server-sent events of a streamed one, or an error body. `provider` sends them live; `replay` hands
them to capture as if they had been received. Format: OpenAI's API reference, "Chat Completions".
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

import msgspec

from tailrace.demo.cast.tries import Outcome

Finish = Literal["stop", "length", "tool_calls"]
DONE = b"data: [DONE]\n\n"


class Tokens(msgspec.Struct, frozen=True):
    """What a reply counts; None where its model does not say."""

    prompt: int
    completion: int
    cached: int | None = None
    reasoning: int | None = None


class ToolCall(msgspec.Struct, frozen=True):
    """A function that the model wants called; `arguments` is JSON text."""

    id: str
    name: str
    arguments: str


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """One answer of a model."""

    id: str
    model: str
    created: int
    """Seconds since 1970."""
    text: str
    tokens: Tokens
    finish: Finish = "stop"
    tool_call: ToolCall | None = None


class Failure(msgspec.Struct, frozen=True):
    """One error in OpenAI's shape."""

    http_status: int
    message: str
    type: str
    code: str | None = None

    def body(self) -> bytes:
        """Return the JSON body."""
        error = {"message": self.message, "type": self.type, "param": None, "code": self.code}
        return msgspec.json.encode({"error": error})


FAILURES: Mapping[Outcome, Failure] = MappingProxyType(
    {
        "overloaded": Failure(
            503, "Too many requests are waiting for this model.", "server_error", "overloaded"
        ),
        "server_error": Failure(500, "Something went wrong on our side.", "server_error"),
        "rate_limited": Failure(
            429,
            "This organisation has used up its requests per minute.",
            "requests",
            "rate_limit_exceeded",
        ),
        "too_long": Failure(
            400,
            "The messages are longer than the context window of this model.",
            "invalid_request_error",
            "context_length_exceeded",
        ),
        "retired": Failure(
            404, "This model has been retired.", "invalid_request_error", "model_not_found"
        ),
    }
)
"""What a provider answers; the other outcomes are calls that got no answer."""


def completion(reply: Reply) -> bytes:
    """Return the body of an answer that is not streamed."""
    message: dict[str, object] = {"role": "assistant", "content": reply.text}
    if reply.tool_call is not None:
        message = {"role": "assistant", "content": None, "tool_calls": [_tool(reply.tool_call)]}
    choice = {"index": 0, "message": message, "finish_reason": reply.finish}
    head = _head(reply, "chat.completion")
    return msgspec.json.encode({**head, "choices": [choice], "usage": usage(reply.tokens)})


def events(reply: Reply, pieces: list[str], *, usage_last: bool, running: bool) -> list[bytes]:
    """Return a streamed answer as server-sent events, the end mark included.

    `pieces` are the text, cut as it is to be sent. `usage_last` adds the chunk without choices that
    `stream_options.include_usage` asks for; `running` puts the usage so far into every chunk.
    """
    head = msgspec.json.encode(_head(reply, "chat.completion.chunk"))[:-1]
    deltas: list[dict[str, object]] = [{"role": "assistant", "content": ""}]
    if reply.tool_call is not None:
        deltas.append({"tool_calls": [{"index": 0, **_tool(reply.tool_call)}]})
    deltas.extend({"content": piece} for piece in pieces)
    out = [
        _event(head, delta, None, _so_far(reply.tokens, number / len(deltas)) if running else None)
        for number, delta in enumerate(deltas, start=1)
    ]
    out.append(_event(head, {}, reply.finish, usage(reply.tokens) if running else None))
    if usage_last:
        last = msgspec.json.encode({"choices": [], "usage": usage(reply.tokens)})
        out.append(b"data: " + head + b"," + last[1:] + b"\n\n")
    return [*out, DONE]


def usage(tokens: Tokens) -> dict[str, object]:
    """Return the `usage` object of an answer."""
    said: dict[str, object] = {
        "prompt_tokens": tokens.prompt,
        "completion_tokens": tokens.completion,
        "total_tokens": tokens.prompt + tokens.completion,
    }
    if tokens.cached is not None:
        said["prompt_tokens_details"] = {"cached_tokens": tokens.cached}
    if tokens.reasoning is not None:
        said["completion_tokens_details"] = {"reasoning_tokens": tokens.reasoning}
    return said


def _head(reply: Reply, kind: str) -> dict[str, object]:
    return {"id": reply.id, "object": kind, "created": reply.created, "model": reply.model}


def _tool(call: ToolCall) -> dict[str, object]:
    function = {"name": call.name, "arguments": call.arguments}
    return {"id": call.id, "type": "function", "function": function}


def _event(
    head: bytes, delta: dict[str, object], finish: Finish | None, used: dict[str, object] | None
) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    rest: dict[str, object] = {"choices": [choice]}
    if used is not None:
        rest["usage"] = used
    return b"data: " + head + b"," + msgspec.json.encode(rest)[1:] + b"\n\n"


def _so_far(tokens: Tokens, share: float) -> dict[str, object]:
    return usage(Tokens(tokens.prompt, round(tokens.completion * share)))
