from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailrace.core.clock import to_us
from tailrace.core.errors import BadInput
from tailrace.core.window import zone
from tailrace.limits.periods import Periods, borders
from tests.limits.conftest import DAY_US, HOUR_US

ODD_ZONES = [
    "Europe/Berlin",
    "America/New_York",
    "America/Sao_Paulo",
    "America/St_Johns",
    "Africa/Cairo",
    "Asia/Beirut",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Pacific/Kiritimati",
]


def at(text: str) -> int:
    return to_us(datetime.fromisoformat(text).astimezone(UTC))


def hours(window: str, name: str, moment: str) -> float:
    start, end = Periods().period(window, name, at(moment))
    assert start <= at(moment) < end
    return (end - start) / HOUR_US


@pytest.mark.parametrize(
    ("name", "moment", "length"),
    [
        ("Europe/Berlin", "2026-03-28T12:00+01:00", 24),
        ("Europe/Berlin", "2026-03-29T12:00+02:00", 23),
        ("Europe/Berlin", "2026-10-25T00:00+02:00", 25),
        ("Europe/Berlin", "2026-10-25T02:30+02:00", 25),
        ("Europe/Berlin", "2026-10-25T02:30+01:00", 25),
        ("Europe/Berlin", "2026-10-25T23:59+01:00", 25),
        ("America/New_York", "2026-03-08T12:00-04:00", 23),
        ("Africa/Cairo", "2026-04-24T12:00+03:00", 23),  # midnight does not exist
        ("Australia/Lord_Howe", "2026-10-04T12:00+11:00", 23.5),
        ("America/St_Johns", "2010-11-07T12:00-03:30", 25),  # clocks went back at 00:01
        ("Pacific/Apia", "2011-12-29T12:00-10:00", 24),  # the thirtieth was skipped
        ("Pacific/Apia", "2011-12-31T12:00+14:00", 24),
    ],
)
def test_a_day_is_as_long_as_its_zone_says(name: str, moment: str, length: float) -> None:
    assert hours("day", name, moment) == length


@pytest.mark.parametrize(
    ("name", "moment", "length"),
    [
        ("UTC", "2026-02-10T00:00+00:00", 28 * 24),
        ("UTC", "2028-02-29T23:59+00:00", 29 * 24),
        ("Europe/Berlin", "2026-03-01T00:00+01:00", 31 * 24 - 1),
        ("Europe/Berlin", "2026-10-31T23:59+01:00", 31 * 24 + 1),
        ("Europe/Berlin", "2026-12-31T23:59+01:00", 31 * 24),
    ],
)
def test_a_month_is_as_long_as_its_zone_says(name: str, moment: str, length: float) -> None:
    assert hours("month", name, moment) == length


@given(
    st.sampled_from(ODD_ZONES),
    st.sampled_from(["day", "month"]),
    st.integers(at("1995-01-01T00:00+00:00"), at("2060-01-01T00:00+00:00")),
)
def test_periods_follow_each_other_without_gap_or_overlap(
    name: str, window: str, now_us: int
) -> None:
    found = borders(window, zone(name), now_us)
    before, start, end, after = found
    assert before < start <= now_us < end < after
    assert borders(window, zone(name), start) == found
    assert borders(window, zone(name), end - 1) == found
    assert borders(window, zone(name), end)[:3] == (start, end, after)
    assert end - start <= 32 * DAY_US


def test_a_remembered_period_ends() -> None:
    periods = Periods()
    start, end = periods.period("day", "Europe/Berlin", at("2026-10-25T12:00+01:00"))
    assert periods.period("day", "Europe/Berlin", end - 1) == (start, end)
    assert periods.period("day", "Europe/Berlin", end)[0] == end
    assert periods.period("day", "Europe/Berlin", start - 1)[1] == start


def test_an_unknown_zone_is_bad_input() -> None:
    with pytest.raises(BadInput):
        Periods().period("day", "Europe/Atlantis", 0)
