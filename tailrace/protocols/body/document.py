"""The JSON value in any bytes that came over the wire; None when there is none.

A broken character inside a string does not lose the document: it is read with U+FFFD in its
place, so no text that leaves here holds a lone surrogate.
"""

import re
from typing import Any, TypeVar

import msgspec

_Read = TypeVar("_Read")

_ESCAPE = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    rb"|(u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)
"""One JSON escape; group 1 is half of a surrogate pair without its other half."""

_OBJECT = msgspec.json.Decoder(dict[str, Any])
_ANYTHING: msgspec.json.Decoder[Any] = msgspec.json.Decoder()


def read_object(body: bytes) -> dict[str, Any] | None:
    """Return the JSON object, or None."""
    return read(_OBJECT, body)


def read_anything(body: bytes) -> Any:
    """Return the JSON value; None also when it is no JSON."""
    return read(_ANYTHING, body)


def to_json(value: Any) -> bytes:
    """Return decoded JSON as compact bytes; empty when it is nested too deep to write."""
    try:
        return msgspec.json.encode(value)
    except RecursionError:
        return b""


def read(decoder: msgspec.json.Decoder[_Read], body: bytes) -> _Read | None:
    """Decode, once more after repair if the first try fails; a too deep nesting is no document."""
    try:
        return decoder.decode(body)
    except (ValueError, RecursionError):
        pass
    try:
        return decoder.decode(repaired(body))
    except (ValueError, RecursionError):
        return None


def repaired(body: bytes) -> bytes:
    """Drop a byte order mark; put U+FFFD where bytes are no UTF-8 and escapes no character."""
    text = body.decode("utf-8-sig", "replace").encode()
    return _ESCAPE.sub(lambda found: rb"\ufffd" if found[1] else found[0], text)
