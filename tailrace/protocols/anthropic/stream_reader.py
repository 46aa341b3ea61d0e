"""Reads a stream of Anthropic's messages.

`message_start`, then for each block `content_block_start`, deltas and `content_block_stop`, then
`message_delta` with the finish and the counts, and `message_stop`; pings in between. The events'
data tell their kind, so names are not needed.
"""

from collections.abc import Iterator
from typing import Any

from tailrace.protocols.anthropic.blocks import VENDOR
from tailrace.protocols.anthropic.errors import read_error
from tailrace.protocols.anthropic.finish import read_finish
from tailrace.protocols.anthropic.reply import read_part, text_of
from tailrace.protocols.anthropic.usage import read_usage
from tailrace.protocols.body.document import read_object
from tailrace.protocols.body.seal import mark
from tailrace.protocols.chat import (
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
    ToolCall,
)
from tailrace.protocols.sse import EventSplitter, data_of


class AnthropicStreamReader:
    """Knows the counts so far and which block is which call."""

    __slots__ = ("_calls", "_counts", "_open", "_split")

    def __init__(self) -> None:
        self._split = EventSplitter()
        self._counts: dict[str, Any] = {}
        self._calls: dict[Any, int] = {}
        """A block's index, and the number of its call."""
        self._open: set[Any] = set()
        """Blocks of calls whose arguments have not begun."""

    def feed(self, chunk: bytes) -> list[Event]:
        """Return what the chunk completes."""
        return [event for raw in self._split.feed(chunk) for event in self._event(raw)]

    def flush(self) -> list[Event]:
        """Return what the last unfinished event says."""
        return [event for raw in self._split.flush() for event in self._event(raw)]

    def _event(self, raw: bytes) -> Iterator[Event]:
        data = data_of(raw)
        said = read_object(data) if data else None
        if said is None:
            return
        match said.get("type"):
            case "message_start":
                yield self._start(said.get("message"))
            case "content_block_start" | "content_block_delta" | "content_block_stop":
                yield from self._block(said)
            case "message_delta":
                yield from self._finish(said)
            case "message_stop":
                yield Ended()
            case "error":
                yield read_error(said.get("error"))

    def _start(self, message: Any) -> Started:
        if not isinstance(message, dict):
            return Started()
        self._count(message.get("usage"))
        prompt = read_usage({k: v for k, v in self._counts.items() if not k.startswith("output")})
        return Started(text_of(message, "id"), text_of(message, "model"), prompt)

    def _count(self, usage: Any) -> None:
        """Take newer counts; null says nothing."""
        if isinstance(usage, dict):
            self._counts |= {name: count for name, count in usage.items() if count is not None}

    def _finish(self, said: dict[str, Any]) -> Iterator[Event]:
        delta = said.get("delta")
        if isinstance(delta, dict):
            finish = read_finish(delta.get("stop_reason"))
            if finish is not None:
                yield Finished(finish, text_of(delta, "stop_sequence"))
        self._count(said.get("usage"))
        usage = read_usage(self._counts)
        if usage is not None:
            yield Counted(usage)

    def _block(self, said: dict[str, Any]) -> Iterator[Event]:
        place = said.get("index")
        place = place if type(place) is int else 0
        begun, delta = said.get("content_block"), said.get("delta")
        if isinstance(begun, dict):
            yield from self._begun(place, begun)
        elif isinstance(delta, dict):
            yield from self._delta(place, delta)
        elif place in self._open:
            self._open.discard(place)
            yield CallPiece(self._calls[place], "{}")

    def _begun(self, place: int, block: dict[str, Any]) -> Iterator[Event]:
        """Yield what a block says at its start: mostly nothing but what it is."""
        match read_part(block):
            case Text(text) if text:
                yield TextPiece(text)
            case Reasoning(text, signature, hidden) if text or signature:
                yield ReasoningPiece(text, signature, hidden)
            case ToolCall(called, name, arguments):
                index = self._calls[place] = len(self._calls)
                yield CallStarted(index, called, name)
                if arguments == "{}":
                    self._open.add(place)
                else:
                    yield CallPiece(index, arguments)

    def _delta(self, place: int, delta: dict[str, Any]) -> Iterator[Event]:
        match delta:
            case {"type": "text_delta", "text": str(text)} if text:
                yield TextPiece(text)
            case {"type": "thinking_delta", "thinking": str(text)} if text:
                yield ReasoningPiece(text)
            case {"type": "signature_delta", "signature": str(seal)} if seal:
                yield ReasoningPiece(signature=mark(seal, VENDOR))
            case {"type": "input_json_delta", "partial_json": str(text)} if place in self._calls:
                if text:
                    self._open.discard(place)
                    yield CallPiece(self._calls[place], text)
