"""The first words of a request and of its answer: what a list of requests shows of them.

Goes in: any decoded JSON. Comes out: one line of at most 256 characters; empty when there is no
text to show.
"""

from typing import Any

from tailrace.capture.document import Answered, Asked
from tailrace.protocols.body.document import to_json

LONGEST = 256
_READ_FIRST = 288
"""Enough to fill a preview with words, unless there is much white space: then more is read."""
_READ_OF_TEXT = 1024
"""Enough unless the text is nearly all white space."""
_READ_OF_LIST = 64


def input_preview(asked: Asked) -> str:
    """Return the start of the last user message, or of a completion's or embedding's input."""
    if (message := _last_user_message(asked.messages)) is not None:
        return one_line(_content(message.get("content")))
    return one_line(_content(asked.prompt if asked.prompt is not None else asked.input))


def output_preview(answered: Answered) -> str:
    """Return the start of the first choice: its text, else its refusal, else its tool calls."""
    choice = _first_object(answered.choices)
    message = choice.get("message")
    if not isinstance(message, dict):
        return one_line(_content(choice.get("text")))
    text = _content(message.get("content")) or _content(message.get("refusal"))
    return one_line(text or _calls(message))


def one_line(text: str) -> str:
    """Return the text's start on one line, with an ellipsis when there is more."""
    text = text.lstrip()
    line = " ".join(text[:_READ_FIRST].split())
    if len(line) <= LONGEST and len(text) > _READ_FIRST:
        line = " ".join(text[:_READ_OF_TEXT].split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def _last_user_message(messages: Any) -> dict[str, Any] | None:
    """Return the last message of role user, else the last one."""
    last = None
    for message in reversed(messages if isinstance(messages, list) else []):
        if isinstance(message, dict):
            if message.get("role") == "user":
                return message
            last = last or message
    return last


def _content(content: Any) -> str:
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
    return f"[{kind}]" if isinstance(kind, str) else ""


def _calls(message: dict[str, Any]) -> str:
    """Return the message's calls as `name(arguments)`."""
    calls = message.get("tool_calls")
    calls = [call.get("function") for call in _objects(calls)] + [message.get("function_call")]
    return " ".join(
        f"{_words(call.get('name'))}({_words(call.get('arguments'))})" for call in _objects(calls)
    )


def _words(value: Any) -> str:
    return value if isinstance(value, str) else to_json(value).decode()


def _objects(items: Any) -> list[dict[str, Any]]:
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _first_object(items: Any) -> dict[str, Any]:
    first = items[0] if isinstance(items, list) and items else None
    return first if isinstance(first, dict) else {}
