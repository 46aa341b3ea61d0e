"""Words out of content in any dialect: what a list of requests shows of a message.

Goes in: any decoded JSON. Comes out: text, empty when there is none; `one_line` makes of it the
line of at most 256 characters that is kept.
"""

from collections.abc import Iterable
from typing import Any

from tailrace.protocols.body.document import to_json

LONGEST = 256
_READ_FIRST = 288
"""Enough to fill a preview with words, unless there is much white space: then more is read."""
_READ_OF_TEXT = 1024
"""Enough unless the text is nearly all white space."""
_READ_OF_LIST = 64
LONGEST_NAME = 256
_UNSAID = ("inlineData", "fileData", "functionCall", "functionResponse")
"""What Gemini's parts are when they are no text; they have no `type`."""


def one_line(text: str) -> str:
    """Return the text's start on one line, with an ellipsis when there is more."""
    text = text.lstrip()
    line = " ".join(text[:_READ_FIRST].split())
    if len(line) <= LONGEST and len(text) > _READ_FIRST:
        line = " ".join(text[:_READ_OF_TEXT].split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def content_words(content: Any) -> str:
    """Return the words of a content: a text, or parts of which some are texts."""
    if isinstance(content, str):
        return content
    if not isinstance(content, list) or not content:
        return ""
    if isinstance(content[0], int):
        return f"[{len(content)} tokens]"
    return " ".join(filter(None, map(_part, content[:_READ_OF_LIST])))


def _part(part: Any) -> str:
    """Return the text of one part; `[image_url]` and its like for parts that are none."""
    if isinstance(part, str):
        return part
    if isinstance(part, list):
        return f"[{len(part)} tokens]"
    if not isinstance(part, dict):
        return ""
    text, kind = part.get("text"), part.get("type")
    if isinstance(text, str):
        return text
    if isinstance(kind, str):
        return f"[{kind}]"
    return next((f"[{name}]" for name in _UNSAID if name in part), "")


def named(calls: Iterable[tuple[Any, Any]]) -> str:
    """Return calls of tools as `name(arguments)`."""
    return " ".join(f"{_words(name)}({_words(arguments)})" for name, arguments in calls)


def _words(value: Any) -> str:
    return value if isinstance(value, str) else to_json(value).decode()


def objects(items: Any) -> list[dict[str, Any]]:
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def first_object(items: Any) -> dict[str, Any]:
    first = items[0] if isinstance(items, list) and items else None
    return first if isinstance(first, dict) else {}


def name(value: Any) -> str:
    """Return a short text, such as a model's name; empty when it is none."""
    return value[:LONGEST_NAME] if isinstance(value, str) else ""
