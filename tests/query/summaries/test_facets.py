"""Choices come with exact counts, and say what did not count."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from tailrace.core.errors import BadInput
from tailrace.core.record import Record
from tailrace.core.window import Window
from tailrace.query.grammar.filter import And
from tailrace.query.grammar.parse import parse
from tailrace.query.summaries.facets import RECENT, FacetQuestion, Facets, facets
from tests.fakes import recount
from tests.fakes.population import DEPOT, END, NAMES, READER, START, STRANGER
from tests.query.conftest import Populated

WHOLE = Window(START, END, ZoneInfo("UTC"))


def ask(populated: Populated, field: str, text: str = "", limit: int = 100) -> Facets:
    question = FacetQuestion(field, WHOLE, parse(text), limit)
    return facets(populated.reader, READER, NAMES, question)


def counted(
    populated: Populated, values: Callable[[Record], Iterable[str]], text: str = ""
) -> dict[str, int]:
    seen = recount.visible(populated.requests, READER, WHOLE)
    passed = recount.passing(seen, parse(text), NAMES)
    return dict(Counter(value for record in passed for value in values(record) if value))


def as_dict(found: Facets) -> dict[str, int]:
    return {one.value: one.count for one in found.values}


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("provider", lambda r: [r.provider]),
        ("status", lambda r: [r.status]),
        ("workflow", lambda r: [r.workflow]),
        ("http_status", lambda r: [str(r.http_status or "")]),
        ("tag", lambda r: set(r.tags)),
        ("user", lambda r: [r.user]),
        ("customer.segment", lambda r: [r.customer_data.get("segment", "")]),
        ("customer", lambda r: [f"customer.{path}" for path in r.customer_data]),
    ],
)
def test_choices_are_counted(
    populated: Populated, field: str, values: Callable[[Record], Iterable[str]]
) -> None:
    found = ask(populated, field)
    assert as_dict(found) == counted(populated, values)
    assert [one.count for one in found.values] == sorted(as_dict(found).values(), reverse=True)
    assert (found.truncated, found.since, found.left_out) == (False, None, "")


def test_projects_and_keys_have_their_names(populated: Populated) -> None:
    assert as_dict(ask(populated, "project")).keys() == {"shop", "lab"}
    assert as_dict(ask(populated, "key")).keys() == {"ci", "web", "worker 3"}


def test_what_a_rollup_holds_of_the_filter_counts(populated: Populated) -> None:
    found = ask(populated, "model", "provider:openai")
    assert as_dict(found) == counted(populated, lambda r: [r.model], "provider:openai")
    assert found.left_out == ""


def test_what_no_rollup_holds_is_left_out_and_named(populated: Populated) -> None:
    found = ask(populated, "model", 'user:"u 17" provider:openai duration_ms:>5')
    assert as_dict(found) == counted(populated, lambda r: [r.model], "provider:openai")
    assert found.left_out == 'user:"u 17" duration_ms:>5'
    assert ask(populated, "customer", "provider:openai").left_out == "provider:openai"


def test_sessions_are_of_the_newest_day(populated: Populated) -> None:
    found = ask(populated, "session", "status:error")
    assert found.since == END - RECENT
    recent = Window(END - RECENT, END, ZoneInfo("UTC"))
    seen = recount.visible(populated.requests, READER, recent)
    group = recount.passing(seen, parse("status:error"), NAMES)
    assert as_dict(found) == dict(Counter(r.session for r in group))
    short = FacetQuestion("session", Window(END - timedelta(hours=2), END, ZoneInfo("UTC")))
    assert facets(populated.reader, READER, NAMES, short).since is None


def test_more_choices_than_asked_for(populated: Populated) -> None:
    for field in ("user", "customer"):
        found = ask(populated, field, limit=2)
        assert len(found.values) == 2
        assert found.truncated


def test_a_stranger_has_other_choices(populated: Populated) -> None:
    question = FacetQuestion("project", WHOLE)
    found = facets(populated.reader, STRANGER, NAMES, question)
    assert as_dict(found).keys() == {f"#{DEPOT}"}
    mine = [r for r in populated.requests if r.project_id == DEPOT]
    paths = facets(populated.reader, STRANGER, NAMES, FacetQuestion("customer", WHOLE))
    group = recount.passing(mine, And(()), NAMES)
    assert as_dict(paths) == dict(
        Counter(f"customer.{path}" for record in group for path in record.customer_data)
    )


@pytest.mark.parametrize("field", ["id", "duration_ms", "nothing"])
def test_fields_without_choices_are_refused(populated: Populated, field: str) -> None:
    with pytest.raises(BadInput, match="no dimension"):
        ask(populated, field)
