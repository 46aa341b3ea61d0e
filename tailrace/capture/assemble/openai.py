"""OpenAI's chat and completion streams: the chunks of a stream become one completion.

Text arrives in pieces and is joined, per choice and per field, also in fields that we do not know
(`reasoning_content`, `refusal` …). Tool calls are merged by their index. A stream that was cut
gives what was seen of it. The result has the shape of the answer that is not streamed.
"""

from typing import Any

from tailrace.capture.assemble.assembled import Assembled, add_up

_WHOLE = frozenset({"id", "type", "role", "finish_reason"})
"""Strings that never come in pieces: the last one counts."""
_DEEPEST = 3
"""choice, delta, and an object in the delta (`audio`, `function_call`); deeper ones come whole."""


def assemble(stream: bytes) -> Assembled:
    """Return the completion that the chunks add up to; `[DONE]` is its end."""
    return add_up(stream, _Answer())


class _Answer:
    """What the chunks so far add up to."""

    error = None

    def __init__(self) -> None:
        self._head: dict[str, Any] = {}
        self._last: dict[str, Any] = {}
        self._choices: dict[int, _Fold] = {}

    def add(self, chunk: dict[str, Any]) -> None:
        self._add_choices(chunk.pop("choices", None))
        if chunk == self._last:
            return
        self._last = chunk
        for key, value in chunk.items():
            if value or key not in self._head:
                self._head[key] = value

    def _add_choices(self, pieces: Any) -> None:
        for piece in pieces if isinstance(pieces, list) else ():
            if isinstance(piece, dict):
                index = piece.get("index")
                number = index if isinstance(index, int) else 0
                choice = self._choices.get(number)
                if choice is None:
                    choice = self._choices[number] = _Fold()
                choice.add(piece)

    def is_finished(self) -> bool:
        return bool(self._choices) and all(c.has("finish_reason") for c in self._choices.values())

    def whole(self) -> dict[str, Any]:
        if not self._head and not self._choices:
            return {}
        if self._head.get("object") == "chat.completion.chunk":
            self._head["object"] = "chat.completion"
        choices = [_choice(index, fold.whole()) for index, fold in sorted(self._choices.items())]
        return {**self._head, "choices": choices}


def _choice(index: int, whole: dict[str, Any]) -> dict[str, Any]:
    """Return the choice with its delta as a message, in the order of an answer not streamed."""
    delta = whole.pop("delta", None)
    if isinstance(delta, dict):
        whole = {"message": {"role": "assistant", "content": None, **delta}, **whole}
    return {**whole, "index": index}


class _Fold:
    """A JSON object that comes in pieces: strings are joined, lists extended, objects folded."""

    __slots__ = ("_calls", "_depth", "_folds", "_texts", "_values")

    def __init__(self, depth: int = 1) -> None:
        self._depth = depth
        self._texts: dict[str, list[str]] = {}
        self._folds: dict[str, _Fold] = {}
        self._values: dict[str, Any] = {}
        self._calls: _Calls | None = None

    def add(self, piece: dict[str, Any]) -> None:
        for key, value in piece.items():
            if value is None:
                self._values.setdefault(key, None)
            elif isinstance(value, str) and key not in _WHOLE:
                self._texts.setdefault(key, []).append(value)
            elif isinstance(value, dict) and self._depth < _DEEPEST:
                fold = self._folds.get(key)
                if fold is None:
                    fold = self._folds[key] = _Fold(self._depth + 1)
                fold.add(value)
            elif isinstance(value, list):
                self._add_list(key, value)
            else:
                self._values[key] = value

    def _add_list(self, key: str, items: list[Any]) -> None:
        if key == "tool_calls":
            self._calls = self._calls or _Calls()
            self._calls.add(items)
        else:
            before = self._values.get(key)
            self._values[key] = before + items if isinstance(before, list) else items

    def has(self, key: str) -> bool:
        return self._values.get(key) is not None

    def whole(self) -> dict[str, Any]:
        texts = {key: "".join(pieces) for key, pieces in self._texts.items()}
        folds = {key: fold.whole() for key, fold in self._folds.items()}
        calls = {"tool_calls": self._calls.whole()} if self._calls else {}
        return {**self._values, **texts, **folds, **calls}


class _Calls:
    """The tool calls of one message, several of which may grow at the same time.

    A piece belongs to the call with its index. Some servers send no index, or the same one with
    every call: then a new id starts a new call, and so does a name without index.
    """

    def __init__(self) -> None:
        self._calls: list[tuple[Any, _Fold]] = []
        """Each call with its id, in the order of their start."""
        self._at: dict[int, int] = {}
        """Index on the wire -> place in `_calls`."""

    def add(self, pieces: list[Any]) -> None:
        for piece in pieces:
            if isinstance(piece, dict):
                index, call_id = piece.pop("index", None), piece.get("id") or None
                place = self._at.get(index) if isinstance(index, int) else self._last(piece)
                if place is None or (call_id and call_id != self._calls[place][0]):
                    place = self._start(index, call_id)
                self._calls[place][1].add(piece)

    def _last(self, piece: dict[str, Any]) -> int | None:
        function = piece.get("function")
        starts = isinstance(function, dict) and function.get("name")
        return None if starts or not self._calls else len(self._calls) - 1

    def _start(self, index: Any, call_id: Any) -> int:
        place = len(self._calls)
        self._calls.append((call_id, _Fold()))
        if isinstance(index, int):
            self._at[index] = place
        return place

    def whole(self) -> list[dict[str, Any]]:
        return [fold.whole() for _, fold in self._calls]
