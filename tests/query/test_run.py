"""Answers equal a recount of the same rows, whichever source they come from."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tailrace.core.errors import BadInput
from tailrace.core.scope import Scope
from tailrace.core.window import Window
from tailrace.query.catalog import FIELDS, METRICS
from tailrace.query.grammar.filter import And, Filter
from tailrace.query.grammar.parse import parse
from tailrace.query.plan import RAW, Branch, choose, plan
from tailrace.query.question import Answer, Granularity, Names, Order, Question
from tailrace.query.run import run
from tailrace.query.sql.branch import Context
from tailrace.query.sql.parameters import Parameters
from tailrace.query.sql.select import select
from tests.fakes import questions as q
from tests.fakes import recount
from tests.fakes.population import DEPOT, END, NAMES, READER, START, STRANGER, VAULT
from tests.query.conftest import Populated

WHOLE = Window(START, END, ZoneInfo("UTC"))
ALL = tuple(METRICS)
SLOW = settings(
    deadline=None,
    max_examples=120,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def check(populated: Populated, question: Question, scope: Scope = READER) -> Answer:
    """Ask, and compare each row with a recount; rows without requests must be empty."""
    answer = run(populated.reader, scope, NAMES, question)
    seen = recount.visible(populated.requests, scope, question.window)
    passed = recount.passing(seen, question.filter, NAMES)
    expected = recount.answer(passed, question, NAMES)
    dimensions = [*(["time"] if question.granularity else []), *question.group_by]
    keys = [tuple(row[name] for name in dimensions) for row in answer.rows]
    assert len(set(keys)) == len(keys)
    assert expected.keys() <= set(keys)
    for key, row in zip(keys, answer.rows, strict=True):
        wanted = expected.get(key) or {name: METRICS[name].empty for name in question.metrics}
        assert all(same(row[name], wanted[name]) for name in question.metrics), (key, row, wanted)
    assert not answer.truncated
    return answer


ONCE = [f.name for f in FIELDS.values() if f.groups and f.kind != "tags"]
"""Dimensions of which every request has exactly one value."""
GRANULARITIES: list[Granularity | None] = [None, None, "hour", "day", "week", "month"]


def same(value: Any, wanted: Any) -> bool:
    """Whether they are equal, but for the digits that answers are rounded to."""
    if isinstance(value, float) and wanted is not None:
        return value == pytest.approx(wanted, rel=1e-6, abs=6e-4)
    return bool(value == wanted)


@pytest.mark.slow
@SLOW
@given(st.data())
def test_any_question_is_answered_as_a_recount_would(
    populated: Populated, data: st.DataObject
) -> None:
    groups = data.draw(st.lists(q.groupable, max_size=2, unique=True).map(tuple))
    tree: Filter = data.draw(st.one_of(q.everything, q.filters))
    question = Question(data.draw(q.windows()), data.draw(q.metrics), groups, filter=tree)
    check(populated, replace(question, limit=10_000))


@pytest.mark.slow
@SLOW
@given(st.data())
def test_rollups_and_raw_rows_and_a_recount_agree(
    populated: Populated, data: st.DataObject
) -> None:
    groups = data.draw(st.lists(q.rolled_up, max_size=1).map(tuple))
    tree: Filter = data.draw(st.one_of(q.everything, q.trees(q.terms(q.rolled_up))))
    granularity: Granularity | None = data.draw(st.sampled_from(GRANULARITIES))
    metrics = data.draw(q.metrics)
    question = Question(data.draw(q.windows()), metrics, groups, granularity, tree, None, 10_000)
    check(populated, question)
    flat = replace(question, granularity=None)
    assert _rows(populated, flat, plan(flat, ())) == _rows(populated, flat, _raw(flat))


def _raw(question: Question) -> tuple[Branch, ...]:
    return (Branch(RAW, question.window.start, question.window.end),)


def _rows(populated: Populated, question: Question, branches: tuple[Branch, ...]) -> list[Any]:
    context = Context(READER, NAMES, question, (), Parameters())
    return populated.reader.read(select(context, branches)).rows


@pytest.mark.parametrize("name", [f.name for f in FIELDS.values() if f.groups] + list(q.CUSTOMER))
def test_every_dimension_groups_every_metric(populated: Populated, name: str) -> None:
    check(populated, Question(WHOLE, ALL, (name,), limit=10_000))


@pytest.mark.parametrize("zone", q.ZONES)
@pytest.mark.parametrize("granularity", ["hour", "day", "week", "month"])
def test_every_zone_has_its_own_days(populated: Populated, zone: str, granularity: Any) -> None:
    window = Window(START, END, ZoneInfo(zone))
    question = Question(window, ALL, (), granularity, limit=10_000)
    answer = check(populated, question)
    total = run(populated.reader, READER, NAMES, Question(window, ("requests",))).rows[0]
    assert sum(int(row["requests"] or 0) for row in answer.rows) == total["requests"]


def test_minutes_are_read_from_raw_rows(populated: Populated) -> None:
    window = Window(START, START + timedelta(hours=3), ZoneInfo("UTC"))
    answer = check(populated, Question(window, ALL, (), "minute", limit=10_000))
    assert len(answer.rows) == 181


def test_the_day_that_summer_time_ends_has_25_hours(populated: Populated) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    day = datetime(2026, 10, 25, tzinfo=berlin)
    window = Window(day.astimezone(UTC), (day + timedelta(days=1)).astimezone(UTC), berlin)
    hours = check(populated, Question(window, ("requests",), (), "hour", limit=100)).rows
    assert len(hours) == 25
    assert [str(row["time"]) for row in hours[2:4]] == [
        "2026-10-25T02:00:00+02:00",
        "2026-10-25T02:00:00+01:00",
    ]
    days = check(populated, Question(window, ("requests",), (), "day", limit=100)).rows
    assert [row["time"] for row in days] == ["2026-10-25T00:00:00+02:00"]
    assert days[0]["requests"] == sum(int(row["requests"] or 0) for row in hours)


@SLOW
@given(tree=q.filters)
def test_a_stranger_sees_nothing_of_others(populated: Populated, tree: Filter) -> None:
    question = Question(WHOLE, ("requests",), ("project",), filter=tree, limit=100)
    for scope, seen in ((READER, {"shop", "lab"}), (STRANGER, {f"#{DEPOT}"})):
        rows = run(populated.reader, scope, NAMES, question).rows
        assert {row["project"] for row in rows} <= seen


def test_naming_a_project_outside_the_scope_does_not_widen_it(populated: Populated) -> None:
    tree = parse("project:vault OR project:depot")
    assert VAULT in NAMES.projects
    answer = run(populated.reader, READER, NAMES, Question(WHOLE, ("requests",), filter=tree))
    assert answer.rows == [{"requests": 0}]


def test_test_requests_count_only_when_asked_for(populated: Populated) -> None:
    def count(text: str) -> Any:
        question = Question(WHOLE, ("requests",), filter=parse(text))
        return run(populated.reader, READER, NAMES, question).rows[0]["requests"]

    assert count("") == count("test_mode:false")
    assert count("test_mode:true") > 0
    assert count("test_mode:true,false") == count("test_mode:true") + count("test_mode:false")


def test_nothing_is_answered_with_null_not_with_zero(populated: Populated) -> None:
    empty = Window(END + timedelta(days=5), END + timedelta(days=6), ZoneInfo("UTC"))
    (row,) = run(populated.reader, READER, NAMES, Question(empty, ALL)).rows
    assert row["requests"] == 0
    assert row["cost_usd"] == "0"
    assert row["error_rate"] is row["latency_p95_ms"] is row["ttft_p50_ms"] is None
    assert row == {name: metric.empty for name, metric in METRICS.items()}


def test_an_unknown_price_is_null(populated: Populated) -> None:
    question = Question(WHOLE, ("cost_usd", "unpriced_requests"), filter=parse("-has:cost"))
    (row,) = check(populated, question).rows
    assert row["cost_usd"] is None
    assert row["unpriced_requests"]


@pytest.mark.parametrize("name", ["requests", "cost_usd", "user"])
@pytest.mark.parametrize("descending", [True, False])
def test_rows_come_in_the_order_asked_for(
    populated: Populated, name: str, *, descending: bool
) -> None:
    question = Question(WHOLE, ("requests", "cost_usd"), ("user",))
    rows = run(
        populated.reader, READER, NAMES, replace(question, order=Order(name, descending))
    ).rows
    values = [row[name] for row in rows if row[name] is not None]
    key = str if name == "user" else lambda value: float(value or 0)
    assert values == sorted(values, key=key, reverse=descending)
    assert [row[name] for row in rows][len(values) :] == [None] * (len(rows) - len(values))


def test_a_limit_keeps_the_first_and_says_that_there_are_more(populated: Populated) -> None:
    question = Question(WHOLE, ("requests",), ("user",), order=Order("requests", descending=True))
    whole = run(populated.reader, READER, NAMES, question)
    cut = run(populated.reader, READER, NAMES, replace(question, limit=3))
    assert cut.truncated
    assert not whole.truncated
    assert [r["requests"] for r in cut.rows] == [r["requests"] for r in whole.rows[:3]]


@pytest.mark.parametrize("groups", [("user",), ("user", "status"), ("key", "test_mode", "tag")])
def test_a_limit_over_time_keeps_whole_lines(populated: Populated, groups: tuple[str, ...]) -> None:
    question = Question(WHOLE, ("requests",), groups, "day", limit=10_000)
    days = 7
    whole = run(populated.reader, READER, NAMES, question)
    cut = run(populated.reader, READER, NAMES, replace(question, limit=2 * days + 1))
    assert cut.truncated
    assert len(cut.rows) == 2 * days
    assert all(row in whole.rows for row in cut.rows)
    assert len({tuple(row[name] for name in groups) for row in cut.rows}) == 2


@pytest.mark.slow
@SLOW
@given(st.data())
def test_the_top_groups_and_the_other_add_up_to_the_whole(
    populated: Populated, data: st.DataObject
) -> None:
    """Of every additive metric; in money and tokens too, and whatever the filter."""
    groups = data.draw(st.lists(st.sampled_from(ONCE), min_size=1, max_size=2, unique=True))
    additive = tuple(name for name, metric in METRICS.items() if metric.additive)
    question = Question(
        data.draw(q.windows()), additive, tuple(groups), filter=data.draw(q.filters), limit=10_000
    )
    cut = replace(question, top=data.draw(st.integers(1, 4)), other=True)
    answer = run(populated.reader, READER, NAMES, cut)
    (total,) = run(populated.reader, READER, NAMES, replace(question, group_by=())).rows
    assert bool(answer.other) == answer.truncated
    for name in additive:
        parts = [Decimal(row[name] or 0) for row in (*answer.rows, *answer.other)]
        assert sum(parts) == Decimal(total[name] or 0), name


@pytest.mark.parametrize("granularity", [None, "day"])
@pytest.mark.parametrize("groups", [("user",), ("user", "status"), ("tag",), ("key",)])
def test_the_other_is_what_the_groups_beyond_the_top_are_together(
    populated: Populated, groups: tuple[str, ...], granularity: Any
) -> None:
    """Percentiles of the rest are its own: a recount of its requests gives the same."""
    question = Question(WHOLE, ("requests", "latency_p95_ms"), groups, granularity, limit=10_000)
    answer = run(populated.reader, READER, NAMES, replace(question, top=2, other=True))
    shown = {tuple(row[name] for name in groups) for row in answer.rows}
    assert len(shown) == 2
    every = run(populated.reader, READER, NAMES, question).rows
    rest = [row for row in every if tuple(row[name] for name in groups) not in shown]
    for row in answer.other:
        same_time = [r for r in rest if r.get("time") == row.get("time")]
        assert row["requests"] == sum(int(r["requests"] or 0) for r in same_time)
    if groups != ("key",) or granularity:
        return
    (row,) = answer.other
    names = ",".join(f'"{name or ""}"' for (name,) in shown)
    alone = Question(WHOLE, ("requests", "latency_p95_ms"), filter=parse(f"-key:{names}"))
    assert run(populated.reader, READER, NAMES, alone).rows == [row]


def test_nothing_is_other_when_every_group_fits(populated: Populated) -> None:
    question = Question(WHOLE, ("requests",), ("status",), top=50, other=True)
    answer = run(populated.reader, READER, NAMES, question)
    assert (answer.other, answer.truncated) == ([], False)
    assert run(populated.reader, READER, NAMES, replace(question, top=1, other=False)).other == []


def test_a_limit_below_one_line_is_refused(populated: Populated) -> None:
    question = Question(WHOLE, ("requests",), (), "day", limit=6)
    with pytest.raises(BadInput, match="less than the 7 points"):
        run(populated.reader, READER, NAMES, question)


def test_a_project_or_key_without_a_name_shows_its_number(populated: Populated) -> None:
    question = Question(WHOLE, ("requests",), ("project", "key"), limit=100)
    rows = run(populated.reader, READER, Names(), question).rows
    assert {row["project"] for row in rows} == {"#11", "#12"}
    assert {row["key"] for row in rows} == {None, "#1", "#2", "#3"}


def test_questions_use_the_rollup_that_fits() -> None:
    def table(*groups: str, text: str = "", metric: str = "requests") -> str | None:
        family = choose(Question(WHOLE, (metric,), groups, filter=parse(text)))
        return family.tables[0].name if family else None

    assert table() == "rollup_total_hour"
    assert table("provider", "status") == "rollup_day"
    assert table("workflow") == "rollup_dimension_day"
    assert table("user") == "rollup_customer_week"
    assert table("user", metric="latency_p95_ms") is None
    assert And(()) == parse("")
