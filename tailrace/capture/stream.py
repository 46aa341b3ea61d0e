"""Server-sent events of the OpenAI protocol, without I/O: what the gateway's tee runs per chunk.

`ChatStreamTee` takes the provider's bytes as they arrive and returns what the client gets: the
same bytes, but for the usage chunk that we asked for and the client did not. However the bytes
are cut, the client's stream is the same.
"""

import re
from typing import Any

from tailrace.protocols.body.document import read_object
from tailrace.protocols.sse import data_of, end_of_events, split_events

_NO_CHOICES = re.compile(rb'"choices"\s*:\s*\[\s*\]')
_SOME_CHOICE = re.compile(rb'"choices"\s*:\s*\[\s*[^\s\]]')
"""As a key, `"choices"` cannot stand inside a JSON string: there its quotes are escaped."""

LONGEST_HELD_BYTES = 64 << 10
"""A usage chunk is far smaller; a longer unfinished event is let through unread."""


class ChatStreamTee:
    """Lets one streamed answer through, and sees when its first content passed."""

    __slots__ = ("_hide_usage", "_pending", "_sent", "first_content")

    def __init__(self, *, hide_usage: bool) -> None:
        self.first_content = False
        """A delta with text, reasoning, a tool call or a refusal in it has passed."""
        self._hide_usage = hide_usage
        self._pending = b""
        """The bytes of the event that has not ended yet."""
        self._sent = 0
        """How many of them the client has got already."""

    def feed(self, chunk: bytes) -> bytes:
        """Return what the client gets now, possibly nothing.

        Without `hide_usage` that is the chunk itself, at once. With it, bytes of an event that has
        not ended wait until the event is seen to hold a choice.
        """
        if self.first_content and not self._hide_usage:
            return chunk
        data = self._pending + chunk if self._pending else chunk
        end = end_of_events(data)
        whole, self._pending = data[:end], data[end:]
        if not self.first_content:
            self.first_content = _has_content(whole)
        return self._pass(whole) + self._let_go() if self._hide_usage else chunk

    def flush(self) -> bytes:
        """Return what was still held when the provider closed the stream."""
        last, self._pending = self._pending, b""
        self.first_content = self.first_content or _has_content(last)
        return self._pass(last) if self._hide_usage else b""

    def _pass(self, whole: bytes) -> bytes:
        """Return the events without usage-only ones and without what was sent of the first."""
        if not whole:
            return whole
        sent, self._sent = self._sent, 0
        if _NO_CHOICES.search(whole):
            events = split_events(whole)
            first = events[0] if sent else _without_usage(events[0])
            whole = first + b"".join(map(_without_usage, events[1:]))
        return whole[sent:]

    def _let_go(self) -> bytes:
        """Return what can be sent of the unfinished event: all, once it cannot be hidden."""
        sent, pending = self._sent, self._pending
        if not sent and not _must_pass(pending):
            return b""
        self._sent = len(pending)
        return pending[sent:]


def _without_usage(event: bytes) -> bytes:
    """Return the event, or only the empty lines before it when all it brings is usage."""
    if not _NO_CHOICES.search(event) or _must_pass(event):
        return event
    answer = read_object(data_of(event)) or {}
    usage_only = answer.get("choices") == [] and isinstance(answer.get("usage"), dict)
    if not usage_only or answer.get("error"):
        return event
    return event[: len(event) - len(event.lstrip(b"\r\n"))]


def _must_pass(event: bytes) -> bool:
    """Whether an event, finished or not, can no longer be one to hide."""
    return len(event) > LONGEST_HELD_BYTES or _SOME_CHOICE.search(event) is not None


def _has_content(events: bytes) -> bool:
    return any(
        _says_something(choice)
        for event in split_events(events)
        if (answer := read_object(data_of(event))) is not None
        for choice in _list(answer.get("choices"))
    )


def _says_something(choice: Any) -> bool:
    """Whether a choice holds more than a role: text of any kind, or a call."""
    if not isinstance(choice, dict):
        return False
    delta = choice.get("delta")
    fields = delta.items() if isinstance(delta, dict) else ()
    return bool(choice.get("text")) or any(value for key, value in fields if key != "role")


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
