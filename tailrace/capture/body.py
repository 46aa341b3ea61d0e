"""Bodies as they are stored: text, with the middle cut out of long ones.

Goes in: the bytes of a request or an answer. Comes out: text that any store takes (bytes that are
no UTF-8 become U+FFFD), the size before the cut, and what was done.
"""

import msgspec

from tailrace.core.record import BodyState

_WORST_FIRST: tuple[BodyState, ...] = ("withheld", "cut", "stored", "none")


class Body(msgspec.Struct, frozen=True):
    """One body as it is stored."""

    text: str | None = None
    size: int = 0
    """Bytes before any cut."""
    state: BodyState = "none"


def keep(body: bytes, *, limit: int, wanted: bool) -> Body:
    """Return what is stored of the body: at most `limit` bytes of it, nothing unless `wanted`."""
    if not body:
        return Body()
    if not wanted:
        return Body(None, len(body), "withheld")
    if len(body) <= limit:
        return Body(body.decode(errors="replace"), len(body), "stored")
    return Body(_cut(body, limit), len(body), "cut")


def worse(one: BodyState, other: BodyState) -> BodyState:
    """Return the state that says more about a record with two bodies."""
    return min(one, other, key=_WORST_FIRST.index)


def _cut(body: bytes, limit: int) -> str:
    """Return both ends of the body, and between them how much is missing."""
    start = _character_start(body, limit - limit // 2)
    end = _character_start(body, len(body) - limit // 2)
    head, tail = body[:start].decode(errors="replace"), body[end:].decode(errors="replace")
    return f"{head}\n[… {end - start} bytes cut …]\n{tail}"


def _character_start(body: bytes, position: int) -> int:
    """Return the start of the UTF-8 character that `position` falls into."""
    for start in range(position, max(position - 4, 0), -1):
        if start == len(body) or body[start] & 0xC0 != 0x80:
            return start
    return position
