"""The dashboard's first look equals a recount."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from tailrace.core.window import Window
from tailrace.query.grammar.filter import And
from tailrace.query.grammar.parse import parse
from tailrace.query.summaries.snapshot import TOP, snapshot
from tests.fakes import recount
from tests.fakes.population import END, NAMES, READER, START
from tests.query.conftest import Populated

BERLIN = Window(START, END, ZoneInfo("Europe/Berlin"))


def test_the_snapshot_is_a_recount(populated: Populated) -> None:
    seen = recount.visible(populated.requests, READER, BERLIN)
    group = recount.passing(seen, And(()), NAMES)
    found = snapshot(populated.reader, READER, NAMES, BERLIN)
    assert found.requests == len(group) == sum(day.requests for day in found.chart)
    assert found.tokens == recount.metric("total_tokens", group)
    assert found.tokens == sum(day.tokens for day in found.chart)
    assert found.cost_usd == recount.metric("cost_usd", group)
    assert found.fail_rate == round(recount.metric("error_rate", group), 6)
    assert found.latency_p95_ms == round(recount.metric("latency_p95_ms", group), 3)
    tops = Counter(f"{r.provider}:{r.model}" for r in group if r.provider)
    assert list(found.top_providers) == [name for name, _ in tops.most_common(TOP)]


def test_the_chart_has_every_day_of_the_zone(populated: Populated) -> None:
    week = replace(BERLIN, end=END + timedelta(days=2))
    days = [day.date for day in snapshot(populated.reader, READER, NAMES, week).chart]
    assert days == [f"2026-10-{day}" for day in range(22, 31)]


def test_a_filter_narrows_all_of_it(populated: Populated) -> None:
    found = snapshot(populated.reader, READER, NAMES, BERLIN, parse("provider:groq"))
    assert found.top_providers == ("groq:llama-3.3-70b",)
    assert found.requests == sum(day.requests for day in found.chart)


def test_an_empty_window_knows_nothing(populated: Populated) -> None:
    empty = replace(BERLIN, start=END + timedelta(days=1), end=END + timedelta(days=2))
    found = snapshot(populated.reader, READER, NAMES, empty)
    assert (found.requests, found.tokens, found.cost_usd) == (0, 0, "0")
    assert found.latency_p50_ms is found.latency_p95_ms is found.fail_rate is None
    assert found.top_providers == ()
    assert {day.requests for day in found.chart} == {0}
