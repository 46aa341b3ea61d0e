"""The wire format of the spool: one JSON array per call, one call per line.

`Line` values go in and out. What must stay true: a line holds no line break of its own (JSON
escapes them), so that the last line break in a file ends its last whole line.
"""

import msgspec

from tailrace.core.record import Line

END = b"\n"
_ENCODER = msgspec.json.Encoder(decimal_format="string")
_DECODER = msgspec.json.Decoder(Line)


def encode(line: Line) -> bytes:
    """Return the line with its line break; raises ValueError for what JSON cannot hold."""
    try:
        return _ENCODER.encode(line) + END
    except OverflowError as error:
        raise ValueError("a number is beyond 64 bits") from error


def decode(raw: bytes) -> Line | None:
    """Return the line, or None when it cannot be read as one."""
    try:
        return _DECODER.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
