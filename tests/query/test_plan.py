"""Each moment of a window is read from exactly one source, the coarsest that may."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailrace.core.clock import EPOCH
from tailrace.core.window import Window
from tailrace.query.buckets import bucket_starts
from tailrace.query.cells import DAY, HOUR, WEEK
from tailrace.query.grammar.parse import parse
from tailrace.query.plan import RAW, Branch, choose, plan
from tailrace.query.question import Granularity, Question
from tests.fakes import questions as q

UTC_ZONE = ZoneInfo("UTC")


def window(start: datetime, end: datetime, zone: ZoneInfo = UTC_ZONE) -> Window:
    return Window(start.replace(tzinfo=UTC), end.replace(tzinfo=UTC), zone)


RAGGED = window(datetime(2026, 10, 1, 5, 30), datetime(2026, 10, 31, 7, 45))  # noqa: DTZ001


def asked(groups: tuple[str, ...] = (), text: str = "", at: Window = RAGGED) -> Question:
    return Question(at, ("requests",), groups, filter=parse(text))


def tables(question: Question, granularity: Granularity | None = None) -> list[str]:
    starts = bucket_starts(question.window, granularity) if granularity else ()
    return [branch.table for branch in plan(replace(question, granularity=granularity), starts)]


def holds(branch: Branch, moment: datetime) -> bool:
    """Whether a row of that moment is read by the branch."""
    step = {"week": WEEK, "_day": DAY, "hour": HOUR}.get(branch.table[-4:])
    at = moment - (moment - EPOCH) % step if step else moment
    if not branch.start <= at < branch.end or at in branch.without:
        return False
    inside = branch.inside
    return inside is None or at - (at - EPOCH) % inside.step in inside.starts


@given(
    q.windows(),
    st.sampled_from([None, "hour", "day", "week", "month"]),
    st.sampled_from(["", "status", "model", "key", "user", "session"]),
    st.floats(0, 0.99),
)
def test_each_moment_is_read_once(
    at: Window, granularity: Granularity | None, group: str, share: float
) -> None:
    question = Question(at, ("requests",), (group,) if group else (), granularity)
    starts = bucket_starts(at, granularity) if granularity else ()
    branches = plan(question, starts)
    edges = [at.start, at.end - timedelta(microseconds=1), at.start + at.length * share]
    cuts = [start for start in starts if start > at.start]
    edges += [c + d for c in cuts[:30] for d in (timedelta(0), -timedelta(microseconds=1))]
    for moment in edges:
        assert sum(holds(branch, moment) for branch in branches) == 1
    for moment in (at.start - timedelta(microseconds=1), at.end):
        assert not any(holds(b, moment) for b in branches if b.table == RAW)


def test_long_windows_take_days_then_hours_then_rows() -> None:
    assert tables(asked(("model", "status"))) == ["rollup_day", "rollup_hour", RAW]
    assert tables(asked(("model",))) == ["rollup_dimension_day", "rollup_dimension_hour", RAW]
    assert tables(asked()) == ["rollup_total_hour", RAW]
    assert tables(asked(("user",))) == ["rollup_customer_week", "rollup_customer_day", RAW]
    assert tables(asked(("session",))) == [RAW]


def test_a_window_of_whole_days_needs_nothing_else() -> None:
    whole = window(datetime(2026, 10, 1), datetime(2026, 10, 5))  # noqa: DTZ001
    assert tables(asked(("status",), at=whole)) == ["rollup_day"]
    assert tables(asked(("status",), at=whole), "day") == ["rollup_day"]
    assert tables(asked(("status",), at=whole), "hour") == ["rollup_hour"]


def test_a_window_within_an_hour_reads_rows() -> None:
    short = window(datetime(2026, 10, 1, 5, 10), datetime(2026, 10, 1, 5, 50))  # noqa: DTZ001
    assert tables(asked(at=short)) == [RAW]


@pytest.mark.parametrize(
    ("zone", "hourly", "daily"),
    [
        ("Europe/Berlin", ["rollup_hour"], ["rollup_hour"]),
        ("Asia/Kolkata", [RAW], ["rollup_hour", RAW]),
        ("America/St_Johns", [RAW], ["rollup_hour", RAW]),
    ],
)
def test_zones_cut_where_their_clocks_do(zone: str, hourly: list[str], daily: list[str]) -> None:
    tz = ZoneInfo(zone)
    start = datetime(2026, 10, 1, tzinfo=tz).astimezone(UTC)
    whole = Window(start, start + timedelta(days=4), tz)
    assert tables(asked(("status",), at=whole), "hour") == hourly
    assert [t for t in tables(asked(("status",), at=whole), "day") if t != "rollup_day"] == daily


def test_broken_hours_of_a_half_hour_zone_are_all_that_is_read_raw() -> None:
    tz = ZoneInfo("Asia/Kolkata")
    start = datetime(2026, 10, 1, tzinfo=tz).astimezone(UTC)
    question = asked(at=Window(start, start + timedelta(days=4), tz))
    raw = plan(question, bucket_starts(question.window, "day"))[-1]
    assert raw.inside is not None
    assert raw.inside.step == HOUR
    assert len(raw.inside.starts) == 5


def test_counting_tags_twice_is_not_risked() -> None:
    def table(*groups: str, text: str = "") -> str | None:
        family = choose(asked(groups, text))
        return family.tables[0].name if family else None

    assert table("tag") == "rollup_dimension_day"
    assert table(text="tag:beta") == "rollup_dimension_day"
    assert table(text="tag:beta,night") is None
    assert table(text="tag:b*") is None
    assert table(text="-tag:beta") is None
    assert table(text="has:tag") is None
    assert table(text='tag:""') is None
    assert table("tag", text="tag:beta") is None
    assert table(text="customer.a:x project:shop") == "rollup_customer_week"
    assert table(text="customer.a:x OR project:shop") is None
    assert table(text="-workflow:a") == "rollup_dimension_day"
