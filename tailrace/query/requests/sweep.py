"""All requests of a window, newest first, a batch at a time: what an export reads.

What must stay true: memory holds one batch, whatever the window; every request comes once, with the
fields of the list; a sweep that stopped goes on after the last request that came of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from tailrace.core.clock import to_us
from tailrace.core.scope import Scope
from tailrace.core.window import Window
from tailrace.query.grammar.filter import EVERYTHING, Filter
from tailrace.query.question import Names
from tailrace.query.reader import Reader
from tailrace.query.requests.cursor import Place
from tailrace.query.requests.rows import LIST_COLUMNS, RequestRow, Row, as_rows, request_fields
from tailrace.query.requests.slices import FASTEST_GROWTH, FIRST_SLICE, conditions, end_after
from tailrace.query.sql.parameters import MOMENT, Parameters, scope_condition
from tailrace.query.sql.select import Statement

BATCH = 10_000
BATCH_WITH_BODIES = 200
"""Bodies are kept up to a megabyte each."""


@dataclass(frozen=True, slots=True)
class Swept:
    """One request, and its bodies where they were asked for and may be seen."""

    row: RequestRow
    input: str | None = None
    output: str | None = None


@dataclass(frozen=True, slots=True)
class Sweep:
    """Which requests; `after` is the last one that came already."""

    window: Window
    filter: Filter = EVERYTHING
    after: Place | None = None
    bodies: bool = False
    batch: int = 0
    """Most requests at a time; 0: what suits."""

    @property
    def most(self) -> int:
        return self.batch or (BATCH_WITH_BODIES if self.bodies else BATCH)


def sweep(reader: Reader, scope: Scope, names: Names, asked: Sweep) -> Iterator[list[Swept]]:
    """Yield the requests in batches, none of them empty.

    The window is read backwards in slices as long as the requests found so far make likely.
    """
    after, length = asked.after, FIRST_SLICE
    end = end_after(asked.window.end, after)
    while end > asked.window.start:
        start = max(asked.window.start, end - length)
        rows = _read(reader, scope, names, asked, (start, end), after)
        if rows:
            yield _dressed(reader, scope, names, asked, rows)
        if len(rows) == asked.most:
            after = _place(rows[-1])
            length = max(end - rows[-1]["started_at"], timedelta(microseconds=1))
            end = end_after(end, after)
        else:
            length *= _growth(len(rows), asked.most)
            end = start


def _growth(found: int, most: int) -> int:
    """Return how many times as long the next slice should be, to fill about half a batch."""
    return min(FASTEST_GROWTH, max(1, most // (2 * found))) if found else FASTEST_GROWTH


def _place(row: Row) -> Place:
    return Place(to_us(row["started_at"]), row["span_id"])


def _read(
    reader: Reader,
    scope: Scope,
    names: Names,
    asked: Sweep,
    part: tuple[datetime, datetime],
    after: Place | None,
) -> list[Row]:
    parameters = Parameters()
    where = conditions(parameters, scope, names, asked.filter, part, after)
    lines = (
        f"SELECT {', '.join(f's.{name} AS {name}' for name in LIST_COLUMNS)}",
        "FROM spans AS s",
        f"WHERE {' AND '.join(where)}",
        "ORDER BY started_at DESC, span_id DESC",
        f"LIMIT 1 BY started_at, span_id LIMIT {asked.most:d}",
    )
    return as_rows(LIST_COLUMNS, reader.read(Statement("\n".join(lines), parameters.values)).rows)


def _dressed(
    reader: Reader, scope: Scope, names: Names, asked: Sweep, rows: list[Row]
) -> list[Swept]:
    bodies = _bodies(reader, scope, rows) if asked.bodies and scope.bodies else {}
    nothing = (None, None)
    return [
        Swept(RequestRow(**request_fields(row, names)), *bodies.get(_place(row), nothing))
        for row in rows
    ]


def _bodies(
    reader: Reader, scope: Scope, rows: list[Row]
) -> dict[Place, tuple[str | None, str | None]]:
    parameters = Parameters()
    newest, oldest = rows[0]["started_at"], rows[-1]["started_at"]
    ids = parameters.bind_all([row["span_id"] for row in rows], "UInt64")
    lines = (
        "SELECT p.started_at AS started_at, p.span_id AS span_id,",
        "p.input AS input, p.output AS output",
        "FROM payloads AS p",
        f"WHERE {scope_condition(scope, 'p', parameters)}",
        f"AND p.started_at >= {parameters.bind(oldest, MOMENT)}",
        f"AND p.started_at <= {parameters.bind(newest, MOMENT)} AND p.span_id IN {ids}",
        f"LIMIT 1 BY started_at, span_id LIMIT {len(rows):d}",
    )
    found = reader.read(Statement("\n".join(lines), parameters.values)).rows
    return {
        Place(to_us(at), span): (given or None, answered or None)
        for at, span, given, answered in found
    }
