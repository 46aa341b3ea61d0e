"""What explains a change equals a recount, and adds up to the last digit."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tailrace.core.window import Window
from tailrace.query.grammar.parse import parse
from tailrace.query.question import Question
from tailrace.query.run import run
from tailrace.query.summaries.explain import LISTED, explain
from tailrace.query.summaries.explanation import Breakdown, ExplainQuestion, Explanation
from tests.fakes import questions as q
from tests.fakes.population import DEPOT, END, NAMES, READER, START, STRANGER
from tests.query.conftest import Populated

MIDDLE = START + timedelta(days=4, minutes=17)
BEFORE = Window(START, MIDDLE, ZoneInfo("UTC"))
AFTER = replace(BEFORE, start=MIDDLE, end=END)
METRICS: list[Any] = ["cost_usd", "errors", "error_rate", "requests", "latency_p95_ms"]
ADDING = [name for name in METRICS if name != "latency_p95_ms"]


def ask(populated: Populated, metric: Any, **more: Any) -> Explanation:
    asked = ExplainQuestion(metric, **({"before": BEFORE, "after": AFTER} | more))
    return explain(populated.reader, READER, NAMES, asked)


def number(value: object) -> Decimal:
    return Decimal(str(value))


def total(parts: Mapping[str, object]) -> Decimal:
    return sum(map(number, parts.values()), Decimal(0))


def check_sums(found: Explanation, one: Breakdown) -> None:
    rows = [*one.values, *([one.rest] if one.rest else [])]
    assert sum(number(row.change) for row in rows) == number(found.change)
    if one.parts:
        assert total(one.parts) == number(found.change)
        for row in rows:
            assert total(row.parts) == number(row.change)


@pytest.mark.parametrize("metric", METRICS)
def test_both_sides_are_the_metrics_of_their_windows(populated: Populated, metric: Any) -> None:
    found = ask(populated, metric)
    for side, window in ((found.before, BEFORE), (found.after, AFTER)):
        question = Question(window, (metric,))
        value = run(populated.reader, READER, NAMES, question).rows[0][metric]
        assert number(side) == pytest.approx(number(value), abs=Decimal("0.001"))


@pytest.mark.parametrize("metric", ADDING)
def test_changes_and_parts_add_up(populated: Populated, metric: Any) -> None:
    found = ask(populated, metric)
    assert found.adds_up
    assert len(found.breakdowns) >= 5
    for one in found.breakdowns:
        assert one.values
        assert len(one.values) <= LISTED
        check_sums(found, one)


@settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    tree=st.one_of(q.everything, q.filters),
    dimension=q.groupable.filter(lambda name: name != "tag"),
    metric=st.sampled_from(ADDING),
)
def test_they_add_up_for_any_filter_and_dimension(
    populated: Populated, tree: Any, dimension: str, metric: Any
) -> None:
    """Tags are left out: a request may have several, and counts for each."""
    found = ask(populated, metric, filter=tree, dimensions=((dimension,),))
    for one in found.breakdowns:
        check_sums(found, one)


def test_a_value_s_sides_are_its_own(populated: Populated) -> None:
    (models,) = ask(populated, "cost_usd", dimensions=(("provider", "model"),)).breakdowns
    for row in models.values:
        text = " ".join(
            f'{name}:"{value}"' if value else f"-has:{name}" for name, value in row.by.items()
        )
        question = Question(AFTER, ("cost_usd",), filter=parse(text))
        cost = run(populated.reader, READER, NAMES, question).rows[0]["cost_usd"]
        assert row.after == cost


def test_latency_is_split_by_shares_and_by_what_became_slower(populated: Populated) -> None:
    found = ask(populated, "latency_p95_ms")
    assert not found.adds_up
    for one in found.breakdowns:
        assert one.dimension != ("user",)
        assert total(one.parts) == pytest.approx(number(found.change), abs=Decimal("0.0011"))


def test_errors_are_told_by_class(populated: Populated) -> None:
    found = ask(populated, "errors")
    classes = next(one for one in found.breakdowns if one.dimension == ("error_class",))
    assert all(row.by["error_class"] for row in classes.values)
    assert classes.parts == {}


@pytest.mark.parametrize("metric", ADDING)
@pytest.mark.parametrize("name", ["error_class", "error_type"])
def test_classes_explain_what_is_no_count_of_errors_too(
    populated: Populated, metric: Any, name: str
) -> None:
    (one,) = (found := ask(populated, metric, dimensions=((name,),))).breakdowns
    check_sums(found, one)
    successes_count = metric in {"cost_usd", "requests"}
    assert {None} & {row.by[name] for row in one.values} == ({None} if successes_count else set())


def test_the_dimension_that_explains_most_comes_first(populated: Populated) -> None:
    found = ask(populated, "requests")
    strengths = [one.strength for one in found.breakdowns]
    assert strengths == sorted(strengths, reverse=True)
    assert all(0 <= one <= 1 for one in strengths)


def test_what_is_unknown_is_not_explained(populated: Populated) -> None:
    nothing = replace(AFTER, start=END + timedelta(days=9), end=END + timedelta(days=10))
    found = ask(populated, "error_rate", after=nothing)
    assert (found.after, found.change, found.breakdowns) == (None, None, ())
    assert ask(populated, "latency_p95_ms", after=nothing).change is None
    assert number(ask(populated, "cost_usd", after=nothing).change) < 0


def test_a_stranger_s_change_is_their_own(populated: Populated) -> None:
    asked = ExplainQuestion("requests", BEFORE, AFTER, dimensions=(("project",),))
    found = explain(populated.reader, STRANGER, NAMES, asked)
    assert {row.by["project"] for row in found.breakdowns[0].values} == {f"#{DEPOT}"}
