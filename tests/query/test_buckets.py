"""Stretches follow the zone's clocks, on the days that clocks change too."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailrace.core.errors import BadInput
from tailrace.core.window import Window
from tailrace.query.buckets import MOST, bucket_starts, label
from tailrace.query.question import Granularity

BERLIN = ZoneInfo("Europe/Berlin")


def local(zone: str, *start: int, days: float = 1) -> Window:
    """Return a window of local days."""
    tz = ZoneInfo(zone)
    begin = datetime(*start, tzinfo=tz)  # type: ignore[arg-type,misc]
    end = begin + timedelta(days=days)
    return Window(begin.astimezone(UTC), end.astimezone(UTC), tz)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", (2026, 3, 29), 23),
        ("Europe/Berlin", (2026, 10, 25), 25),
        ("Europe/Berlin", (2026, 10, 26), 24),
        ("Asia/Kolkata", (2026, 3, 29), 24),
        ("America/St_Johns", (2026, 3, 8), 23),
        ("America/St_Johns", (2026, 11, 1), 25),
    ],
)
def test_days_have_as_many_hours_as_their_clocks_show(
    zone: str, day: tuple[int, int, int], hours: int
) -> None:
    window = local(zone, *day)
    starts = bucket_starts(window, "hour")
    assert len(starts) == hours
    assert starts[0] == window.start
    assert len(bucket_starts(window, "day")) == 1
    assert label(starts[0], window).startswith("-".join(f"{part:02d}" for part in day) + "T00:00")


def test_days_around_the_end_of_summer_time() -> None:
    window = local("Europe/Berlin", 2026, 10, 24, days=3)
    assert [label(start, window) for start in bucket_starts(window, "day")] == [
        "2026-10-24T00:00:00+02:00",
        "2026-10-25T00:00:00+02:00",
        "2026-10-26T00:00:00+01:00",
    ]


def test_hours_of_a_zone_that_is_half_an_hour_off() -> None:
    window = Window(
        datetime(2026, 11, 1, 10, 10, tzinfo=UTC),
        datetime(2026, 11, 1, 12, tzinfo=UTC),
        ZoneInfo("Asia/Kolkata"),
    )
    assert [label(start, window) for start in bucket_starts(window, "hour")] == [
        "2026-11-01T15:00:00+05:30",
        "2026-11-01T16:00:00+05:30",
        "2026-11-01T17:00:00+05:30",
    ]


def test_weeks_begin_on_monday_and_months_on_the_first() -> None:
    window = local("Europe/Berlin", 2026, 1, 30, days=40)
    weeks = [label(start, window)[:10] for start in bucket_starts(window, "week")]
    assert weeks[:2] == ["2026-01-26", "2026-02-02"]
    months = [label(start, window)[:10] for start in bucket_starts(window, "month")]
    assert months == ["2026-01-01", "2026-02-01", "2026-03-01"]


def test_a_day_without_midnight_begins_with_its_first_moment() -> None:
    window = local("Africa/Cairo", 2026, 4, 23, days=3)
    starts = bucket_starts(window, "day")
    assert label(starts[1], window) == "2026-04-24T01:00:00+03:00"


@given(
    start=st.datetimes(datetime(1999, 1, 1), datetime(2090, 1, 1)),  # noqa: DTZ001
    length=st.timedeltas(timedelta(microseconds=1), timedelta(hours=30)),
    zone=st.sampled_from(["UTC", "Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe"]),
    granularity=st.sampled_from(["minute", "hour", "day", "week", "month"]),
)
def test_starts_are_in_order_and_cover_the_window(
    start: datetime, length: timedelta, zone: str, granularity: Granularity
) -> None:
    begin = start.replace(tzinfo=UTC)
    window = Window(begin, begin + length, ZoneInfo(zone))
    starts = bucket_starts(window, granularity)
    assert starts[0] <= window.start
    assert all(one < other for one, other in pairwise(starts))
    assert all(window.start < start < window.end for start in starts[1:])


def test_too_many_points_are_refused() -> None:
    window = local("UTC", 2026, 1, 1, days=30)
    with pytest.raises(BadInput, match="minute of this window makes more than 2,000"):
        bucket_starts(window, "minute")
    exactly = Window(window.start, window.start + timedelta(minutes=MOST), window.tz)
    assert len(bucket_starts(exactly, "minute")) == MOST
