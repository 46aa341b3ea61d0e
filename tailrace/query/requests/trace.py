"""All spans of a trace that a reader may see, with their parents, oldest first.

What must stay true: a gateway's attempts do not repeat their request's trace, so they are found
through their request's span id; a huge trace is cut on this side, and said to be.
"""

from dataclasses import dataclass
from datetime import timedelta

from tailrace.core.errors import NotFound
from tailrace.core.ids import MAX_HOPS, TraceId
from tailrace.core.scope import Scope
from tailrace.query.reader import Reader
from tailrace.query.requests.rows import Row, SpanRow, milliseconds, span_fields
from tailrace.query.requests.spans import read_spans
from tailrace.query.sql.parameters import MOMENT, Parameters, scope_condition
from tailrace.query.sql.term import trace_condition

MOST_SPANS = 10_000
_SLACK = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span(SpanRow):
    """One span of a trace."""

    span_id: str
    parent_span_id: str | None
    kind: str
    name: str
    operation: str
    wait_ms: float
    invalid_path: str | None
    limit: str | None
    offline_fallback: bool


@dataclass(frozen=True, slots=True)
class Trace:
    """The spans, oldest first; `truncated`: there are more than MOST_SPANS."""

    trace_id: str
    spans: tuple[Span, ...]
    truncated: bool


def get_trace(reader: Reader, scope: Scope, trace_id: str) -> Trace:
    """Return the trace; raises BadInput for text that is no trace id, NotFound."""
    trace = TraceId.parse(trace_id)
    parameters = Parameters()
    conditions = (
        scope_condition(scope, "s", parameters),
        trace_condition(parameters, trace),
    )
    rows = read_spans(reader, conditions, parameters, MOST_SPANS + 1)
    if not rows:
        raise NotFound("There is no such trace.", hint="It may have expired, or not be yours.")
    rows = _once([*rows, *_attempts(reader, scope, rows[:MOST_SPANS])])
    spans = tuple(map(_span, rows[:MOST_SPANS]))
    return Trace(str(trace), spans, truncated=len(rows) > MOST_SPANS)


def _attempts(reader: Reader, scope: Scope, rows: list[Row]) -> list[Row]:
    requests = [row for row in rows if row["kind"] == "request" and row["attempts"]]
    if not requests:
        return []
    parameters = Parameters()
    first = min(row["started_at"] for row in requests) - _SLACK
    last = max(row["started_at"] + timedelta(microseconds=row["duration_us"]) for row in requests)
    ids = parameters.bind_all([row["span_id"] for row in requests], "UInt64")
    conditions = (
        scope_condition(scope, "s", parameters),
        "s.cls = 1",
        f"s.started_at >= {parameters.bind(first, MOMENT)}",
        f"s.started_at <= {parameters.bind(last + _SLACK, MOMENT)}",
        f"bitAnd(s.span_id, bitNot(toUInt64({MAX_HOPS:d}))) IN {ids}",
    )
    return read_spans(reader, conditions, parameters, MOST_SPANS)


def _once(rows: list[Row]) -> list[Row]:
    """Return each span once, oldest first; a parent before a child that started with it."""
    found = {row["span_id"]: row for row in rows}
    return sorted(found.values(), key=lambda row: (row["started_at"], row["span_id"]))


def _span(row: Row) -> Span:
    return Span(
        **span_fields(row),
        span_id=f"{row['span_id']:016x}",
        parent_span_id=_parent(row),
        kind=row["kind"],
        name=row["name"],
        operation=row["operation"],
        wait_ms=milliseconds(row["wait_us"]),
        invalid_path=row["invalid_path"] or None,
        limit=row["limit"] or None,
        offline_fallback=row["offline_fallback"],
    )


def _parent(row: Row) -> str | None:
    """Return the parent; an attempt that names none is its request's, by its span id."""
    parent = row["parent_span_id"]
    if not parent and row["kind"] == "attempt":
        parent = row["span_id"] & ~MAX_HOPS
    return f"{parent:016x}" if parent else None
