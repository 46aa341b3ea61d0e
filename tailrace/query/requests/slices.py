"""What the list and an export share: conditions on rows of a slice of time, and how slices grow.

Both read a window backwards, newest first, in slices as long as the requests found so far make
likely, and both go on after a place. What must stay true: a place is the last row that came, and
nothing before it comes again.
"""

from datetime import datetime, timedelta
from typing import Final

from tailrace.core.clock import from_us, to_us
from tailrace.core.scope import Scope
from tailrace.core.window import LATEST
from tailrace.query.grammar.filter import Filter, without_tests
from tailrace.query.question import Names
from tailrace.query.requests.cursor import Place
from tailrace.query.sql.columns import Columns
from tailrace.query.sql.condition import condition
from tailrace.query.sql.parameters import MOMENT, Parameters, scope_condition

FIRST_SLICE: Final = timedelta(minutes=10)
FASTEST_GROWTH: Final = 12


def moment_of(place: Place) -> datetime:
    """Return the place's time, or the latest there is."""
    return from_us(min(place.started_us, to_us(LATEST)))


def end_after(end: datetime, after: Place | None) -> datetime:
    """Return where to begin to read backwards: at the window's end, or right behind the place."""
    if after is None:
        return end
    return min(end, moment_of(after) + timedelta(microseconds=1))


def conditions(
    parameters: Parameters,
    scope: Scope,
    names: Names,
    tree: Filter,
    part: tuple[datetime, datetime],
    after: Place | None,
) -> list[str]:
    """Return what rows `s` of a slice must fulfil to be read."""
    found = [
        scope_condition(scope, "s", parameters),
        "s.cls = 0",
        f"s.started_at >= {parameters.bind(part[0], MOMENT)}",
        f"s.started_at < {parameters.bind(part[1], MOMENT)}",
    ]
    if after is not None:
        moment = parameters.bind(moment_of(after), MOMENT)
        span = parameters.bind(after.span_id, "UInt64")
        found.append(f"(s.started_at < {moment} OR s.span_id < {span})")
    found.append(condition(Columns(names, parameters, {}), without_tests(tree)))
    return found
