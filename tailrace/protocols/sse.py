"""Server-sent events without I/O: where one ends, and what is in it.

An event ends with an empty line; lines end with LF or CRLF (a bare CR, which the specification
also allows and no provider sends, is not taken for a line's end). Joined, the events are the
stream: no byte is lost or added.
"""

import re

_EVENT_END = re.compile(rb"\n\r?\n")


class EventSplitter:
    """Cuts one stream into its events, however the stream itself is cut."""

    __slots__ = ("_held",)

    def __init__(self) -> None:
        self._held = bytearray()
        """The bytes of the event that has not ended yet."""

    def feed(self, chunk: bytes) -> list[bytes]:
        """Return the events that the chunk completes, with their ends."""
        seam = max(0, len(self._held) - 2)
        self._held += chunk
        events, start = [], 0
        for end in _EVENT_END.finditer(self._held, seam):
            events.append(bytes(self._held[start : end.end()]))
            start = end.end()
        del self._held[:start]
        return events

    def flush(self) -> list[bytes]:
        """Return the unfinished event, if there is one, once the stream has closed."""
        last = bytes(self._held)
        self._held.clear()
        return [last] if last else []


def split_events(stream: bytes) -> list[bytes]:
    """Return the events with their ends; the last one may be unfinished. Joined: the stream."""
    events, start = [], 0
    for end in _EVENT_END.finditer(stream):
        events.append(stream[start : end.end()])
        start = end.end()
    if start < len(stream):
        events.append(stream[start:])
    return events


def end_of_events(data: bytes | bytearray) -> int:
    """Return where the last finished event ends; 0 when none has."""
    if data.endswith(b"\n\n"):
        return len(data)
    lf, crlf = data.rfind(b"\n\n"), data.rfind(b"\n\r\n")
    return max(lf + 2 if lf >= 0 else 0, crlf + 3 if crlf >= 0 else 0)


def data_of(event: bytes) -> bytes:
    """Return the event's data lines, joined; empty when it has none (comments, heartbeats)."""
    if event.startswith(b"data:") and event.find(b"\n", 0, -2) < 0:
        return event[5:].strip()
    lines = event.split(b"\n")
    return b"\n".join(line[5:].strip() for line in lines if line.startswith(b"data:"))


def name_of(event: bytes) -> bytes:
    """Return the event's name, such as `error`; empty when it has none."""
    names = [line[6:].strip() for line in event.split(b"\n") if line.startswith(b"event:")]
    return names[-1] if names else b""
