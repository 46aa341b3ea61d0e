"""The wire format of the spool: one JSON array per call, one call per line.

`Line` values go in and out. What must stay true: a line holds no line break of its own (JSON
escapes them), so that the last line break in a file ends its last whole line; and no text is
refused, for a call that cannot be written down is lost.
"""

import msgspec

from tailrace.core.record import Line

END = b"\n"
_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Line)


def encode(line: Line) -> bytes:
    """Return the line with its line break; half a surrogate pair is written as a question mark."""
    try:
        return _ENCODER.encode(line) + END
    except UnicodeEncodeError:
        return _ENCODER.encode(_mended(msgspec.to_builtins(line))) + END


def decode(raw: bytes) -> Line | None:
    """Return the line, or None when it cannot be read as one."""
    try:
        return _DECODER.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


def _mended(value: object) -> object:
    match value:
        case str():
            return value.encode("utf-8", "replace").decode()
        case list() | tuple():
            return [_mended(item) for item in value]
        case dict():
            return {_mended(key): _mended(item) for key, item in value.items()}
        case _:
            return value
