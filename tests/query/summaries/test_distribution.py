"""A bar holds what its bounds, written as a filter, find; percentiles are the metrics' own."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tailrace.core.errors import BadInput
from tailrace.core.window import Window
from tailrace.query.catalog import METRICS
from tailrace.query.grammar.filter import both
from tailrace.query.grammar.parse import parse
from tailrace.query.question import Question
from tailrace.query.run import run
from tailrace.query.summaries.distribution import (
    BANDS,
    BARS,
    FIELD_NAMES,
    TIMES,
    SpreadQuestion,
    distribution,
    heat_map,
)
from tests.fakes import recount
from tests.fakes.population import END, NAMES, READER, START, STRANGER
from tests.query.conftest import Populated

BERLIN = Window(START, END, ZoneInfo("Europe/Berlin"))
FILTERS = ("", "provider:openai", "user:u_1 -status:error", "-has:ttft")
ANSWERED = {"duration_ms": "status:success,error", "overhead_ms": "has:overhead"}


def count(populated: Populated, text: str) -> int:
    """Return how many requests pass, counted one by one."""
    seen = recount.visible(populated.requests, READER, BERLIN)
    return len(recount.passing(seen, parse(text), NAMES))


@pytest.mark.parametrize("field", FIELD_NAMES)
@pytest.mark.parametrize("text", FILTERS)
def test_a_bar_holds_what_its_bounds_find(populated: Populated, field: str, text: str) -> None:
    asked = SpreadQuestion(field, BERLIN, parse(text))
    found = distribution(populated.reader, READER, NAMES, asked)
    only = f"{text} {ANSWERED.get(field, '')}"
    assert len(found.bars) <= BARS + 1
    for bar in found.bars:
        bounds = f"{only} {field}:{bar.low}..{bar.high}"
        assert (bounds, bar.count) == (bounds, count(populated, bounds))
    assert sum(bar.count for bar in found.bars) == found.count
    known = f"{only} has:{field}" if field != "overhead_ms" else only
    assert found.count == count(populated, known)


@pytest.mark.parametrize("field", TIMES)
@pytest.mark.parametrize("text", FILTERS)
def test_percentiles_are_the_metrics_own(populated: Populated, field: str, text: str) -> None:
    tree = parse(text)
    found = distribution(populated.reader, READER, NAMES, SpreadQuestion(field, BERLIN, tree))
    prefix = {"duration_ms": "latency"}.get(field, field.removesuffix("_ms"))
    named = {one.percent: f"{prefix}_p{one.percent}_ms" for one in found.percentiles}
    assert (found.percentiles == ()) == (found.count == 0)
    metrics = tuple(name for name in named.values() if name in METRICS) or ("requests",)
    (row,) = run(populated.reader, READER, NAMES, Question(BERLIN, metrics, filter=tree)).rows
    compared: dict[str, Any] = {
        named[one.percent]: one.value for one in found.percentiles if named[one.percent] in row
    }
    assert compared == (row if found.count else {})


def test_times_come_from_rollups_and_the_rest_from_rows(populated: Populated) -> None:
    def source(field: str) -> bool:
        asked = SpreadQuestion(field, BERLIN)
        return distribution(populated.reader, READER, NAMES, asked).from_rollups

    assert [source(field) for field in ("duration_ms", "total_tokens")] == [True, False]


@pytest.mark.parametrize("field", FIELD_NAMES)
def test_a_heat_map_s_columns_are_distributions(populated: Populated, field: str) -> None:
    asked = SpreadQuestion(field, BERLIN, parse("provider:openai"), "day")
    found = heat_map(populated.reader, READER, NAMES, asked)
    whole = distribution(populated.reader, READER, NAMES, asked)
    assert len(found.bands) <= BANDS + 1
    assert sum(band.count for band in found.bands) == whole.count > 0
    for number, band in enumerate(found.bands):
        assert band.count == sum(column.counts[number] for column in found.columns)
    day = found.columns[2]
    one = replace(
        asked, window=replace(BERLIN, start=day.start, end=found.columns[3].start), granularity=None
    )
    assert sum(day.counts) == distribution(populated.reader, READER, NAMES, one).count


def test_a_stranger_s_requests_are_not_in_it(populated: Populated) -> None:
    def total(tree: str) -> int:
        asked = SpreadQuestion("duration_ms", BERLIN, both(parse(tree), parse("status:success")))
        return distribution(populated.reader, READER, NAMES, asked).count

    own = distribution(populated.reader, STRANGER, NAMES, SpreadQuestion("duration_ms", BERLIN))
    assert own.count > 0
    assert total("") == count(populated, "status:success")
    assert total("project:depot") == 0


def test_nothing_has_no_bars(populated: Populated) -> None:
    empty = replace(BERLIN, start=END + timedelta(days=5), end=END + timedelta(days=6))
    for field in ("duration_ms", "cost_usd"):
        found = distribution(populated.reader, READER, NAMES, SpreadQuestion(field, empty))
        assert (found.bars, found.count, found.percentiles) == ((), 0, ())
        asked = SpreadQuestion(field, empty, granularity="day")
        heat = heat_map(populated.reader, READER, NAMES, asked)
        assert heat.bands == ()
        assert {column.counts for column in heat.columns} == {()}


def test_a_field_without_a_distribution_is_refused_with_the_nearest() -> None:
    with pytest.raises(BadInput, match="no distribution") as caught:
        SpreadQuestion("duration", BERLIN)
    assert caught.value.hint == "Did you mean duration_ms?"
