"""A stream for a Google client, written: each event a whole GenerateContentResponse.

Google sends a call in one piece, so a call waits here until its arguments are whole. The reason to
stop and the counts come in the last event.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from tailrace.core.usage import Usage
from tailrace.protocols.chat import (
    Broken,
    CallPiece,
    CallStarted,
    Counted,
    Event,
    Finish,
    Finished,
    Reasoning,
    ReasoningPiece,
    Started,
    TextPiece,
    ToolCall,
)
from tailrace.protocols.gemini.errors import write_error_event
from tailrace.protocols.gemini.parts import write_call, write_thought
from tailrace.protocols.gemini.reply import named, reason_for
from tailrace.protocols.gemini.usage import write_usage


class GeminiWriter:
    """Writes one stream."""

    def __init__(self) -> None:
        self._named: dict[str, str] = {}
        self._calls: dict[int, ToolCall] = {}
        """The calls whose arguments may still grow."""
        self._finish: Finish | None = None
        self._usage = Usage()
        self._lost = False
        """A call's arguments were no JSON object."""
        self._over = False

    def write(self, events: Sequence[Event]) -> bytes:
        """Return the events' bytes; a started or unfinished call has none yet."""
        return b"".join(self._write(event) for event in events)

    def end(self) -> bytes:
        """Return the last calls, why the model stopped, and what it took."""
        if self._over:
            return b""
        self._over = True
        calls = self._let_go(all_of_them=True)
        candidate: dict[str, Any] = {"content": {"parts": [{"text": ""}], "role": "model"}}
        if reason := reason_for(self._finish, broken=self._lost):
            candidate["finishReason"] = reason
        answer: dict[str, Any] = {"candidates": [{**candidate, "index": 0}]}
        if self._usage != Usage():
            answer["usageMetadata"] = write_usage(self._usage)
        return calls + self._event(answer)

    def _write(self, event: Event) -> bytes:
        if self._over:
            return b""
        if isinstance(event, TextPiece | ReasoningPiece):
            return self._let_go() + self._speak(event)
        if isinstance(event, Broken):
            self._over = True
            return write_error_event(event.status, event.type, event.message)
        if isinstance(event, CallStarted | CallPiece):
            self._grow(event)
        else:
            self._note(event)
        return b""

    def _note(self, event: Event) -> None:
        """Keep what the last event will say."""
        if isinstance(event, Started):
            self._named = named(event.id, event.model)
            self._usage = event.usage or self._usage
        elif isinstance(event, Counted):
            self._usage = event.usage
        elif isinstance(event, Finished):
            self._finish = event.finish

    def _grow(self, event: CallStarted | CallPiece) -> None:
        """Start a call, or add to its arguments."""
        if isinstance(event, CallStarted):
            self._calls[event.index] = ToolCall(event.id, event.name, "", event.signature)
        elif call := self._calls.get(event.index):
            longer = msgspec.structs.replace(call, arguments=call.arguments + event.arguments)
            self._calls[event.index] = longer

    def _let_go(self, *, all_of_them: bool = False) -> bytes:
        """Return the calls that are whole, or all of them at the end."""
        written = b""
        for index, call in list(self._calls.items()):
            part = write_call(call) if call.arguments or all_of_them else None
            if part is not None:
                written += self._say(part)
            if part is not None or all_of_them:
                del self._calls[index]
                self._lost = self._lost or part is None
        return written

    def _speak(self, piece: TextPiece | ReasoningPiece) -> bytes:
        if isinstance(piece, TextPiece):
            return self._say({"text": piece.text}) if piece.text else b""
        part = write_thought(Reasoning(piece.text, piece.signature, piece.hidden))
        return self._say(part) if part else b""

    def _say(self, part: dict[str, Any]) -> bytes:
        content = {"parts": [part], "role": "model"}
        return self._event({"candidates": [{"content": content, "index": 0}]})

    def _event(self, answer: dict[str, Any]) -> bytes:
        return b"data: " + msgspec.json.encode({**answer, **self._named}) + b"\r\n\r\n"
