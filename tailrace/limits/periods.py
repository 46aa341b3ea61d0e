"""Calendar days and months of a time zone, as stretches of microseconds.

A day has 23 or 25 hours when clocks change, and none at all where a country skipped a date; where
midnight itself is skipped or comes twice, the day starts at its first moment. So the periods of a
zone follow each other without gap or overlap, and every moment is in exactly one.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from tailrace.core.clock import from_us, to_us
from tailrace.core.window import zone as find_zone

Borders = tuple[int, int, int, int]
"""Start of the period before, of the period, of the next one, and the end of that."""
_DAY = timedelta(days=1)


class Periods:
    """Finds the period that a moment is in; remembers the last one of each zone."""

    def __init__(self) -> None:
        self._last: dict[tuple[str, str], Borders] = {}

    def borders(self, window: str, zone: str, now_us: int) -> Borders:
        """Return four borders, of which the second and third enclose the moment."""
        found = self._last.get((window, zone))
        if found is None or not found[1] <= now_us < found[2]:
            found = borders(window, find_zone(zone), now_us)
            self._last[window, zone] = found
        return found

    def period(self, window: str, zone: str, now_us: int) -> tuple[int, int]:
        """Return start and end of the day or month that the moment is in."""
        found = self.borders(window, zone, now_us)
        return found[1], found[2]


def borders(window: str, zone: ZoneInfo, now_us: int) -> Borders:
    """Return the borders around the moment; `window` is "day" or "month"."""
    first = from_us(now_us).astimezone(zone).date()
    if window == "month":
        first = first.replace(day=1)
    starts = sorted({_start(date_, zone) for date_ in _around(first, window)})
    at = next(i for i in range(len(starts) - 1, 0, -1) if starts[i] <= now_us)
    return starts[at - 1], starts[at], starts[at + 1], starts[at + 2]


def _around(first: date, window: str) -> list[date]:
    """Return the first dates of the periods around one; more than its neighbours.

    Clocks that go back over midnight make the local date a day late, and a skipped date is a
    period without length, which falls away.
    """
    step = _month_after if window == "month" else _day_after
    return [step(first, by) for by in range(-4, 5)]


def _day_after(day: date, by: int) -> date:
    return day + by * _DAY


def _month_after(first: date, by: int) -> date:
    months = first.year * 12 + first.month - 1 + by
    return date(months // 12, months % 12 + 1, 1)


def _start(day: date, zone: ZoneInfo) -> int:
    """Return the first moment of a local date.

    `fold=0` is the first of two midnights, and for a skipped one the moment of the change.
    """
    return to_us(datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC))
