"""Google's Gemini streams: chunks that are whole answers of their own become one answer.

Each chunk is a `GenerateContentResponse` with the next parts. Neighbouring text parts are joined
when both are thoughts or neither is; a part with a signature ends one. Of everything else that
comes more than once (usage, ratings, grounding) the last counts. There is no end mark: a candidate
that says why it stopped has ended, and so has a prompt that was blocked.
"""

from typing import Any

from tailrace.capture.assemble.assembled import Assembled, add_up

_JOINED = frozenset({"text", "thought", "thoughtSignature"})
"""A part that has nothing else is a piece of text."""


def assemble(stream: bytes) -> Assembled:
    """Return the answer that the chunks add up to."""
    return add_up(stream, _Answer())


class _Answer:
    """What the chunks so far add up to."""

    error = None

    def __init__(self) -> None:
        self._head: dict[str, Any] = {}
        self._candidates: dict[int, _Candidate] = {}

    def add(self, chunk: dict[str, Any]) -> None:
        candidates = chunk.pop("candidates", None)
        for piece in candidates if isinstance(candidates, list) else ():
            if isinstance(piece, dict):
                index = piece.get("index")
                number = index if isinstance(index, int) else 0
                self._candidate(number).add(piece)
        _lay_over(self._head, chunk)

    def _candidate(self, number: int) -> "_Candidate":
        candidate = self._candidates.get(number)
        if candidate is None:
            candidate = self._candidates[number] = _Candidate()
        return candidate

    def is_finished(self) -> bool:
        feedback = self._head.get("promptFeedback")
        if isinstance(feedback, dict) and feedback.get("blockReason"):
            return True
        candidates = self._candidates.values()
        return bool(candidates) and all(one.head.get("finishReason") for one in candidates)

    def whole(self) -> dict[str, Any]:
        if not self._candidates:
            return self._head
        candidates = [one.whole() for _, one in sorted(self._candidates.items())]
        return {"candidates": candidates, **self._head}


class _Candidate:
    """One candidate: its parts, and what else was said of it."""

    __slots__ = ("_content", "_parts", "_texts", "head")

    def __init__(self) -> None:
        self.head: dict[str, Any] = {}
        self._content: dict[str, Any] = {}
        self._parts: list[Any] = []
        self._texts: list[str] = []
        """The pieces of the last part's text."""

    def add(self, piece: dict[str, Any]) -> None:
        content = piece.pop("content", None)
        if isinstance(content, dict):
            parts = content.pop("parts", None)
            for part in parts if isinstance(parts, list) else ():
                self._add_part(part)
            _lay_over(self._content, content)
        _lay_over(self.head, piece)

    def _add_part(self, part: Any) -> None:
        if self._continues(part):
            self._texts.append(part.pop("text"))
            self._parts[-1].update(part)
            return
        self._end_text()
        self._parts.append(part)
        if _is_text(part):
            self._texts.append(part["text"])

    def _continues(self, part: Any) -> bool:
        if not self._texts or not _is_text(part):
            return False
        last = self._parts[-1]
        same = bool(last.get("thought")) == bool(part.get("thought"))
        return same and not last.get("thoughtSignature")

    def _end_text(self) -> None:
        if self._texts:
            self._parts[-1]["text"] = "".join(self._texts)
            self._texts.clear()

    def whole(self) -> dict[str, Any]:
        self._end_text()
        return {"content": {**self._content, "parts": self._parts}, **self.head}


def _is_text(part: Any) -> bool:
    return isinstance(part, dict) and isinstance(part.get("text"), str) and part.keys() <= _JOINED


def _lay_over(under: dict[str, Any], over: dict[str, Any]) -> None:
    for name, value in over.items():
        if value is not None or name not in under:
            under[name] = value
