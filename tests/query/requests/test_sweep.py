"""A sweep gives what passes, newest first, each request once, in batches of bounded size."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tailrace.core.scope import Scope
from tailrace.core.window import Window
from tailrace.query.grammar.filter import Filter
from tailrace.query.grammar.parse import parse
from tailrace.query.requests.cursor import Place
from tailrace.query.requests.page import Listing, list_requests
from tailrace.query.requests.sweep import Sweep, Swept, sweep
from tests.fakes import questions as q
from tests.fakes import recount
from tests.fakes.population import END, NAMES, READER, START, STRANGER
from tests.query.conftest import Populated
from tests.query.requests.test_page import expected

WHOLE = Window(START, END, ZoneInfo("UTC"))


def swept(populated: Populated, asked: Sweep, scope: Scope = READER) -> list[Swept]:
    batches = list(sweep(populated.reader, scope, NAMES, asked))
    assert all(1 <= len(batch) <= asked.most for batch in batches)
    return [one for batch in batches for one in batch]


@pytest.mark.slow
@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(q.windows(), q.filters, st.sampled_from([1, 37, 500]))
def test_all_batches_together_are_what_passes(
    populated: Populated, window: Window, tree: Filter, batch: int
) -> None:
    passing = expected(populated, Listing(window, tree))
    if len(passing) > 100 * batch:
        batch = 500
    ids = [one.row.id for one in swept(populated, Sweep(window, tree, batch=batch))]
    assert ids == [recount.id_of(record) for record in passing]


def test_rows_are_the_lists_rows(populated: Populated) -> None:
    page = list_requests(populated.reader, READER, NAMES, Listing(WHOLE, limit=100))
    rows = swept(populated, Sweep(WHOLE))[:100]
    assert [one.row for one in rows] == page.rows
    assert {(one.input, one.output) for one in rows} == {(None, None)}


def test_a_sweep_goes_on_after_the_last_request_that_came(populated: Populated) -> None:
    asked = Sweep(WHOLE, parse("-status:success"))
    records = expected(populated, Listing(WHOLE, asked.filter))
    whole = [one.row.id for one in swept(populated, asked)]
    for stop in (0, len(records) // 2, len(records) - 1):
        after = Place(records[stop].started_us, records[stop].span_id)
        rest = swept(populated, replace(asked, after=after))
        assert [one.row.id for one in rest] == whole[stop + 1 :]


def test_bodies_come_with_their_requests_when_they_may_be_seen(populated: Populated) -> None:
    asked = Sweep(WHOLE, bodies=True)
    bodies = [(one.input, one.output) for one in swept(populated, asked)]
    records = expected(populated, Listing(WHOLE))
    assert bodies == [(record.input or None, record.output or None) for record in records]
    blind = swept(populated, asked, replace(READER, bodies=False))
    assert {(one.input, one.output) for one in blind} == {(None, None)}


def test_a_stranger_sweeps_only_their_own(populated: Populated) -> None:
    theirs = [one.row.id for one in swept(populated, Sweep(WHOLE, bodies=True), STRANGER)]
    records = expected(populated, Listing(WHOLE), STRANGER)
    assert theirs == [recount.id_of(record) for record in records]
    assert not {one.row.id for one in swept(populated, Sweep(WHOLE))} & set(theirs)
