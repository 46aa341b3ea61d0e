"""One request whole: every field, its attempts in order, and its bodies.

The public id names the start time and the span, so the look-up is a seek that needs no window.
What must stay true: a request outside the scope is not found, as if it were not there; bodies
leave this room only for readers whose scope allows them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from tailrace.core.clock import from_us, to_us
from tailrace.core.errors import NotFound
from tailrace.core.ids import MAX_HOPS, parse_request_id
from tailrace.core.scope import Scope
from tailrace.core.window import LATEST
from tailrace.query.question import Names
from tailrace.query.reader import Reader
from tailrace.query.requests.rows import (
    RequestRow,
    Row,
    SpanRow,
    milliseconds,
    request_fields,
    span_fields,
    tokens_of,
)
from tailrace.query.requests.spans import read_spans
from tailrace.query.sql.parameters import MOMENT, Parameters, scope_condition
from tailrace.query.sql.select import Statement

_CLOCK_SLACK = timedelta(minutes=1)
"""How far a wall clock may have been set back while a request ran."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestDetail(RequestRow):
    """A request with what only its own page shows."""

    operation: str
    environment: str | None
    source: str
    finish_reason: str | None
    error_class: str | None
    test_mode: bool
    span_id: str
    cache_write_tokens: int | None
    price_version: str | None
    workflow_version: int | None
    schema: str | None
    schema_version: int | None
    invalid_path: str | None
    limit: str | None
    offline_fallback: bool
    input_bytes: int
    output_bytes: int
    body_state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt(SpanRow):
    """One provider call of a request."""

    position: int
    wait_ms: float
    error_class: str | None
    invalid_path: str | None
    output: str | None
    """The provider's answer, where it was kept apart from the request's."""


@dataclass(frozen=True, slots=True)
class RequestWhole:
    """A request, its attempts in order, and its bodies.

    `bodies_shown` is False for a reader who may not see them; None then says nothing else.
    """

    request: RequestDetail
    attempts: tuple[Attempt, ...]
    input: str | None
    output: str | None
    attributes: Mapping[str, object]
    bodies_shown: bool


def get_request(reader: Reader, scope: Scope, names: Names, id_text: str) -> RequestWhole:
    """Return the request; raises BadInput for text that is no id, NotFound."""
    started_us, span_id = parse_request_id(id_text)
    if started_us >= to_us(LATEST):
        raise _not_found()
    row = _request(reader, scope, from_us(started_us), span_id)
    calls = _attempts(reader, scope, row)
    bodies = _bodies(reader, scope, [row, *calls]) if scope.bodies else {}
    body = bodies.get(span_id, (None, None))
    return RequestWhole(
        _detail(row, names),
        tuple(_attempt(call, bodies.get(call["span_id"], (None, None))[1]) for call in calls),
        *body,
        _attributes(row["attributes"]),
        scope.bodies,
    )


def _request(reader: Reader, scope: Scope, started_at: datetime, span_id: int) -> Row:
    parameters = Parameters()
    conditions = (
        scope_condition(scope, "s", parameters),
        "s.cls IN (0, 2)",
        f"s.started_at = {parameters.bind(started_at, MOMENT)}",
        f"s.span_id = {parameters.bind(span_id, 'UInt64')}",
    )
    rows = read_spans(reader, conditions, parameters, 1)
    if not rows:
        raise _not_found()
    return rows[0]


def _attempts(reader: Reader, scope: Scope, request: Row) -> list[Row]:
    """Return the request's provider calls; their span ids are its own with a position added."""
    parameters = Parameters()
    started, duration = request["started_at"], timedelta(microseconds=request["duration_us"])
    first = parameters.bind(request["span_id"] | 1, "UInt64")
    last = parameters.bind(request["span_id"] | MAX_HOPS, "UInt64")
    conditions = (
        scope_condition(scope, "s", parameters),
        "s.cls = 1",
        f"s.started_at >= {parameters.bind(started - _CLOCK_SLACK, MOMENT)}",
        f"s.started_at <= {parameters.bind(started + duration + _CLOCK_SLACK, MOMENT)}",
        f"s.span_id BETWEEN {first} AND {last}",
        f"s.project_id = {parameters.bind(request['project_id'], 'UInt32')}",
    )
    rows = read_spans(reader, conditions, parameters, MAX_HOPS)
    return sorted(rows, key=lambda row: (row["position"], row["span_id"]))


def _bodies(
    reader: Reader, scope: Scope, spans: list[Row]
) -> dict[int, tuple[str | None, str | None]]:
    """Return input and output by span id; what is not stored is None."""
    parameters = Parameters()
    times = parameters.bind_all([span["started_at"] for span in spans], MOMENT)
    ids = parameters.bind_all([span["span_id"] for span in spans], "UInt64")
    lines = (
        "SELECT p.span_id AS span_id, p.input AS input, p.output AS output",
        "FROM payloads AS p",
        f"WHERE {scope_condition(scope, 'p', parameters)}",
        f"AND p.started_at IN {times} AND p.span_id IN {ids}",
        f"LIMIT 1 BY span_id LIMIT {len(spans):d}",
    )
    rows = reader.read(Statement("\n".join(lines), parameters.values)).rows
    return {span_id: (given or None, answered or None) for span_id, given, answered in rows}


def _detail(row: Row, names: Names) -> RequestDetail:
    return RequestDetail(
        **request_fields(row, names),
        operation=row["operation"],
        environment=row["environment"] or None,
        source=row["source"],
        finish_reason=row["finish_reason"] or None,
        error_class=row["error_class"] or None,
        test_mode=row["test_mode"],
        span_id=f"{row['span_id']:016x}",
        cache_write_tokens=tokens_of(row).cache_write_tokens,
        price_version=row["price_version"] or None,
        workflow_version=row["workflow_version"] or None,
        schema=row["schema"] or None,
        schema_version=row["schema_version"] or None,
        invalid_path=row["invalid_path"] or None,
        limit=row["limit"] or None,
        offline_fallback=row["offline_fallback"],
        input_bytes=row["input_bytes"],
        output_bytes=row["output_bytes"],
        body_state=row["body_state"],
    )


def _attempt(row: Row, output: str | None) -> Attempt:
    return Attempt(
        **span_fields(row),
        position=row["position"],
        wait_ms=milliseconds(row["wait_us"]),
        error_class=row["error_class"] or None,
        invalid_path=row["invalid_path"] or None,
        output=output,
    )


def _attributes(text: str) -> Mapping[str, object]:
    try:
        return msgspec.json.decode(text or "{}", type=dict[str, object])
    except msgspec.DecodeError:
        return {"unreadable": text}


def _not_found() -> NotFound:
    return NotFound("There is no such request.", hint="It may have expired, or not be yours.")
