"""Google's `contents`, as a client sends them, read into turns.

Calls and their answers have ids only in newer versions: a call without one gets the same id each
time the same conversation is sent, and an answer without one belongs to the first open call of its
name. Dropped hints: `mediaResolution`, `partMetadata`, `displayName` of a picture.
"""

import re
from typing import Any

from tailrace.core.errors import BadInput
from tailrace.protocols.body.fields import Fields, flattened, write_fields
from tailrace.protocols.body.media import is_web_address, type_by_name, usual_base64
from tailrace.protocols.body.turns import in_turns, join_thoughts
from tailrace.protocols.chat import (
    File,
    Image,
    Part,
    Reasoning,
    Role,
    Text,
    ToolCall,
    ToolResult,
    Turn,
)
from tailrace.protocols.gemini.words import call_id, read_seal

_ROLES: dict[str, Role] = {
    "user": "user",
    "function": "user",
    "tool": "user",
    "model": "assistant",
}
_UNHEARD = re.compile(r"(audio|video)/")
"""Sound and film, for which a chat has no word."""


class _Calls:
    """Which calls of a conversation still wait for their answers."""

    def __init__(self) -> None:
        self._open: list[tuple[str, str]] = []
        self._made = 0

    def made(self, key: str, name: str, arguments: bytes) -> str:
        """Return the call's id: its own, or one for it."""
        self._made += 1
        key = key or call_id(self._made, name, arguments)
        self._open.append((key, name))
        return key

    def answered(self, answer: Fields) -> tuple[str, str]:
        """Return the id of the call that is answered, and its name."""
        key, name = answer.text("id"), answer.text("name")
        for call in self._open:
            if (key and call[0] == key) or (not key and call[1] == name):
                self._open.remove(call)
                return call
        if key:
            return key, name
        raise BadInput(f"{answer.at('name')} answers no call that was made before.")


def read_contents(asked: Fields) -> tuple[Turn, ...]:
    """Return the turns; what one side said in several contents is one turn."""
    calls = _Calls()
    said: list[tuple[Role, Part]] = []
    for content in asked.rows("contents"):
        role = content.word("role", _ROLES) or "user"
        for part in content.rows("parts"):
            said += [(role, one) for one in _read_part(part, calls)]
    return tuple(Turn(turn.role, join_thoughts(turn.parts)) for turn in in_turns(said))


def read_system(asked: Fields) -> tuple[Text, ...]:
    """Return the system instruction; anything but text in it is refused."""
    if (content := asked.child("systemInstruction")) is None:
        return ()
    content.hints("role")
    texts = (part.text("text") for part in content.rows("parts"))
    return tuple(Text(text) for text in texts if text)


def _read_part(part: Fields, calls: _Calls) -> list[Part]:
    """Return what a part says: nothing, one thing, or a text and its seal."""
    part.hints("mediaResolution", "partMetadata")
    seal = read_seal(part.text("thoughtSignature"))
    if call := part.child("functionCall"):
        return [_read_call(call, calls, seal)]
    if answer := part.child("functionResponse"):
        return [_read_answer(answer, calls)]
    if medium := _read_medium(part):
        return [medium]
    return _read_text(part.text("text"), seal, thought=part.flag("thought") is True)


def _read_text(text: str, seal: str, *, thought: bool) -> list[Part]:
    """Return a text or a thought. The seal of a text stands behind it, as a thought unheard."""
    if thought:
        return [Reasoning(text, seal)] if text or seal else []
    said: list[Part] = [Text(text)] if text else []
    return [*said, Reasoning(signature=seal, hidden=True)] if seal else said


def _read_call(call: Fields, calls: _Calls, seal: str) -> ToolCall:
    name, arguments = call.needed("name"), write_fields(call.object("args") or {})
    key = calls.made(call.text("id"), name, arguments)
    return ToolCall(key, name, arguments.decode(), seal)


def _read_answer(answer: Fields, calls: _Calls) -> ToolResult:
    key, name = calls.answered(answer)
    said, failed = _said(answer.object("response") or {})
    media = tuple(m for part in answer.rows("parts") if (m := _read_medium(part)))
    return ToolResult(key, (*((Text(said),) if said else ()), *media), name, is_error=failed)


def _said(response: dict[str, Any]) -> tuple[str, bool]:
    """Return a tool's answer as text, and whether it is an error."""
    if len(response) == 1:
        (key, value), *_ = response.items()
        if key in {"output", "error"}:
            return flattened(value), key == "error"
    return (flattened(response) if response else ""), False


def _read_medium(part: Fields) -> Image | File | None:
    """Return the picture or document that a part brings, if it does."""
    if inline := part.child("inlineData"):
        return _read_inline(inline)
    if by_address := part.child("fileData"):
        return _read_by_address(by_address)
    return None


def _read_inline(blob: Fields) -> Image | File:
    kind, name = blob.needed("mimeType").lower(), blob.text("displayName")
    data = usual_base64(blob.needed("data"))
    if data is None:
        raise blob.wrong("data", "base64")
    if _UNHEARD.match(kind):
        raise blob.refuse(hint=f"Media of the type {kind} goes to Google only.")
    if kind.startswith("image/"):
        return Image(media_type=kind, data=data)
    return File(media_type=kind, data=data, name=name)


def _read_by_address(file: Fields) -> Image | File:
    kind, name = file.text("mimeType").lower(), file.text("displayName")
    url = file.needed("fileUri")
    kept = not is_web_address(url) or "generativelanguage.googleapis.com" in url
    if kept or _UNHEARD.match(kind):
        raise file.refuse("fileUri", hint="Only its own vendor can reach what is kept there.")
    if (kind or type_by_name(url)).startswith("image/"):
        return Image(url=url, media_type=kind)
    return File(url=url, media_type=kind, name=name)
