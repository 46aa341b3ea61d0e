"""A stream of streamGenerateContent?alt=sse, read.

Each event holds a whole GenerateContentResponse with the next parts, and the counts so far. There
is no last word but the end of the bytes: a stream that named its reason to stop has ended well. An
error comes as an event, or as bare JSON in many lines.
"""

from typing import Any

from tailrace.core.usage import Usage
from tailrace.protocols.body.document import read_object
from tailrace.protocols.chat import (
    Broken,
    CallPiece,
    CallStarted,
    Counted,
    Ended,
    Event,
    Finished,
    Part,
    Reasoning,
    ReasoningPiece,
    Started,
    Text,
    TextPiece,
    ToolCall,
)
from tailrace.protocols.gemini.heard import finish_in, is_chunk, parts_of, text_of
from tailrace.protocols.gemini.usage import read_usage
from tailrace.protocols.sse import EventSplitter, data_of


class GeminiReader:
    """Reads one stream; the same events come out however its bytes are cut."""

    def __init__(self) -> None:
        self._events = EventSplitter()
        self._started = False
        self._finished = False
        self._broken = False
        self._calls = 0
        self._usage = Usage()

    def feed(self, chunk: bytes) -> list[Event]:
        """Return what the chunk completes."""
        return [said for event in self._events.feed(chunk) for said in self._read(event)]

    def flush(self) -> list[Event]:
        """Return what the rest says, and that it ended if it named its reason before."""
        said = [event for rest in self._events.flush() for event in self._read(rest)]
        if self._finished and not self._broken:
            said.append(Ended())
        return said

    def _read(self, event: bytes) -> list[Event]:
        data = data_of(event)
        answer = read_object(data or event)
        if answer is None or self._broken:
            return []
        if isinstance(error := answer.get("error"), dict):
            self._broken = True
            return [_broken(error)]
        return self._read_answer(answer) if data and is_chunk(answer) else []

    def _read_answer(self, answer: dict[str, Any]) -> list[Event]:
        said: list[Event] = []
        if not self._started:
            self._started = True
            said.append(Started(text_of(answer, "responseId"), text_of(answer, "modelVersion")))
        for part in parts_of(answer, made=self._calls):
            said += self._said(part)
        finish = finish_in(answer, called=self._calls > 0)
        if finish and not self._finished:
            self._finished = True
            said.append(Finished(finish))
        return said + self._count(answer, final=finish is not None)

    def _said(self, part: Part) -> list[Event]:
        if isinstance(part, Text):
            return [TextPiece(part.text)]
        if isinstance(part, Reasoning):
            return [ReasoningPiece(part.text, part.signature, part.hidden)]
        if not isinstance(part, ToolCall):
            return []
        index = self._calls
        self._calls += 1
        started = CallStarted(index, part.id, part.name, part.signature)
        return [started, CallPiece(index, part.arguments)]

    def _count(self, answer: dict[str, Any], *, final: bool) -> list[Event]:
        """Return the counts so far, when they changed."""
        usage = read_usage(answer.get("usageMetadata"), final=final)
        if usage is None or usage == self._usage:
            return []
        self._usage = usage
        return [Counted(usage)]


def _broken(error: dict[str, Any]) -> Broken:
    code = error.get("code")
    status = code if type(code) is int and 400 <= code <= 599 else 500
    return Broken(text_of(error, "status") or "UNKNOWN", text_of(error, "message"), status)
