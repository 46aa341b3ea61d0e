"""The stretches of time that a chart has: minutes, hours, days, weeks or months of a time zone.

A window and a granularity go in, the starts come out, in order, the first at or before the
window's start. Days are as long as the zone's clocks make them: 23, 24 or 25 hours. The store
never computes with zones; it is given these starts, so that both sides cannot disagree.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from tailrace.core.errors import BadInput
from tailrace.core.window import Window
from tailrace.query.question import Granularity

MOST = 2000


def bucket_starts(window: Window, granularity: Granularity) -> tuple[datetime, ...]:
    """Return the starts in UTC; raises BadInput when there would be more than MOST."""
    starts: list[datetime] = []
    for start in _starts(window, granularity):
        if start >= window.end:
            break
        if len(starts) == MOST:
            raise BadInput(
                f"A point for each {granularity} of this window makes more than {MOST:,}.",
                hint="Ask for a coarser granularity or a shorter window.",
            )
        starts.append(start)
    return tuple(starts)


def label(start: datetime, window: Window) -> str:
    """Return the start as RFC 3339 with the zone's offset at that moment."""
    return start.astimezone(window.tz).isoformat()


def _starts(window: Window, granularity: Granularity) -> Iterator[datetime]:
    if granularity in ("minute", "hour"):
        yield from _even(window, timedelta(**{f"{granularity}s": 1}))
    else:
        yield from _days(window, granularity)


def _even(window: Window, step: timedelta) -> Iterator[datetime]:
    """Count in equal steps from a whole minute or hour of the zone's clock."""
    local = window.start.astimezone(window.tz)
    past = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    start = window.start - past % step
    while True:
        yield start
        start += step


def _days(window: Window, granularity: Granularity) -> Iterator[datetime]:
    day = _first_day(window.start.astimezone(window.tz).date(), granularity)
    while True:
        yield _midnight(day, window)
        day = _next_day(day, granularity)


def _first_day(day: date, granularity: Granularity) -> date:
    if granularity == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if granularity == "month" else day


def _next_day(day: date, granularity: Granularity) -> date:
    if granularity == "month":
        return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return day + timedelta(days=7 if granularity == "week" else 1)


def _midnight(day: date, window: Window) -> datetime:
    """Return the first moment of a local day; where clocks skip midnight, the moment they skip."""
    return datetime(day.year, day.month, day.day, tzinfo=window.tz).astimezone(UTC)
