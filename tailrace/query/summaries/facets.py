"""The values that a field has in a window, with counts: what a filter can be chosen from.

What must stay true: where a rollup holds the field, choices come from it, never from raw rows; so
a part of the filter that the rollup does not hold is left out, and said to be. Fields without a
rollup (sessions above all) are read from the newest stretch of the window only.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tailrace.core.scope import Scope
from tailrace.core.window import Window
from tailrace.query.catalog import CUSTOMER, get_dimension
from tailrace.query.cells import families
from tailrace.query.grammar.filter import (
    EVERYTHING,
    Filter,
    both,
    conjuncts,
    format_filter,
    without_tests,
)
from tailrace.query.plan import choose
from tailrace.query.question import Names, Question
from tailrace.query.reader import Reader
from tailrace.query.run import run
from tailrace.query.sql.parameters import MOMENT, PERIOD, Parameters, scope_condition
from tailrace.query.sql.select import Statement

RECENT = timedelta(days=1)
PATHS = "customer"
"""The field whose values are the customer data's own fields, such as `customer.segment`."""


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value as a filter would write it, and how many requests have it."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Facets:
    """Values, most frequent first.

    `since` is where the reading began when that is later than the window's start; `left_out` is
    the part of the filter that did not count.
    """

    values: tuple[FacetValue, ...]
    truncated: bool
    since: datetime | None = None
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class FacetQuestion:
    """Which field's values, of which requests."""

    field: str
    window: Window
    filter: Filter = EVERYTHING
    limit: int = 100


def facets(reader: Reader, scope: Scope, names: Names, asked: FacetQuestion) -> Facets:
    """Return the field's values; raises BadInput for a field that requests are not grouped by."""
    if asked.field == PATHS:
        return _paths(reader, scope, asked)
    get_dimension(asked.field)
    question = Question(
        asked.window, ("requests",), (asked.field,), filter=asked.filter, limit=asked.limit
    )
    if not families(frozenset({asked.field})):
        return _recent(reader, scope, names, question)
    tree, left_out = _answerable(question)
    found = _read(reader, scope, names, replace(question, filter=tree))
    return replace(found, left_out=format_filter(left_out))


def _read(reader: Reader, scope: Scope, names: Names, question: Question) -> Facets:
    answer = run(reader, scope, names, question)
    (field,) = question.group_by
    values = (
        FacetValue(str(row[field]), int(row["requests"] or 0))
        for row in answer.rows
        if row[field] is not None
    )
    return Facets(tuple(values), answer.truncated)


def _recent(reader: Reader, scope: Scope, names: Names, question: Question) -> Facets:
    window = question.window
    since = max(window.start, window.end - RECENT)
    found = _read(reader, scope, names, replace(question, window=replace(window, start=since)))
    return replace(found, since=since if since > window.start else None)


def _answerable(question: Question) -> tuple[Filter, Filter]:
    """Return the part of the filter that a rollup with the field can answer, and the rest."""
    kept: Filter = EVERYTHING
    left_out: Filter = EVERYTHING
    for part in conjuncts(question.filter):
        wider = both(kept, part)
        if choose(replace(question, filter=without_tests(wider))) is not None:
            kept = wider
        else:
            left_out = both(left_out, part)
    return kept, left_out


def _paths(reader: Reader, scope: Scope, asked: FacetQuestion) -> Facets:
    """Return the paths of the customer data, counted over the UTC days that the window touches."""
    parameters = Parameters()
    first = asked.window.start.replace(hour=0, minute=0, second=0, microsecond=0)
    lines = (
        "SELECT r.dimension AS path, sum(r.n) AS requests",
        "FROM rollup_customer_day AS r",
        f"WHERE {scope_condition(scope, 'r', parameters)}",
        f"AND startsWith(r.dimension, {parameters.bind(CUSTOMER, 'String')})",
        f"AND r.period >= {parameters.bind(first, PERIOD)}",
        f"AND r.period < {parameters.bind(asked.window.end, MOMENT)} AND NOT r.test_mode",
        f"GROUP BY path ORDER BY requests DESC, path LIMIT {asked.limit + 1:d}",
    )
    rows = reader.read(Statement("\n".join(lines), parameters.values)).rows
    values = tuple(FacetValue(path, requests) for path, requests in rows[: asked.limit])
    left_out = "" if asked.filter == EVERYTHING else format_filter(asked.filter)
    return Facets(values, truncated=len(rows) > asked.limit, left_out=left_out)
