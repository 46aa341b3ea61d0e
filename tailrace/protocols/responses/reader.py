"""A stream of a Responses provider, read.

Its events tell of items that open, grow and close. What an item says only when it closes (servers
that copy the format skip the steps between) is read there. What cannot be read is skipped.
"""

from collections.abc import Callable
from typing import Any

from tailrace.protocols.body.document import read_object
from tailrace.protocols.chat import (
    Broken,
    CallPiece,
    CallStarted,
    Counted,
    Ended,
    Event,
    Finished,
    Reasoning,
    ReasoningPiece,
    Started,
    Text,
    TextPiece,
)
from tailrace.protocols.openai.usage import read_usage
from tailrace.protocols.responses.errors import STATUSES
from tailrace.protocols.responses.reply import read_item, seal_of, text_of
from tailrace.protocols.responses.words import BETWEEN, finish_of
from tailrace.protocols.sse import EventSplitter, data_of

_Told = dict[str, Any]
_Read = Callable[[_Told], list[Event]]


class ResponsesReader:
    """Reads one stream; the same events come out however its bytes are cut."""

    def __init__(self) -> None:
        self._events = EventSplitter()
        self._over = False
        self._grown: set[object] = set()
        """The items, by `output_index`, of which pieces came."""
        self._calls: dict[object, int] = {}
        self._kinds: dict[str, _Read] = {
            "response.created": self._created,
            "response.output_item.added": self._opened,
            "response.output_item.done": self._closed,
            "response.output_text.delta": self._words,
            "response.refusal.delta": self._words,
            "response.reasoning_text.delta": self._thought,
            "response.reasoning_summary_text.delta": self._thought,
            "response.reasoning_summary_part.added": self._paragraph,
            "response.function_call_arguments.delta": self._arguments,
            "response.completed": self._ended,
            "response.incomplete": self._ended,
            "response.failed": self._failed,
            "error": self._failed,
        }

    def feed(self, chunk: bytes) -> list[Event]:
        """Return what the chunk completes."""
        return [said for event in self._events.feed(chunk) for said in self._read(event)]

    def flush(self) -> list[Event]:
        """Return what the unfinished event says."""
        return [said for event in self._events.flush() for said in self._read(event)]

    def _read(self, event: bytes) -> list[Event]:
        told = None if self._over else read_object(data_of(event))
        if told is None:
            return []
        read = self._kinds.get(text_of(told, "type"))
        return read(told) if read else []

    def _created(self, told: _Told) -> list[Event]:
        response = _inner(told, "response")
        return [Started(text_of(response, "id"), text_of(response, "model"))]

    def _opened(self, told: _Told) -> list[Event]:
        item, index = _inner(told, "item"), _index(told)
        if item.get("type") != "function_call" or index in self._calls:
            return []
        self._calls[index] = len(self._calls)
        started = CallStarted(self._calls[index], text_of(item, "call_id"), text_of(item, "name"))
        return [started]

    def _closed(self, told: _Told) -> list[Event]:
        """Return what the whole item says beyond its pieces."""
        item, index = _inner(told, "item"), _index(told)
        if item.get("type") == "function_call":
            return self._opened(told) + self._whole_call(item, index)
        if index not in self._grown:
            return [_piece(part) for part in read_item(item) if isinstance(part, Text | Reasoning)]
        seal = seal_of(item) if item.get("type") == "reasoning" else ""
        return [ReasoningPiece(signature=seal)] if seal else []

    def _whole_call(self, item: _Told, index: object) -> list[Event]:
        arguments = text_of(item, "arguments")
        unread = arguments and index not in self._grown
        return [CallPiece(self._calls[index], arguments)] if unread else []

    def _words(self, told: _Told) -> list[Event]:
        return [TextPiece(self._grow(told))]

    def _thought(self, told: _Told) -> list[Event]:
        return [ReasoningPiece(self._grow(told))]

    def _paragraph(self, told: _Told) -> list[Event]:
        return [ReasoningPiece(BETWEEN)] if _index(told) in self._grown else []

    def _arguments(self, told: _Told) -> list[Event]:
        call = self._calls.get(_index(told))
        return [] if call is None else [CallPiece(call, self._grow(told))]

    def _grow(self, told: _Told) -> str:
        self._grown.add(_index(told))
        return text_of(told, "delta")

    def _ended(self, told: _Told) -> list[Event]:
        self._over = True
        response = _inner(told, "response")
        said: list[Event] = []
        if finish := finish_of(response, called=bool(self._calls)):
            said.append(Finished(finish))
        if usage := read_usage(response.get("usage")):
            said.append(Counted(usage))
        return [*said, Ended()]

    def _failed(self, told: _Told) -> list[Event]:
        self._over = True
        error = _inner(told, "error") or _inner(_inner(told, "response"), "error") or told
        code = text_of(error, "code") or text_of(error, "type")
        return [Broken(code, text_of(error, "message"), STATUSES.get(code, 500))]


def _piece(part: Text | Reasoning) -> Event:
    if isinstance(part, Text):
        return TextPiece(part.text)
    return ReasoningPiece(part.text, part.signature, part.hidden)


def _inner(told: _Told, name: str) -> _Told:
    """Return an object within; an empty one when there is none."""
    value = told.get(name)
    return value if isinstance(value, dict) else {}


def _index(told: _Told) -> int:
    """Return which item of the answer an event is about."""
    value = told.get("output_index")
    return value if type(value) is int else 0
