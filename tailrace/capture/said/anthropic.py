"""What an answer of Anthropic's Messages API says."""

from functools import partial
from typing import Any

import msgspec

from tailrace.capture.price import USUAL, Terms
from tailrace.capture.said.said import Said
from tailrace.capture.said.words import name, named, objects, one_line
from tailrace.protocols.anthropic.usage import read_usage
from tailrace.protocols.body.document import read as read_json
from tailrace.protocols.body.tokens import count_of


class Message(msgspec.Struct, gc=False):
    """A `message` object; every field may hold any JSON value."""

    id: Any = None
    model: Any = None
    content: Any = None
    stop_reason: Any = None
    usage: Any = None
    error: Any = None


_MESSAGE = msgspec.json.Decoder(Message)


def read(body: bytes) -> Said:
    """Return what the body says; nothing known when it is no JSON object."""
    return _said(read_json(_MESSAGE, body) or Message())


def of(document: dict[str, Any]) -> Said:
    """Return what a decoded answer says."""
    return _said(msgspec.convert(document, Message))


def preview(message: Message) -> str:
    """Return the start of the text blocks, else of the calls; thinking is not shown."""
    blocks = objects(message.content)
    texts = [block["text"] for block in blocks if isinstance(block.get("text"), str)]
    calls = ((block.get("name"), block["input"]) for block in blocks if "input" in block)
    return one_line(" ".join(filter(None, texts)) or named(calls))


def _said(message: Message) -> Said:
    return Said(
        model=name(message.model),
        finish_reason=name(message.stop_reason),
        usage=read_usage(message.usage),
        terms=_terms(message.usage),
        attributes={"gen_ai.response.id": message.id},
        error=None if message.content else message.error,
        preview=partial(preview, message),
    )


def _terms(usage: Any) -> Terms:
    """Return what else has a price: an hour in the cache, searches, a faster answer."""
    if not isinstance(usage, dict):
        return USUAL
    speed = name(usage.get("speed"))
    return Terms(
        speed="" if speed == "standard" else speed,
        hour_writes=_count(usage.get("cache_creation"), "ephemeral_1h_input_tokens"),
        searches=_count(usage.get("server_tool_use"), "web_search_requests"),
    )


def _count(counts: Any, key: str) -> int:
    return count_of(counts, key) or 0 if isinstance(counts, dict) else 0
