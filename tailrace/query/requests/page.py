"""A page of requests, newest first.

What must stay true: no count, no bodies, and a cost that follows the page, not the window. The
window is searched backwards in slices as long as the rows found so far make likely, and the keys
of the page are found before its wide columns are read.
"""

from dataclasses import dataclass
from datetime import datetime

from tailrace.core.clock import from_us, to_us
from tailrace.core.errors import BadInput
from tailrace.core.scope import Scope
from tailrace.core.window import Window
from tailrace.query.grammar.filter import EVERYTHING, Filter
from tailrace.query.question import Names
from tailrace.query.reader import Reader
from tailrace.query.requests.cursor import Place, read_cursor, write_cursor
from tailrace.query.requests.rows import LIST_COLUMNS, RequestRow, Row, as_rows, request_fields
from tailrace.query.requests.slices import FASTEST_GROWTH, FIRST_SLICE, conditions, end_after
from tailrace.query.sql.parameters import MOMENT, Parameters, scope_condition
from tailrace.query.sql.select import Statement

MAX_LIMIT = 500


@dataclass(frozen=True, slots=True)
class Listing:
    """Which requests, and which page of them."""

    window: Window
    filter: Filter = EVERYTHING
    cursor: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Page:
    """Some requests, newest first, and where the next page begins; None: there is none."""

    rows: list[RequestRow]
    next_cursor: str | None


def list_requests(reader: Reader, scope: Scope, names: Names, listing: Listing) -> Page:
    """Return one page; raises BadInput for a limit out of bounds or a cursor that is not ours."""
    if not 1 <= listing.limit <= MAX_LIMIT:
        raise BadInput(f"limit={listing.limit} is not between 1 and {MAX_LIMIT}.")
    found = _keys(reader, scope, names, listing)
    keys = found[: listing.limit]
    rows = _wide(reader, scope, keys)
    more = len(found) > len(keys)
    return Page(
        [RequestRow(**request_fields(row, names)) for row in rows],
        write_cursor(keys[-1]) if more else None,
    )


def _keys(reader: Reader, scope: Scope, names: Names, listing: Listing) -> list[Place]:
    """Return the page's places and, if there are more, one more."""
    wanted, found, length = listing.limit + 1, list[Place](), FIRST_SLICE
    after = read_cursor(listing.cursor) if listing.cursor else None
    end = end_after(listing.window.end, after)
    while end > listing.window.start and len(found) < wanted:
        start = max(listing.window.start, end - length)
        statement = _keys_sql(scope, names, listing, (start, end), after, wanted - len(found))
        found += [Place(to_us(at), span) for at, span in reader.read(statement).rows]
        end, length = start, length * _growth(len(found), wanted)
    return found


def _growth(found: int, wanted: int) -> int:
    """Return how many times as long the next slice should be, to hold what is still missing."""
    if found == 0:
        return FASTEST_GROWTH
    return max(1, min(FASTEST_GROWTH, 2 * (wanted - found) // found))


def _keys_sql(
    scope: Scope,
    names: Names,
    listing: Listing,
    part: tuple[datetime, datetime],
    after: Place | None,
    most: int,
) -> Statement:
    parameters = Parameters()
    where = conditions(parameters, scope, names, listing.filter, part, after)
    lines = (
        "SELECT s.started_at AS started_at, s.span_id AS span_id",
        "FROM spans AS s",
        f"WHERE {' AND '.join(where)}",
        "ORDER BY started_at DESC, span_id DESC",
        f"LIMIT 1 BY started_at, span_id LIMIT {most:d}",
    )
    return Statement("\n".join(lines), parameters.values)


def _wide(reader: Reader, scope: Scope, keys: list[Place]) -> list[Row]:
    """Read what the list shows of these rows, in their order; a row gone meanwhile is left out."""
    if not keys:
        return []
    parameters = Parameters()
    times = [from_us(key.started_us) for key in keys]
    where = (
        scope_condition(scope, "s", parameters),
        "s.cls = 0",
        f"s.started_at IN {parameters.bind_all(times, MOMENT)}",
        f"s.span_id IN {parameters.bind_all([key.span_id for key in keys], 'UInt64')}",
    )
    columns = ", ".join(f"s.{name} AS {name}" for name in LIST_COLUMNS)
    sql = " ".join(("SELECT", columns, "FROM spans AS s WHERE", " AND ".join(where)))
    rows = as_rows(LIST_COLUMNS, reader.read(Statement(sql, parameters.values)).rows)
    found = {Place(to_us(row["started_at"]), row["span_id"]): row for row in rows}
    return [found[key] for key in keys if key in found]
