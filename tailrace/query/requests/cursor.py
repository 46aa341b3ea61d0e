"""Where a page of requests ended, as text that only we can read.

It holds the start time and span id of the last row, and a checksum: a text that was cut or changed
is refused instead of landing somewhere else.
"""

import base64
import binascii
import struct
import zlib
from dataclasses import dataclass

from tailrace.core.errors import BadInput

_PLACE = struct.Struct(">QQ")
_SUM = struct.Struct(">I")


@dataclass(frozen=True, slots=True)
class Place:
    """A row's place in the order of the list; the next page begins after it."""

    started_us: int
    span_id: int


def write_cursor(place: Place) -> str:
    """Return the place as URL-safe text."""
    body = _PLACE.pack(place.started_us, place.span_id)
    return base64.urlsafe_b64encode(body + _SUM.pack(zlib.crc32(body))).decode().rstrip("=")


def read_cursor(text: str) -> Place:
    """Return the place; raises BadInput for a text that `write_cursor` did not make."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        body, checksum = raw[: _PLACE.size], _SUM.unpack(raw[_PLACE.size :])[0]
        place = Place(*_PLACE.unpack(body))
    except (ValueError, binascii.Error, struct.error):
        raise _refused() from None
    if checksum != zlib.crc32(body) or write_cursor(place) != text:
        raise _refused()
    return place


def _refused() -> BadInput:
    return BadInput("The cursor is not one of ours.", hint="Send next_cursor as it came.")
