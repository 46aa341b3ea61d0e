"""A trace is all its spans that the reader may see, those of attempts too."""

import pytest

from tailrace.core.errors import BadInput, NotFound
from tailrace.core.record import CONTEXT, Line, Record
from tailrace.query.requests import trace as module
from tailrace.query.requests.trace import get_trace
from tailrace.store import rows
from tests.fakes import recount
from tests.fakes.population import READER, SHOP, STRANGER, VAULT
from tests.fakes.records import attempt, request
from tests.query.conftest import Populated

HIGH, LOW = 0xABCD, 0x1234


def trace_id(record: Record) -> str:
    return f"{record.trace_high:016x}{record.trace_low:016x}"


@pytest.fixture(scope="module")
def brought_along(populated: Populated) -> list[Record]:
    """A trace that a caller brought: an agent's span, two requests, and one in a hidden project."""
    shared = {"org_id": 1, "project_id": SHOP, "trace_high": HIGH, "trace_low": LOW}
    agent = request(9100, **{**shared, "cls": CONTEXT, "source": "otlp", "attempts": 0})
    first = request(9101, **shared, attempts=2, parent_span_id=agent.span_id, limit="budget",
                    offline_fallback=True, invalid_path="/a")  # fmt: skip
    second = request(9102, **shared, attempts=1, parent_span_id=agent.span_id)
    hidden = request(9103, **{**shared, "project_id": VAULT}, attempts=0)
    lines = [
        Line("p", 1, (agent,)),
        Line("p", 2, (first, attempt(first, 1), attempt(first, 2, wait_us=400_000))),
        Line("p", 3, (second, attempt(second, 1))),
        Line("p", 4, (hidden,)),
    ]
    populated.reader.engine.insert("spans", rows.spans(lines, lambda _: 90), "trace")
    return [record for line in lines[:3] for record in line.records]


def test_a_trace_that_a_caller_brought_has_all_its_spans(
    populated: Populated, brought_along: list[Record]
) -> None:
    trace = get_trace(populated.reader, READER, f"{HIGH:016x}{LOW:016x}")
    in_time = sorted(brought_along, key=lambda record: (record.started_us, record.span_id))
    assert [span.id for span in trace.spans] == [recount.id_of(record) for record in in_time]
    parents = {span.span_id: span.parent_span_id for span in trace.spans}
    for record in brought_along:
        parent = f"{record.parent_span_id:016x}" if record.parent_span_id else None
        assert parents[f"{record.span_id:016x}"] == parent
    assert trace.trace_id == f"{HIGH:016x}{LOW:016x}"
    assert not trace.truncated
    agent, first, _, second, *_ = trace.spans
    assert (first.limit, first.offline_fallback, first.invalid_path) == ("budget", True, "/a")
    assert (agent.limit, agent.offline_fallback, agent.invalid_path) == (None, False, None)
    assert (first.wait_ms, second.wait_ms) == (0, 400)


def test_a_request_of_its_own_trace_is_found_with_its_attempts(populated: Populated) -> None:
    line = next(
        line
        for line in populated.lines
        if line.records[0].project_id == SHOP and line.records[0].attempts == 3
    )
    trace = get_trace(populated.reader, READER, trace_id(line.records[0]))
    assert [span.kind for span in trace.spans] == ["request", "attempt", "attempt", "attempt"]
    assert {span.parent_span_id for span in trace.spans[1:]} == {trace.spans[0].span_id}


def test_a_huge_trace_is_cut(
    populated: Populated, brought_along: list[Record], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_SPANS", len(brought_along) - 1)
    trace = get_trace(populated.reader, READER, f"{HIGH:016x}{LOW:016x}")
    assert trace.truncated
    assert len(trace.spans) == len(brought_along) - 1


def test_what_one_may_not_see_is_not_there(
    populated: Populated, brought_along: list[Record]
) -> None:
    with pytest.raises(NotFound):
        get_trace(populated.reader, STRANGER, trace_id(brought_along[0]))
    with pytest.raises(NotFound):
        get_trace(populated.reader, READER, "1" * 32)
    with pytest.raises(BadInput):
        get_trace(populated.reader, READER, "0" * 32)
