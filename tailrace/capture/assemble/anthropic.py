"""Anthropic's Messages streams: their events become one `message`.

`message_start` brings the message without content, `content_block_start` each block, deltas grow
the blocks, `message_delta` brings why the model stopped and the final counts (which are totals, not
additions), `message_stop` ends it. A tool's input comes as pieces of a JSON text; one that was cut
stays the text that was seen. Deltas that we do not know are joined to the field of their name.
"""

from typing import Any

from tailrace.capture.assemble.assembled import Assembled, add_up
from tailrace.protocols.body.document import read_anything

_UNSENT = "type"
"""The delta's own kind, no part of a block."""


def assemble(stream: bytes) -> Assembled:
    """Return the message that the events add up to."""
    return add_up(stream, _Message())


class _Message:
    """What the events so far add up to."""

    error = None

    def __init__(self) -> None:
        self._head: dict[str, Any] = {}
        self._usage: dict[str, Any] = {}
        self._blocks: dict[int, _Block] = {}
        self._stopped = False

    def add(self, chunk: dict[str, Any]) -> None:
        match chunk.get("type"):
            case "message_start":
                self._start(chunk.get("message"))
            case "content_block_start":
                self._block(chunk).start(chunk.get("content_block"))
            case "content_block_delta":
                self._block(chunk).grow(chunk.get("delta"))
            case "message_delta":
                self._change(chunk)
            case "message_stop":
                self._stopped = True

    def _start(self, message: Any) -> None:
        if isinstance(message, dict):
            self._add_usage(message.pop("usage", None))
            for number, block in enumerate(_list(message.get("content"))):
                self._block({"index": number}).start(block)
            self._head.update(message)

    def _change(self, chunk: dict[str, Any]) -> None:
        del chunk["type"]
        self._add_usage(chunk.pop("usage", None))
        delta = chunk.pop("delta", None)
        self._head.update(chunk)
        if isinstance(delta, dict):
            self._head.update(delta)

    def _add_usage(self, usage: Any) -> None:
        for name, value in usage.items() if isinstance(usage, dict) else ():
            if value is not None or name not in self._usage:
                self._usage[name] = value

    def _block(self, chunk: dict[str, Any]) -> "_Block":
        index = chunk.get("index")
        number = index if isinstance(index, int) else max(self._blocks, default=0)
        block = self._blocks.get(number)
        if block is None:
            block = self._blocks[number] = _Block()
        return block

    def is_finished(self) -> bool:
        return self._stopped or self._head.get("stop_reason") is not None

    def whole(self) -> dict[str, Any]:
        if not (self._head or self._blocks or self._usage):
            return {}
        content = [block.whole() for _, block in sorted(self._blocks.items())]
        whole = {"type": "message", "role": "assistant", **self._head, "content": content}
        return {**whole, "usage": self._usage} if self._usage else whole


class _Block:
    """One content block: as it started, and what its deltas added."""

    __slots__ = ("_head", "_input", "_lists", "_texts")

    def __init__(self) -> None:
        self._head: dict[str, Any] = {}
        self._texts: dict[str, list[str]] = {}
        self._lists: dict[str, list[Any]] = {}
        self._input: list[str] = []

    def start(self, block: Any) -> None:
        if isinstance(block, dict):
            self._head.update(block)

    def grow(self, delta: Any) -> None:
        for key, value in delta.items() if isinstance(delta, dict) else ():
            if key == "partial_json" and isinstance(value, str):
                self._input.append(value)
            elif key == "citation":
                self._lists.setdefault("citations", []).append(value)
            elif isinstance(value, str) and key != _UNSENT:
                self._texts.setdefault(key, []).append(value)
            elif key != _UNSENT:
                self._head[key] = value

    def whole(self) -> dict[str, Any]:
        whole = dict(self._head)
        for key, pieces in self._texts.items():
            first = whole.get(key)
            whole[key] = (first if isinstance(first, str) else "") + "".join(pieces)
        for key, items in self._lists.items():
            whole[key] = _list(whole.get(key)) + items
        text = "".join(self._input)
        if text:
            read = read_anything(text.encode())
            whole["input"] = text if read is None else read
        return whole


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
