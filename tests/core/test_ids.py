"""Ids are small, unique and readable back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailrace.core.errors import BadInput
from tailrace.core.ids import (
    MAX_HOPS,
    RequestNumbers,
    SpanId,
    TraceId,
    attempt_span,
    parse_request_id,
    request_id,
)

U64 = st.integers(0, 2**64 - 1)


@given(st.integers(0, 2**52 - 1), U64)
def test_request_id_reads_back(started_us: int, span: int) -> None:
    assert parse_request_id(request_id(started_us, SpanId(span))) == (started_us, span)


@pytest.mark.parametrize(
    "text", ["", "abc", "g" * 30, "0" * 29, "0" * 31, "0x" + "0" * 28, "é" * 30]
)
def test_other_text_is_not_a_request_id(text: str) -> None:
    with pytest.raises(BadInput, match="request id"):
        parse_request_id(text)


@given(U64, U64)
def test_trace_id_reads_back(high: int, low: int) -> None:
    if (high, low) == (0, 0):
        return
    trace = TraceId(high, low)
    assert TraceId.parse(str(trace)) == trace
    assert len(str(trace)) == 32


def test_zero_trace_is_refused() -> None:
    with pytest.raises(BadInput):
        TraceId.parse("0" * 32)


def test_numbers_never_repeat_and_leave_room_for_hops() -> None:
    numbers = RequestNumbers()
    taken = [numbers.take() for _ in range(1000)]
    hops = {attempt_span(span, position) for span in taken for position in range(1, 5)}
    assert len(set(taken)) == 1000
    assert len(hops) == 4000
    assert hops.isdisjoint(taken)
    assert all(span < 2**64 for span in hops)


def test_two_processes_differ() -> None:
    boots = {RequestNumbers().boot for _ in range(50)}
    assert len(boots) > 45


def test_hops_beyond_the_last_share_its_id() -> None:
    span = RequestNumbers().take()
    assert attempt_span(span, MAX_HOPS + 9) == attempt_span(span, MAX_HOPS)


def test_own_trace_is_named_by_the_request() -> None:
    numbers = RequestNumbers()
    span = numbers.take()
    assert numbers.trace_of(span) == TraceId(numbers.trace_prefix, span)
