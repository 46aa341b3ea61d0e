"""Writes a chat completion's stream for a client.

The order is OpenAI's: a chunk with the role, deltas, a chunk with the finish reason, the usage
chunk when the client asked for it, `[DONE]`. Each chunk repeats id, model and time.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from tailrace.protocols.chat import (
    Broken,
    CallPiece,
    CallStarted,
    Counted,
    Event,
    Finished,
    Reasoning,
    ReasoningPiece,
    Started,
    TextPiece,
)
from tailrace.protocols.openai.errors import write_error_event
from tailrace.protocols.openai.finish import write_finish
from tailrace.protocols.openai.reasoning import detail_of
from tailrace.protocols.openai.reply import seal_field
from tailrace.protocols.openai.usage import write_usage


class OpenAiStreamWriter:
    """Knows what each chunk repeats, and the usage until the end."""

    __slots__ = ("_broken", "_counted", "_head", "_now_s", "_sealed", "_thought", "_wants_usage")

    def __init__(self, *, now_s: int, usage: bool) -> None:
        self._now_s = now_s
        self._wants_usage = usage
        self._head: dict[str, Any] = {}
        """What each chunk repeats; empty until the first."""
        self._counted: Counted | None = None
        self._broken = False
        self._thought = -1
        """The index of the thought that is being told."""
        self._sealed = True
        """That thought has its seal, so the next piece begins another one."""

    def write(self, events: Sequence[Event]) -> bytes:
        """Return the chunks that say so."""
        return b"".join(map(self._event, events))

    def end(self) -> bytes:
        """Return the usage chunk, if it was asked for and is known, and the last word."""
        if self._broken:
            return b""
        start = self._start(Started()) if not self._head else b""
        return start + self._usage_chunk() + b"data: [DONE]\n\n"

    def _event(self, event: Event) -> bytes:
        if self._broken:
            return b""
        start = b""
        if isinstance(event, Started):
            return self._start(event)
        if isinstance(event, Broken):
            self._broken = True
            return write_error_event(event.status, event.type, event.message)
        if isinstance(event, Counted):
            self._counted = event
            return b""
        if not self._head:
            start = self._start(Started())
        if isinstance(event, Finished):
            return start + self._chunk({}, write_finish(event.finish))
        delta = self._delta(event)
        return start + self._chunk(delta) if delta else start

    def _start(self, event: Started) -> bytes:
        if event.usage is not None:
            self._counted = Counted(event.usage)
        if self._head:
            return b""
        self._head = {
            "id": event.id or f"chatcmpl-{self._now_s}",
            "object": "chat.completion.chunk",
            "created": self._now_s,
            "model": event.model,
        }
        return self._chunk({"role": "assistant", "content": ""})

    def _delta(self, event: Event) -> dict[str, Any]:
        if isinstance(event, TextPiece):
            return {"content": event.text} if event.text else {}
        if isinstance(event, ReasoningPiece):
            return self._reasoning(event)
        if isinstance(event, CallStarted):
            function = {"name": event.name, "arguments": ""}
            call = {"index": event.index, "id": event.id, "type": "function", "function": function}
            return {"tool_calls": [call | seal_field(event.signature)]}
        if isinstance(event, CallPiece):
            return {
                "tool_calls": [{"index": event.index, "function": {"arguments": event.arguments}}]
            }
        return {}

    def _reasoning(self, piece: ReasoningPiece) -> dict[str, Any]:
        """Return the text, and the piece with its seal; the same index means the same thought."""
        if self._sealed or piece.hidden:
            self._thought += 1
        self._sealed = piece.hidden or bool(piece.signature)
        thought = Reasoning(piece.text, piece.signature, piece.hidden)
        text = {"reasoning_content": piece.text} if piece.text else {}
        return {**text, "reasoning_details": [detail_of(thought, self._thought)]}

    def _chunk(self, delta: dict[str, Any], finish: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return self._data([choice])

    def _usage_chunk(self) -> bytes:
        if not self._wants_usage or self._counted is None:
            return b""
        return self._data([], usage=write_usage(self._counted.usage))

    def _data(self, choices: list[dict[str, Any]], **fields: Any) -> bytes:
        chunk = {**self._head, "choices": choices, **fields}
        return b"data: " + msgspec.json.encode(chunk) + b"\n\n"
