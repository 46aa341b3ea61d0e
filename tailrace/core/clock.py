"""Time as a parameter, so that tests own it."""

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Clock(Protocol):
    """Two clocks: one that tells the date, one that never goes back."""

    def now_us(self) -> int:
        """Return microseconds since 1970-01-01 UTC."""

    def monotonic_us(self) -> int:
        """Return microseconds on a clock that never goes back; only differences mean anything."""


class SystemClock:
    """The machine's clocks."""

    def now_us(self) -> int:
        return time.time_ns() // 1000

    def monotonic_us(self) -> int:
        return time.monotonic_ns() // 1000


def from_us(microseconds: int) -> datetime:
    """Return the aware UTC time; exact, unlike `datetime.fromtimestamp` with a float."""
    return EPOCH + timedelta(microseconds=microseconds)


def to_us(moment: datetime) -> int:
    """Return microseconds since 1970-01-01 UTC of an aware time."""
    return (moment - EPOCH) // timedelta(microseconds=1)
