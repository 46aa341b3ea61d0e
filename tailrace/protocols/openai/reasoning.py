"""A model's thoughts in chat completions, for which OpenAI itself has no word.

Text goes as `reasoning_content` (DeepSeek's word; `reasoning` is read as well). Seals go in
`reasoning_details`, OpenRouter's list of `{type: reasoning.text | reasoning.encrypted, text |
data, signature, index}`: a client that sends it back as it came keeps the seals. What a provider
thought is sealed `openai:` even where it gave no seal, so that only a provider that speaks this
format gets it back.
"""

from collections.abc import Iterable
from typing import Any

from tailrace.protocols.body.seal import mark, own, shown
from tailrace.protocols.chat import Part, Reasoning
from tailrace.protocols.fold import join

VENDOR = "openai"
UNSEALED = f"{VENDOR}:"


def read_reasoning(message: dict[str, Any], vendor: str = "") -> list[Reasoning]:
    """Return the thoughts of a message or a delta, piece by piece; `vendor` marks bare seals."""
    details = message.get("reasoning_details")
    pieces = [_read(detail, vendor) for detail in details] if isinstance(details, list) else []
    known = [piece for piece in pieces if piece]
    if any(piece.text for piece in known):
        return known
    text = message.get("reasoning_content") or message.get("reasoning")
    said = [Reasoning(text)] if isinstance(text, str) and text else []
    return said + known


def write_reasoning(thoughts: Iterable[Reasoning], *, first: int = 0) -> dict[str, Any]:
    """Return the fields of a client's message or delta that say the thoughts."""
    thoughts = list(thoughts)
    text = "".join(thought.text for thought in thoughts)
    fields: dict[str, Any] = {"reasoning_content": text} if text else {}
    if any(thought.signature for thought in thoughts):
        fields["reasoning_details"] = [
            detail_of(thought, first + index) for index, thought in enumerate(thoughts)
        ]
    return fields


def detail_of(thought: Reasoning, index: int) -> dict[str, Any]:
    """Return one thought, or a piece of one, as OpenRouter writes it."""
    seal = shown(thought.signature, VENDOR)
    if thought.hidden:
        return {"type": "reasoning.encrypted", "data": seal, "index": index}
    detail: dict[str, Any] = {"type": "reasoning.text", "index": index}
    if thought.text:
        detail["text"] = thought.text
    if seal:
        detail["signature"] = seal
    return detail


def own_thoughts(parts: Iterable[Part]) -> dict[str, Any]:
    """Return the fields that give a provider back what it thought itself."""
    thoughts = [
        Reasoning(part.text, own(part.signature, VENDOR), part.hidden)
        for part in parts
        if isinstance(part, Reasoning) and part.signature.startswith(UNSEALED)
    ]
    return write_reasoning(thoughts)


def joined(pieces: Iterable[Reasoning]) -> tuple[Part, ...]:
    """Return whole thoughts, each sealed by the provider that it came from."""
    return tuple(
        Reasoning(part.text, part.signature or UNSEALED, part.hidden)
        for part in join(pieces)
        if isinstance(part, Reasoning)
    )


def _read(detail: Any, vendor: str) -> Reasoning | None:
    if not isinstance(detail, dict):
        return None
    if detail.get("type") == "reasoning.encrypted":
        seal = _text(detail, "data")
        return Reasoning("", _mark(seal, vendor), hidden=True) if seal else None
    text = _text(detail, "text") or _text(detail, "summary")
    seal = _text(detail, "signature")
    return Reasoning(text, _mark(seal, vendor)) if text or seal else None


def _mark(seal: str, vendor: str) -> str:
    return mark(seal, vendor) if vendor else seal


def _text(detail: dict[str, Any], name: str) -> str:
    value = detail.get(name)
    return value if isinstance(value, str) else ""
