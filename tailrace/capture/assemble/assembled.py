"""What a stream adds up to, and the loop over its events that every dialect shares.

Goes in: server-sent events as bytes, and what adds up their data. Comes out: `Assembled`. A stream
that was cut gives what was seen of it; an error inside it is told beside it.
"""

from typing import Any, Protocol

import msgspec

from tailrace.protocols.body.document import read_object
from tailrace.protocols.sse import data_of, name_of, split_events


class Assembled(msgspec.Struct, frozen=True):
    """One streamed answer, whole."""

    answer: dict[str, Any]
    """In the shape of an answer that is not streamed; empty when the stream held no chunk."""
    ended: bool
    """The provider finished: it said so, or gave a reason why the model stopped."""
    error: Any = None
    """The first error that the provider sent inside the stream: its `error`, else its data."""


class Adding(Protocol):
    """What the chunks so far add up to, in one dialect."""

    error: Any
    """An error that came as part of the answer; None when there is none."""

    def add(self, chunk: dict[str, Any]) -> None:
        """Take the data of one more event; the chunk may be taken apart."""

    def is_finished(self) -> bool:
        """Whether the answer is whole."""

    def whole(self) -> dict[str, Any]:
        """Return the answer; called once, after the last chunk."""


def add_up(stream: bytes, answer: Adding) -> Assembled:
    """Return the answer that the server-sent events add up to."""
    done, error = False, None
    for event in split_events(stream):
        data = data_of(event)
        chunk = read_object(data) if data else _bare(event)
        failure = _failure(event, data, chunk)
        if failure is not None:
            error = error or failure
        elif chunk is not None:
            answer.add(chunk)
        else:
            done = done or data == b"[DONE]"
    return Assembled(answer.whole(), done or answer.is_finished(), error or answer.error)


def _bare(event: bytes) -> dict[str, Any] | None:
    """Return what is no event but JSON between events: Google ends a broken stream with it."""
    return read_object(event) if event.lstrip().startswith(b"{") else None


def _failure(event: bytes, data: bytes, chunk: dict[str, Any] | None) -> Any:
    if chunk is not None and chunk.get("error"):
        return chunk["error"]
    if data and b"event:" in event and name_of(event) == b"error":
        return chunk or data.decode(errors="replace")
    return None
