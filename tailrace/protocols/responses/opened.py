"""The items of a stream that is being written: each opens, grows and closes, with its events.

The sequences are those that OpenAI's SDK adds up: `output_item.added`, a part that is added, its
deltas, its end in full, `output_item.done`.
"""

from typing import Any

import msgspec

from tailrace.protocols.chat import Reasoning, ToolCall
from tailrace.protocols.responses.answer import (
    call_item,
    message_item,
    text_part,
    thought_item,
)

_Written = dict[str, Any]


class Lines:
    """Numbers a stream's events, and writes them."""

    def __init__(self) -> None:
        self.count = 0

    def line(self, kind: str, **fields: Any) -> bytes:
        """Return one event."""
        told = {"type": kind, **fields, "sequence_number": self.count}
        self.count += 1
        return b"event: " + kind.encode() + b"\ndata: " + msgspec.json.encode(told) + b"\n\n"


class Words:
    """A message that is being said."""

    def __init__(self, lines: Lines, index: int, key: str) -> None:
        self._lines, self._key = lines, f"msg_{key}"
        self._item = {"output_index": index}
        self._at = {"item_id": self._key, "output_index": index, "content_index": 0}
        self._pieces: list[str] = []

    def open(self) -> bytes:
        """Return the events that begin it."""
        item = {**message_item(self._key, "", status="in_progress"), "content": []}
        added = self._lines.line("response.output_item.added", **self._item, item=item)
        part = text_part("")
        return added + self._lines.line("response.content_part.added", **self._at, part=part)

    def more(self, text: str) -> bytes:
        """Return the event that brings some more words."""
        self._pieces.append(text)
        kind = "response.output_text.delta"
        return self._lines.line(kind, **self._at, delta=text, logprobs=[])

    def close(self) -> tuple[bytes, _Written]:
        """Return the events that end it, and the whole item."""
        text = "".join(self._pieces)
        item = message_item(self._key, text)
        done = [
            self._lines.line("response.output_text.done", **self._at, text=text, logprobs=[]),
            self._lines.line("response.content_part.done", **self._at, part=text_part(text)),
            self._lines.line("response.output_item.done", **self._item, item=item),
        ]
        return b"".join(done), item


class Thought:
    """A thought that is being thought; told as one paragraph of a summary."""

    def __init__(self, lines: Lines, index: int, key: str) -> None:
        self._lines, self._key = lines, f"rs_{key}"
        self._item = {"output_index": index}
        self._at = {"item_id": self._key, "output_index": index, "summary_index": 0}
        self._pieces: list[str] = []
        self._seal = ""

    def open(self) -> bytes:
        """Return the event that begins it."""
        item = thought_item(self._key, Reasoning())
        return self._lines.line("response.output_item.added", **self._item, item=item)

    def more(self, text: str) -> bytes:
        """Return the events that bring some more of it."""
        if not text:
            return b""
        started = b"" if self._pieces else self._part("added", "")
        self._pieces.append(text)
        kind = "response.reasoning_summary_text.delta"
        return started + self._lines.line(kind, **self._at, delta=text)

    def seal(self, signature: str) -> None:
        """Keep its seal, which the whole item brings."""
        self._seal = signature

    def close(self) -> tuple[bytes, _Written]:
        """Return the events that end it, and the whole item."""
        text = "".join(self._pieces)
        item = thought_item(self._key, Reasoning(text, self._seal))
        done = b""
        if text:
            kind = "response.reasoning_summary_text.done"
            done = self._lines.line(kind, **self._at, text=text) + self._part("done", text)
        return done + self._lines.line("response.output_item.done", **self._item, item=item), item

    def _part(self, what: str, text: str) -> bytes:
        part = {"type": "summary_text", "text": text}
        return self._lines.line(f"response.reasoning_summary_part.{what}", **self._at, part=part)


class Calling:
    """A call whose arguments are being written."""

    def __init__(self, lines: Lines, index: int, key: str, call: ToolCall) -> None:
        self._lines, self._key, self._call = lines, f"fc_{key}", call
        self._item = {"output_index": index}
        self._at = {"item_id": self._key, "output_index": index}
        self._pieces: list[str] = []

    def open(self) -> bytes:
        """Return the event that begins it."""
        item = call_item(self._key, self._call, status="in_progress")
        return self._lines.line("response.output_item.added", **self._item, item=item)

    def more(self, arguments: str) -> bytes:
        """Return the event that brings some more arguments."""
        self._pieces.append(arguments)
        kind = "response.function_call_arguments.delta"
        return self._lines.line(kind, **self._at, delta=arguments)

    def is_whole(self) -> bool:
        """Whether the arguments are a JSON value already."""
        try:
            msgspec.json.decode("".join(self._pieces))
        except (ValueError, RecursionError):
            return False
        return True

    def close(self) -> tuple[bytes, _Written]:
        """Return the events that end it, and the whole item."""
        arguments = "".join(self._pieces)
        call = msgspec.structs.replace(self._call, arguments=arguments)
        item = call_item(self._key, call)
        kind = "response.function_call_arguments.done"
        done = self._lines.line(kind, **self._at, arguments=arguments)
        return done + self._lines.line("response.output_item.done", **self._item, item=item), item
