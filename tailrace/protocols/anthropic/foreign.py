"""Takes other vendors' thoughts out of a request that goes to Anthropic as it is.

A client of Anthropic's format that was answered by another vendor sends that vendor's thoughts
back with the conversation. Calls of the same format pass untouched, but Anthropic refuses a
thought that it has not sealed, so every later call of the conversation would fail. Only our own
mark of another vendor's seal (`body/seal.py`) makes us touch a body.
"""

from typing import Any

from tailrace.protocols.anthropic.blocks import VENDOR
from tailrace.protocols.body.document import read_object, to_json
from tailrace.protocols.body.seal import vendor_of

_MARKS = (b'"openai:', b'"responses:', b'"gemini:')
_SEALS = {"thinking": "signature", "redacted_thinking": "data"}


def without_foreign_thoughts(body: bytes) -> bytes:
    """Return the body; the very same bytes when no thought in it is another vendor's."""
    if not any(mark in body for mark in _MARKS):
        return body
    asked = read_object(body)
    if asked is None or not isinstance(asked.get("messages"), list):
        return body
    kept = [_own(message) for message in asked["messages"]]
    return body if kept == asked["messages"] else to_json(asked | {"messages": kept}) or body


def _own(message: Any) -> Any:
    if not isinstance(message, dict) or not isinstance(message.get("content"), list):
        return message
    return message | {"content": [block for block in message["content"] if not _is_foreign(block)]}


def _is_foreign(block: Any) -> bool:
    if not isinstance(block, dict) or block.get("type") not in _SEALS:
        return False
    seal = block.get(_SEALS[block["type"]])
    return isinstance(seal, str) and vendor_of(seal) not in {"", VENDOR}
