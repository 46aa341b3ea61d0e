"""Reads a chat completion's stream: chunks, then `[DONE]`.

Providers that follow the format differ: calls without an index or all with the same one, usage in
the last chunk or after it, thoughts under several names, no `[DONE]`. However the bytes are cut,
the events add up to the same reply, and to the one that `read_reply` makes of the whole answer.
"""

from typing import Any

from tailrace.protocols.body.document import read_object
from tailrace.protocols.chat import (
    CallPiece,
    CallStarted,
    Counted,
    Ended,
    Event,
    Finished,
    ReasoningPiece,
    Started,
    TextPiece,
)
from tailrace.protocols.openai.errors import read_error
from tailrace.protocols.openai.finish import read_finish
from tailrace.protocols.openai.reasoning import UNSEALED, VENDOR, read_reasoning
from tailrace.protocols.openai.reply import arguments_of, calls_of, first_choice, seal_of, text_of
from tailrace.protocols.openai.usage import read_usage
from tailrace.protocols.sse import EventSplitter, data_of, name_of


class OpenAiStreamReader:
    """Knows what has begun: the stream, a thought, the calls."""

    __slots__ = (
        "_calls",
        "_ended",
        "_finished",
        "_places",
        "_refused",
        "_split",
        "_started",
        "_thinks",
    )

    def __init__(self) -> None:
        self._split = EventSplitter()
        self._started = self._thinks = self._refused = self._finished = self._ended = False
        self._calls: list[str] = []
        """The ids of the calls, in the order they began."""
        self._places: dict[Any, int] = {}
        """A provider's index of a call, and ours of the one that it means now."""

    def feed(self, chunk: bytes) -> list[Event]:
        """Return what the chunk completes."""
        return self._read(self._split.feed(chunk))

    def flush(self) -> list[Event]:
        """Return the rest; an answer with its finish reason has ended, also without `[DONE]`."""
        events = self._read(self._split.flush()) + self._seal()
        if self._finished and not self._ended:
            events.append(Ended())
        return events

    def _read(self, raw: list[bytes]) -> list[Event]:
        return [event for one in raw for event in self._event(one)]

    def _event(self, raw: bytes) -> list[Event]:
        data = data_of(raw)
        if data == b"[DONE]":
            self._ended = True
            return [*self._seal(), Ended()]
        chunk = read_object(data) if data else None
        if chunk is None:
            return []
        if chunk.get("error") or name_of(raw) == b"error":
            return [read_error(chunk.get("error") or chunk)]
        return self._chunk(chunk)

    def _chunk(self, chunk: dict[str, Any]) -> list[Event]:
        events: list[Event] = []
        if not self._started:
            self._started = True
            events.append(Started(text_of(chunk, "id"), text_of(chunk, "model")))
        choice = first_choice(chunk)
        if choice is not None:
            delta = choice.get("delta")
            events += self._delta(delta) if isinstance(delta, dict) else []
            events += self._finish(choice.get("finish_reason"))
        usage = read_usage(chunk.get("usage"))
        return [*events, Counted(usage)] if usage is not None else events

    def _delta(self, delta: dict[str, Any]) -> list[Event]:
        events = self._thoughts(delta)
        refusal = text_of(delta, "refusal")
        self._refused = self._refused or bool(refusal)
        said: list[Event] = [
            TextPiece(text) for text in (text_of(delta, "content"), refusal) if text
        ]
        for row, call in enumerate(calls_of(delta)):
            said += self._call(call, row)
        return events + self._seal() + said if said else events

    def _thoughts(self, delta: dict[str, Any]) -> list[Event]:
        events: list[Event] = []
        for piece in read_reasoning(delta, VENDOR):
            if piece.hidden:
                events += self._seal()
            events.append(ReasoningPiece(piece.text, piece.signature, piece.hidden))
            self._thinks = not piece.signature
        return events

    def _seal(self) -> list[Event]:
        """Return the mark that ends a thought without a seal of its own."""
        if not self._thinks:
            return []
        self._thinks = False
        return [ReasoningPiece(signature=UNSEALED)]

    def _call(self, call: dict[str, Any], row: int) -> list[Event]:
        """Return what a delta says of a call: it begins with a new index, or with a new id."""
        place, called = call.get("index", row), text_of(call, "id")
        place = place if type(place) is int else row
        known = self._places.get(place)
        events: list[Event] = []
        if known is None or (called and called != self._calls[known]):
            known = self._places[place] = len(self._calls)
            self._calls.append(called)
            name = text_of(call["function"], "name")
            events.append(CallStarted(known, called, name, seal_of(call)))
        arguments = arguments_of(call)
        return [*events, CallPiece(known, arguments)] if arguments else events

    def _finish(self, reason: Any) -> list[Event]:
        finish = read_finish(reason, calls=bool(self._calls), refused=self._refused)
        if finish is None:
            return []
        self._finished = True
        return [*self._seal(), Finished(finish)]
