"""One limit, as it stands for one call: whose allowance, of what, how much, in how long a time.

There are three kinds, and a rule's window and burst say which one it is:

    sliding   second, minute, hour: at most `amount` in any stretch as long as the window
    bucket    with a burst: `burst` at once, and `amount` per window come back, evenly
    calendar  day, month: at most `amount` between one local midnight (or first of the month) and
              the next, in the rule's time zone
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

import msgspec

Unit = Literal["requests", "tokens", "micro_usd"]
Span = Literal["second", "minute", "hour", "day", "month"]
Kind = Literal["sliding", "bucket", "calendar"]

SPAN_US: Mapping[str, int] = MappingProxyType(
    {"second": 1_000_000, "minute": 60_000_000, "hour": 3_600_000_000, "day": 86_400_000_000}
)
"""How long a window is that is no calendar window; a month has no one length."""
_CALENDAR = frozenset({"day", "month"})


class Rule(msgspec.Struct, frozen=True):
    """A limit for one holder. The rules of one call have different keys."""

    limit_id: int
    name: str
    """For people: it is in the message of a refusal and in the record."""
    key: str
    """Whose allowance, with the limit's id in front: `17:user:alice`."""
    unit: Unit
    amount: int
    """At least 1; money in millionths of a US dollar."""
    window: Span
    burst: int | None = None
    """At least 1. Not with a month."""
    zone: str = "UTC"
    """IANA name; only calendar windows look at it."""

    @property
    def kind(self) -> Kind:
        if self.burst is not None:
            return "bucket"
        return "calendar" if self.window in _CALENDAR else "sliding"

    @property
    def capacity(self) -> int:
        """The most that can be used at one moment."""
        return self.amount if self.burst is None else self.burst

    @property
    def place(self) -> str:
        """The name under which its use is kept.

        A limit that is changed keeps what was used as long as kind, window and unit stay.
        """
        return f"{self.kind}:{self.window}:{self.unit}:{self.key}"
