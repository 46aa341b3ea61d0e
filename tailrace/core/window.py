"""A stretch of time, half open: `start` is in it, `end` is not."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from tailrace.core.errors import BadInput

_LAST = re.compile(r"(\d{1,5})(m|h|d|w)")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
LONGEST = timedelta(days=800)
EARLIEST = datetime(1971, 1, 1, tzinfo=UTC)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)
"""The store keeps hours in 32 bits; a year of distance leaves room for any zone's days."""


@dataclass(frozen=True, slots=True)
class Window:
    """[start, end) in UTC, and the time zone whose days the reader counts in."""

    start: datetime
    end: datetime
    tz: ZoneInfo

    @property
    def length(self) -> timedelta:
        return self.end - self.start


def last(text: str, now: datetime, tz: ZoneInfo) -> Window:
    """Return the window that ends now: `15m`, `24h`, `30d`, `2w`; raises BadInput."""
    match = _LAST.fullmatch(text)
    if match is None or int(match[1]) == 0:
        raise BadInput(
            f"last={text!r} is not a length of time.", hint="Write it like 15m, 24h, 30d or 2w."
        )
    length = timedelta(**{_UNITS[match[2]]: int(match[1])})
    return _checked(Window(now - length, now, tz))


def between(start: str, end: str | None, now: datetime, tz: ZoneInfo) -> Window:
    """Return the window between two RFC 3339 times; `end` defaults to now; raises BadInput."""
    return _checked(Window(moment(start, "from"), moment(end, "to") if end else now, tz))


def moment(text: str, name: str) -> datetime:
    """Read an RFC 3339 time with a zone; raises BadInput that names the parameter."""
    hint = "Write it like 2026-11-01T00:00:00Z, with a zone."
    try:
        parsed = datetime.fromisoformat(text)
        if parsed.tzinfo is None:
            raise BadInput(f"{name}={text!r} has no time zone.", hint=hint)
        return parsed.astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadInput(f"{name}={text!r} is not a time.", hint=hint) from None


def zone(name: str) -> ZoneInfo:
    """Return the IANA time zone; raises BadInput."""
    if name not in _zone_names():
        raise BadInput(
            f"{name!r} is not a time zone.", hint="Use an IANA name such as Europe/Berlin."
        )
    return ZoneInfo(name)


@cache
def _zone_names() -> frozenset[str]:
    """Return the IANA names; a machine's own extra ones (`localtime`) mean nothing to the store."""
    return frozenset((files("tzdata") / "zones").read_text().split())


def _checked(window: Window) -> Window:
    if window.start >= window.end:
        raise BadInput("The window is empty: from is not before to.", hint="Swap from and to.")
    if window.start < EARLIEST or window.end > LATEST:
        raise BadInput(
            f"The window leaves the years {EARLIEST.year} to {LATEST.year - 1}.",
            hint="Records are of our time.",
        )
    if window.length > LONGEST:
        raise BadInput(
            f"The window is longer than {LONGEST.days} days.", hint="Ask for a shorter one."
        )
    return window
