"""A whole answer of Anthropic's messages: read from a provider, written for a client.

Read leniently: blocks of kinds that we do not know (results of Anthropic's own tools, which are
never asked for across formats) are skipped, neighbouring texts are one.
"""

from typing import Any

import msgspec

from tailrace.core.usage import Usage
from tailrace.protocols.anthropic.blocks import VENDOR, read_arguments
from tailrace.protocols.anthropic.finish import read_finish, write_finish
from tailrace.protocols.anthropic.usage import read_usage, write_usage
from tailrace.protocols.body.document import read_object, to_json
from tailrace.protocols.body.seal import mark, shown
from tailrace.protocols.chat import Part, Reasoning, Reply, Text, ToolCall
from tailrace.protocols.fold import join


def read_reply(body: bytes) -> Reply:
    """Return what a provider answered; raises ValueError when the body is no message."""
    answer = read_object(body)
    if answer is None or not isinstance(answer.get("content"), list):
        raise ValueError("The answer is no message.")
    parts = (read_part(block) for block in answer["content"] if isinstance(block, dict))
    return Reply(
        id=text_of(answer, "id"),
        model=text_of(answer, "model"),
        parts=join(part for part in parts if part is not None),
        finish=read_finish(answer.get("stop_reason")),
        stop_sequence=text_of(answer, "stop_sequence"),
        usage=read_usage(answer.get("usage")),
    )


def write_reply(reply: Reply, *, now_s: int) -> bytes:
    """Return the answer for a client."""
    answer = {
        **head(reply.id or f"msg_{now_s}", reply.model),
        "content": [_block(part) for part in reply.parts if part != Text("")],
        **write_finish(reply.finish, reply.stop_sequence),
        "usage": write_usage(reply.usage or Usage()),
    }
    return msgspec.json.encode(answer)


def head(name: str, model: str) -> dict[str, Any]:
    """Return what every message begins with."""
    return {"id": name, "type": "message", "role": "assistant", "model": model}


def read_part(block: dict[str, Any]) -> Part | None:
    """Return the part that a block is; None for a kind that we do not know."""
    match block.get("type"):
        case "text":
            return Text(text_of(block, "text"))
        case "thinking":
            return Reasoning(text_of(block, "thinking"), mark(text_of(block, "signature"), VENDOR))
        case "redacted_thinking":
            return Reasoning("", mark(text_of(block, "data"), VENDOR), hidden=True)
        case "tool_use":
            given = block.get("input")
            arguments = to_json(given).decode() if isinstance(given, dict) else "{}"
            return ToolCall(text_of(block, "id"), text_of(block, "name"), arguments)
    return None


def text_of(thing: dict[str, Any], name: str) -> str:
    """Return a text; empty when there is none."""
    value = thing.get(name)
    return value if isinstance(value, str) else ""


def _block(part: Part) -> dict[str, Any]:
    if isinstance(part, Reasoning):
        seal = shown(part.signature, VENDOR)
        if part.hidden:
            return {"type": "redacted_thinking", "data": seal}
        return {"type": "thinking", "thinking": part.text, "signature": seal}
    if isinstance(part, ToolCall):
        arguments = read_arguments(part.arguments)
        return {"type": "tool_use", "id": part.id, "name": part.name, "input": arguments}
    return {"type": "text", "text": part.text if isinstance(part, Text) else ""}
