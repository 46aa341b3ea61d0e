"""Google's parts, written: of a request's contents and of an answer.

What must stay true: a request never holds another vendor's seal, and each call and answer of a
tool carries its id. A text's seal is a part of its own with an empty text, as Google itself sends
it within streams.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from tailrace.protocols.body.media import type_by_name
from tailrace.protocols.body.seal import own
from tailrace.protocols.chat import (
    Chat,
    File,
    Image,
    Part,
    Reasoning,
    Text,
    ToolCall,
    ToolResult,
    Turn,
    untranslatable,
)
from tailrace.protocols.gemini.words import NAME, UNSEALED, is_before_3, write_seal

_OBJECT = msgspec.json.Decoder(dict[str, Any])
_Written = dict[str, Any]


class Spoken:
    """What a part needs to know of the rest of its conversation."""

    def __init__(self, chat: Chat) -> None:
        self.needs_seals = not is_before_3(chat.model)
        self._names = {
            part.id: part.name
            for turn in chat.turns
            for part in turn.parts
            if isinstance(part, ToolCall)
        }

    def name_of(self, result: ToolResult) -> str:
        """Return the name of the tool that answers; Google wants it again."""
        name = result.name or self._names.get(result.call_id, "")
        if not name:
            raise untranslatable(f"the tool result {result.call_id!r} without its call", NAME)
        return name


def write_contents(turns: Sequence[Turn], spoken: Spoken) -> list[_Written]:
    """Return the contents; neighbours of one side are one, so answers stay with each other."""
    contents: list[_Written] = []
    for turn in turns:
        role = "user" if turn.role == "user" else "model"
        parts = _write_turn(turn, spoken)
        if contents and contents[-1]["role"] == role:
            contents[-1]["parts"] += parts
        elif parts:
            contents.append({"role": role, "parts": parts})
    return contents


def write_said(parts: Sequence[Part]) -> list[_Written]:
    """Return an answer's parts for a client, each with its seal, whoever's it is."""
    return [written for part in parts if (written := _said(part)) is not None]


def write_call(call: ToolCall) -> _Written | None:
    """Return a call for a client; None when its arguments are no JSON object."""
    arguments = _arguments(call.arguments)
    if arguments is None:
        return None
    written = {"functionCall": {"id": call.id, "name": call.name, "args": arguments}}
    return _sealed(written, write_seal(call.signature) if call.signature else "")


def write_thought(thought: Reasoning) -> _Written | None:
    """Return a thought for a client; a hidden one is an empty text with a signature."""
    seal = write_seal(thought.signature) if thought.signature else ""
    if not (seal or thought.text):
        return None
    written = {"text": ""} if thought.hidden else {"text": thought.text, "thought": True}
    return _sealed(written, seal)


def _said(part: Part) -> _Written | None:
    if isinstance(part, Text):
        return {"text": part.text} if part.text else None
    if isinstance(part, Reasoning):
        return write_thought(part)
    return write_call(part) if isinstance(part, ToolCall) else None


def _write_turn(turn: Turn, spoken: Spoken) -> list[_Written]:
    """Return a turn's parts for Google.

    A seal that stands alone before a call is the call's: formats that have no place for it in a
    call keep it there. The first call of a step needs one.
    """
    written: list[_Written] = []
    held, first = "", True
    for part in turn.parts:
        if isinstance(part, ToolCall):
            written.append(_write_own_call(part, held, unsealed=first and spoken.needs_seals))
            held, first = "", False
            continue
        written += _seal_alone(held)
        held = ""
        if isinstance(part, Reasoning) and (part.hidden or not part.text):
            held = own(part.signature, NAME)
        else:
            written += _write_part(part, spoken)
    return written + _seal_alone(held)


def _write_own_call(call: ToolCall, held: str, *, unsealed: bool) -> _Written:
    arguments = _arguments(call.arguments)
    if arguments is None:
        raise untranslatable(f"the arguments of the call {call.id!r}, no JSON object,", NAME)
    seal = own(call.signature, NAME) or held or (UNSEALED if unsealed else "")
    return _sealed({"functionCall": {"id": call.id, "name": call.name, "args": arguments}}, seal)


def _write_part(part: Part, spoken: Spoken) -> list[_Written]:
    if isinstance(part, Text):
        return [{"text": part.text}] if part.text else []
    if isinstance(part, Reasoning):
        seal = own(part.signature, NAME)
        foreign = part.signature and not seal
        return [] if foreign else [_sealed({"text": part.text, "thought": True}, seal)]
    if isinstance(part, ToolResult):
        return [_write_result(part, spoken.name_of(part))]
    return [] if isinstance(part, ToolCall) else [_write_medium(part)]


def _write_result(result: ToolResult, name: str) -> _Written:
    texts = [part.text for part in result.parts if isinstance(part, Text)]
    key = "error" if result.is_error else "output"
    answer: _Written = {
        "id": result.call_id,
        "name": name,
        "response": {key: "\n".join(texts)} if texts or result.is_error else {},
    }
    media = [_write_medium(part) for part in result.parts if not isinstance(part, Text)]
    return {"functionResponse": {**answer, "parts": media} if media else answer}


def _write_medium(medium: Image | File) -> _Written:
    named = medium.name if isinstance(medium, File) else ""
    kind = medium.media_type or type_by_name(named or medium.url)
    if not medium.data:
        return {"fileData": {"fileUri": medium.url, **({"mimeType": kind} if kind else {})}}
    if not kind:
        raise untranslatable("a file without its media type", NAME)
    return {"inlineData": {"mimeType": kind, "data": medium.data}}


def _seal_alone(seal: str) -> list[_Written]:
    return [_sealed({"text": ""}, seal)] if seal else []


def _sealed(written: _Written, seal: str) -> _Written:
    return {**written, "thoughtSignature": seal} if seal else written


def _arguments(text: str) -> _Written | None:
    """Return a call's arguments; a call without any has none to read."""
    try:
        return _OBJECT.decode(text) if text.strip() else {}
    except (ValueError, RecursionError):
        return None
