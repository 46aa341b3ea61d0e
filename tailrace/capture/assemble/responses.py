"""OpenAI's Responses streams: their events become one `response`.

The last event brings the whole response, and that is the answer. A stream that was cut, and a
server that ends with an empty output, leave it to be put together: the items that were added, each
as it was when it was done, else with its parts grown by the deltas.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from tailrace.capture.assemble.assembled import Assembled, add_up

_FINAL = frozenset({"response.completed", "response.incomplete", "response.failed"})
_DELTAS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "response.output_text.delta": ("content", "text"),
        "response.refusal.delta": ("content", "refusal"),
        "response.reasoning_text.delta": ("content", "text"),
        "response.reasoning_summary_text.delta": ("summary", "text"),
        "response.function_call_arguments.delta": ("", "arguments"),
        "response.mcp_call_arguments.delta": ("", "arguments"),
        "response.custom_tool_call_input.delta": ("", "input"),
        "response.code_interpreter_call_code.delta": ("", "code"),
    }
)
"""Which field an event's delta grows: of a part in a list of the item, or of the item itself."""
_PARTS: Mapping[str, str] = MappingProxyType(
    {
        "response.content_part.added": "content",
        "response.content_part.done": "content",
        "response.reasoning_summary_part.added": "summary",
        "response.reasoning_summary_part.done": "summary",
    }
)
_PLACES = MappingProxyType({"content": "content_index", "summary": "summary_index"})


def assemble(stream: bytes) -> Assembled:
    """Return the response that the events add up to."""
    return add_up(stream, _Response())


class _Response:
    """What the events so far add up to."""

    def __init__(self) -> None:
        self.error: Any = None
        self._head: dict[str, Any] = {}
        self._items: dict[int, _Item] = {}
        self._ended = False

    def add(self, chunk: dict[str, Any]) -> None:
        kind = chunk.get("type")
        if not isinstance(kind, str):
            return
        if isinstance(chunk.get("response"), dict):
            self._take(kind, chunk["response"])
        elif kind == "error":
            self.error = self.error or chunk
        elif kind in ("response.output_item.added", "response.output_item.done"):
            self._item(chunk).take(chunk.get("item"), done=kind.endswith(".done"))
        elif kind in _PARTS:
            self._item(chunk).put(_PARTS[kind], chunk)
        elif kind in _DELTAS:
            self._item(chunk).grow(*_DELTAS[kind], chunk)

    def _take(self, kind: str, response: dict[str, Any]) -> None:
        self._head = response
        self._ended = self._ended or kind in _FINAL
        self.error = self.error or response.get("error")

    def _item(self, chunk: dict[str, Any]) -> "_Item":
        index = chunk.get("output_index")
        number = index if isinstance(index, int) else max(self._items, default=0)
        item = self._items.get(number)
        if item is None:
            item = self._items[number] = _Item()
        return item

    def is_finished(self) -> bool:
        return self._ended

    def whole(self) -> dict[str, Any]:
        if self._head.get("output") or not self._items:
            return self._head
        output = [item.whole() for _, item in sorted(self._items.items())]
        return {"object": "response", **self._head, "output": output}


class _Item:
    """One item of the output, whole or growing."""

    __slots__ = ("_done", "_head", "_parts", "_texts")

    def __init__(self) -> None:
        self._head: dict[str, Any] = {}
        self._done = False
        self._parts: dict[tuple[str, int], dict[str, Any]] = {}
        """Parts by the name of their list and their place in it; the item itself is ("", 0)."""
        self._texts: dict[tuple[str, int], dict[str, list[str]]] = {}

    def take(self, item: Any, *, done: bool) -> None:
        if isinstance(item, dict):
            self._head, self._done = item, done

    def put(self, within: str, chunk: dict[str, Any]) -> None:
        """Take a part as it begins, or as it is when it is done."""
        part = chunk.get("part")
        if isinstance(part, dict):
            place = within, _place(within, chunk)
            self._parts[place] = part
            if str(chunk.get("type")).endswith(".done"):
                self._texts.pop(place, None)

    def grow(self, within: str, field: str, chunk: dict[str, Any]) -> None:
        """Take the next piece of a text."""
        delta = chunk.get("delta")
        if isinstance(delta, str):
            place = within, _place(within, chunk)
            self._texts.setdefault(place, {}).setdefault(field, []).append(delta)

    def whole(self) -> dict[str, Any]:
        if self._done:
            return self._head
        item = dict(self._head)
        for within, number in sorted(self._parts.keys() | self._texts.keys()):
            pieces = self._texts.get((within, number), {})
            texts = {name: "".join(texts) for name, texts in pieces.items()}
            if within:
                part = {**self._parts.get((within, number), {}), **texts}
                item[within] = _with_part(item.get(within), number, part)
            else:
                item.update(texts)
        return item


def _with_part(parts: Any, number: int, part: dict[str, Any]) -> list[Any]:
    """Return the parts with this one in its place, else at their end."""
    kept = list(parts) if isinstance(parts, list) else []
    if 0 <= number < len(kept):
        kept[number] = part
    else:
        kept.append(part)
    return kept


def _place(within: str, chunk: dict[str, Any]) -> int:
    index = chunk.get(_PLACES[within]) if within else 0
    return index if isinstance(index, int) else 0
