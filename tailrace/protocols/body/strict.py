"""Reads a client's request into the structs that say what a format can hold.

The structs forbid fields that they do not name, so a field that we do not know is refused by its
path, never dropped in silence. msgspec's words for what is wrong become ours: a value of a wrong
type is `bad_input`, a field or a kind of thing that we cannot translate is `not_translatable`.
"""

import re
from typing import Any, TypeVar

import msgspec

from tailrace.core.errors import BadInput
from tailrace.protocols.body.document import repaired
from tailrace.protocols.chat import untranslatable

_Asked = TypeVar("_Asked", bound=msgspec.Struct)

ELSEWHERE = "another format"
_PLACE = re.compile(r" - at `\$\.?([^`]*)`$")
_UNKNOWN = re.compile(r"Object contains unknown field `(.*)`$", re.DOTALL)


def read_request(decoder: msgspec.json.Decoder[_Asked], body: bytes) -> _Asked:
    """Return the request; raises BadInput with the path of the first thing that is wrong."""
    try:
        return decoder.decode(body)
    except msgspec.ValidationError as error:
        raise _refusal(str(error)) from None
    except (ValueError, RecursionError):
        return _after_repair(decoder, body)


def refuse(thing: msgspec.Struct, names: dict[str, tuple[Any, ...]], path: str = "") -> None:
    """Refuse fields that say something which has no meaning elsewhere.

    `names` holds for each field the values that say no more than its absence does; null and
    empty ones never do.
    """
    for name, harmless in names.items():
        value = getattr(thing, name)
        if value not in (None, False, 0, "", [], {}, *harmless):
            raise untranslatable(f"{path}.{name}" if path else name, ELSEWHERE)


def _after_repair(decoder: msgspec.json.Decoder[_Asked], body: bytes) -> _Asked:
    try:
        return decoder.decode(repaired(body))
    except msgspec.ValidationError as error:
        raise _refusal(str(error)) from None
    except (ValueError, RecursionError):
        raise BadInput("The body is no JSON object.") from None


def _refusal(said: str) -> BadInput:
    """Return the refusal that msgspec's sentence stands for."""
    place = _PLACE.search(said)
    path = _dotted(place[1]) if place else ""
    what = said[: place.start()] if place else said
    if unknown := _UNKNOWN.match(what):
        return untranslatable(f"{path}.{unknown[1]}" if path else unknown[1], ELSEWHERE)
    if what.startswith("Invalid "):
        return untranslatable(f"{path} ({what.rpartition(' ')[2]})", ELSEWHERE)
    return BadInput(f"{path}: {what}." if path else f"{what}.")


def _dotted(path: str) -> str:
    """Return `messages[0].content` as `messages.0.content`."""
    return path.replace("[", ".").replace("]", "").lstrip(".")
