"""Pages hold what passes, newest first, each request once, and nobody else's."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tailrace.core.errors import BadInput
from tailrace.core.record import Record
from tailrace.core.scope import Scope
from tailrace.core.window import Window
from tailrace.query.grammar.filter import Filter
from tailrace.query.grammar.parse import parse
from tailrace.query.requests.page import MAX_LIMIT, Listing, list_requests
from tailrace.query.requests.rows import RequestRow
from tests.fakes import questions as q
from tests.fakes import recount
from tests.fakes.population import END, NAMES, READER, START, STRANGER
from tests.query.conftest import Populated

WHOLE = Window(START, END, ZoneInfo("UTC"))


def expected(populated: Populated, listing: Listing, scope: Scope = READER) -> list[Record]:
    seen = recount.visible(populated.requests, scope, listing.window)
    passed = recount.passing(seen, listing.filter, NAMES)
    return sorted(passed, key=lambda r: (r.started_us, r.span_id), reverse=True)


def all_pages(populated: Populated, listing: Listing, scope: Scope = READER) -> list[RequestRow]:
    rows: list[RequestRow] = []
    while True:
        page = list_requests(populated.reader, scope, NAMES, listing)
        rows += page.rows
        if page.next_cursor is None:
            return rows
        assert len(page.rows) == listing.limit
        listing = replace(listing, cursor=page.next_cursor)


@pytest.mark.slow
@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(q.windows(), q.filters, st.sampled_from([37, 200, 500]))
def test_all_pages_together_are_what_passes(
    populated: Populated, window: Window, tree: Filter, limit: int
) -> None:
    listing = Listing(window, tree, limit=limit)
    ids = [row.id for row in all_pages(populated, listing)]
    assert ids == [recount.id_of(record) for record in expected(populated, listing)]


def test_small_pages_meet_without_gap_or_overlap(populated: Populated) -> None:
    listing = Listing(WHOLE, parse("status:error user:u_1"), limit=1)
    ids = [row.id for row in all_pages(populated, listing)]
    assert ids == [recount.id_of(record) for record in expected(populated, listing)]
    assert len(ids) > 3


def test_a_row_says_what_was_recorded(populated: Populated) -> None:
    listing = Listing(WHOLE, limit=MAX_LIMIT)
    page = list_requests(populated.reader, READER, NAMES, listing)
    for row, record in zip(page.rows, expected(populated, listing), strict=False):
        usage = record.usage
        assert row.started_at.timestamp() == pytest.approx(record.started_us / 1e6, abs=1e-6)
        assert row.trace_id == f"{record.trace_high:016x}{record.trace_low:016x}"
        assert row.project == NAMES.projects[record.project_id]  # type: ignore[index]
        assert row.user == (record.user or None)
        assert row.tags == record.tags
        assert row.customer_data == record.customer_data
        assert row.attempts == record.attempts
        assert row.duration_ms == round(record.duration_us / 1000, 3)
        assert row.ttft_ms == (None if record.ttft_us is None else round(record.ttft_us / 1000, 3))
        assert row.prompt_tokens == (usage.prompt_tokens if usage else None)
        assert row.reasoning_tokens == (usage.reasoning_tokens if usage else None)
        assert row.cost_usd == record.cost_usd


def test_a_stranger_sees_only_their_own(populated: Populated) -> None:
    listing = Listing(WHOLE, limit=MAX_LIMIT)
    rows = all_pages(populated, listing, STRANGER)
    assert [row.id for row in rows] == [
        recount.id_of(record) for record in expected(populated, listing, STRANGER)
    ]
    mine = list_requests(populated.reader, READER, NAMES, replace(listing, limit=1))
    theirs = replace(listing, cursor=mine.next_cursor)
    seen = list_requests(populated.reader, STRANGER, NAMES, theirs).rows
    assert {row.id for row in seen} <= {row.id for row in rows}


def test_an_id_and_a_trace_find_their_request(populated: Populated) -> None:
    record = expected(populated, Listing(WHOLE))[7]
    for text in (
        f"id:{recount.id_of(record)}",
        f"trace:{record.trace_high:016x}{record.trace_low:016x}",
    ):
        rows = all_pages(populated, Listing(WHOLE, parse(text)))
        assert [row.id for row in rows] == [recount.id_of(record)]


@pytest.mark.parametrize("limit", [0, MAX_LIMIT + 1])
def test_a_limit_out_of_bounds_is_refused(populated: Populated, limit: int) -> None:
    with pytest.raises(BadInput, match="between 1 and"):
        list_requests(populated.reader, READER, NAMES, Listing(WHOLE, limit=limit))


def test_a_foreign_cursor_is_refused(populated: Populated) -> None:
    with pytest.raises(BadInput, match="not one of ours"):
        list_requests(populated.reader, READER, NAMES, Listing(WHOLE, cursor="abc"))


def test_a_window_without_requests_is_an_empty_page(populated: Populated) -> None:
    later = Window(END + timedelta(days=1), END + timedelta(days=40), ZoneInfo("UTC"))
    page = list_requests(populated.reader, READER, NAMES, Listing(later))
    assert (page.rows, page.next_cursor) == ([], None)
