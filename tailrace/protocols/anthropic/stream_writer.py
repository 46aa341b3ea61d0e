"""Writes a stream of Anthropic's messages for a client.

The order is Anthropic's: one block at a time, each with its running index, started and stopped
before the next. A provider may tell several calls at once; then the pieces of the later ones wait
until the one that is being written is whole, because clients read block after block. Finish and
counts are written at the end, together, since other formats count after they finished.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from tailrace.core.usage import Usage
from tailrace.protocols.anthropic.blocks import VENDOR
from tailrace.protocols.anthropic.errors import write_error_event
from tailrace.protocols.anthropic.finish import write_finish
from tailrace.protocols.anthropic.reply import head
from tailrace.protocols.anthropic.usage import write_usage
from tailrace.protocols.body.document import read_object
from tailrace.protocols.body.seal import shown
from tailrace.protocols.chat import (
    Broken,
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


class AnthropicStreamWriter:
    """Knows the open block, and what waits for its end."""

    __slots__ = (
        "_arguments",
        "_call",
        "_counts",
        "_done",
        "_finish",
        "_index",
        "_now_s",
        "_open",
        "_started",
        "_waiting",
    )

    def __init__(self, *, now_s: int) -> None:
        self._now_s = now_s
        self._started = self._done = False
        self._counts = Usage()
        self._finish = write_finish(None, "")
        self._index = -1
        """Of the last block that was started."""
        self._open = ""
        """The open block's kind: text, thinking, tool_use; empty when none is open."""
        self._call = -1
        """The call that the open block is."""
        self._arguments = ""
        """What it has said so far."""
        self._waiting: list[CallStarted | CallPiece] = []

    def write(self, events: Sequence[Event]) -> bytes:
        """Return the events that say so."""
        return b"".join(map(self._event, events))

    def end(self) -> bytes:
        """Return what closes the blocks and the message; nothing when that is said, or it broke."""
        if self._done:
            return b""
        written = self._start(Started()) + self._settle()
        self._done = True
        delta = {"type": "message_delta", "delta": self._finish, "usage": write_usage(self._counts)}
        return written + _event(delta) + _event({"type": "message_stop"})

    def _event(self, event: Event) -> bytes:
        if self._done:
            return b""
        match event:
            case Started():
                return self._start(event)
            case Broken(kind, message, status):
                self._done = True
                return write_error_event(status, kind, message)
            case Ended():
                return self.end()
            case Finished() | Counted():
                return self._note(event)
            case _:
                return self._start(Started()) + self._content(event)

    def _note(self, event: Finished | Counted) -> bytes:
        """Keep for the end what belongs there."""
        if isinstance(event, Counted):
            self._counts = event.usage
        else:
            self._finish = write_finish(event.finish, event.stop_sequence)
        return b""

    def _start(self, event: Started) -> bytes:
        self._counts = event.usage or self._counts
        if self._started:
            return b""
        self._started = True
        message = {
            **head(event.id or f"msg_{self._now_s}", event.model),
            "content": [],
            **self._finish,
            "usage": write_usage(self._counts),
        }
        return _event({"type": "message_start", "message": message})

    def _content(self, event: Event) -> bytes:
        match event:
            case TextPiece(text) if text:
                begun = {"type": "text", "text": ""}
                return self._turn_to(begun) + self._delta({"type": "text_delta", "text": text})
            case ReasoningPiece():
                return self._thought(event)
            case CallStarted() | CallPiece():
                return self._called(event)
        return b""

    def _thought(self, piece: ReasoningPiece) -> bytes:
        seal = shown(piece.signature, VENDOR)
        if piece.hidden:
            redacted = {"type": "redacted_thinking", "data": seal}
            return self._settle() + self._begin(redacted) + self._close()
        written = self._turn_to({"type": "thinking", "thinking": "", "signature": ""})
        if piece.text:
            written += self._delta({"type": "thinking_delta", "thinking": piece.text})
        if seal:
            written += self._delta({"type": "signature_delta", "signature": seal}) + self._close()
        return written

    def _called(self, event: CallStarted | CallPiece) -> bytes:
        if isinstance(event, CallPiece) and event.index == self._call:
            return self._piece(event)
        if self._waiting or not self._call_is_whole():
            self._waiting.append(event)
            return b""
        return self._begin_call(event) if isinstance(event, CallStarted) else b""

    def _call_is_whole(self) -> bool:
        """Whether no call is open that may go on."""
        return self._call < 0 or read_object(self._arguments.encode()) is not None

    def _begin_call(self, event: CallStarted) -> bytes:
        begun = {"type": "tool_use", "id": event.id, "name": event.name, "input": {}}
        written = self._close() + self._begin(begun)
        self._call, self._arguments = event.index, ""
        return written

    def _piece(self, event: CallPiece) -> bytes:
        self._arguments += event.arguments
        return self._delta({"type": "input_json_delta", "partial_json": event.arguments})

    def _turn_to(self, block: dict[str, Any]) -> bytes:
        """Return what makes a block of the kind the open one."""
        if self._open == block["type"]:
            return b""
        return self._settle() + self._begin(block)

    def _settle(self) -> bytes:
        """Close what is open, and write the calls that waited for it, one after the other."""
        written = self._close()
        waiting, self._waiting = self._waiting, []
        for event in sorted(waiting, key=lambda event: event.index):
            if isinstance(event, CallStarted):
                written += self._begin_call(event)
            elif event.index == self._call:
                written += self._piece(event)
        return written + self._close()

    def _begin(self, block: dict[str, Any]) -> bytes:
        self._index += 1
        self._open = block["type"]
        return _event({"type": "content_block_start", "index": self._index, "content_block": block})

    def _delta(self, delta: dict[str, Any]) -> bytes:
        return _event({"type": "content_block_delta", "index": self._index, "delta": delta})

    def _close(self) -> bytes:
        if not self._open:
            return b""
        self._open, self._call, self._arguments = "", -1, ""
        return _event({"type": "content_block_stop", "index": self._index})


def _event(said: dict[str, Any]) -> bytes:
    """Return one event; its name is its kind."""
    return (
        b"event: " + str(said["type"]).encode() + b"\ndata: " + msgspec.json.encode(said) + b"\n\n"
    )
