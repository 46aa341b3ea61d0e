"""A whole Response, read and written."""

from collections.abc import Iterator
from typing import Any

import msgspec

from tailrace.protocols.body.document import read_object
from tailrace.protocols.body.seal import mark
from tailrace.protocols.chat import Part, Reasoning, Reply, Text, ToolCall
from tailrace.protocols.fold import join
from tailrace.protocols.openai.usage import read_usage
from tailrace.protocols.responses.answer import (
    status_for,
    write_items,
    write_response,
    write_usage,
)
from tailrace.protocols.responses.words import BETWEEN, NAME, digest, finish_of, response_id


def read_reply(body: bytes) -> Reply:
    """Read a provider's answer; raises ValueError when it is none, or tells of a failure."""
    response = read_object(body)
    if response is None or not isinstance(response.get("output"), list):
        raise ValueError("The body is no Response.")
    if response.get("status") == "failed":
        raise ValueError("The response failed.")
    parts = join(parts_of(response))
    return Reply(
        id=text_of(response, "id"),
        model=text_of(response, "model"),
        parts=parts,
        finish=finish_of(response, called=any(isinstance(part, ToolCall) for part in parts)),
        usage=read_usage(response.get("usage")),
    )


def write_reply(reply: Reply, *, now_s: int) -> bytes:
    """Write an answer for a client."""
    status, incomplete = status_for(reply.finish)
    key = response_id(reply.id, now_s, reply.model)
    known = {
        "id": key,
        "created_at": now_s,
        "model": reply.model,
        "incomplete_details": incomplete,
        "usage": write_usage(reply.usage),
    }
    items = write_items(reply.parts, digest(key))
    return msgspec.json.encode(write_response(known, status, items))


def parts_of(response: dict[str, Any]) -> Iterator[Part]:
    """Return what was said, in order; items that only OpenAI's own tools make are skipped."""
    output = response.get("output")
    for item in output if isinstance(output, list) else ():
        if isinstance(item, dict):
            yield from read_item(item)


def read_item(item: dict[str, Any]) -> Iterator[Part]:
    """Return what one item says."""
    kind = item.get("type")
    if kind == "message":
        yield from map(Text, texts_of(item, "content"))
    elif kind == "function_call" and isinstance(item.get("name"), str):
        yield ToolCall(text_of(item, "call_id"), item["name"], text_of(item, "arguments"))
    elif kind == "reasoning":
        text = "".join(texts_of(item, "content")) or BETWEEN.join(texts_of(item, "summary"))
        yield Reasoning(text, seal_of(item), hidden=not text)


def seal_of(item: dict[str, Any]) -> str:
    """Return a thought's seal, with the vendor's name."""
    return mark(text_of(item, "encrypted_content"), NAME)


def texts_of(item: dict[str, Any], name: str) -> list[str]:
    """Return the texts of a list of parts; a refusal is one."""
    parts = item.get(name)
    return [
        text_of(part, "text") or text_of(part, "refusal")
        for part in (parts if isinstance(parts, list) else ())
        if isinstance(part, dict)
    ]


def text_of(thing: dict[str, Any], name: str) -> str:
    """Return a field that holds a text; empty when it does not."""
    value = thing.get(name)
    return value if isinstance(value, str) else ""
