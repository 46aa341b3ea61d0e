"""Records survive the spool's JSON exactly."""

from decimal import Decimal

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from tailrace.core.record import Line, Record
from tailrace.core.usage import Usage

TEXT = st.text(max_size=20)
COUNT = st.none() | st.integers(0, 2**32 - 1)
RECORDS = st.builds(
    Record,
    org_id=st.integers(1, 9),
    project_id=st.integers(1, 9),
    kind=st.sampled_from(["request", "attempt"]),
    cls=st.integers(0, 2),
    source=st.just("gateway"),
    started_us=st.integers(0, 2**52),
    trace_high=st.integers(0, 2**64 - 1),
    trace_low=st.integers(0, 2**64 - 1),
    span_id=st.integers(0, 2**64 - 1),
    operation=TEXT,
    status=st.sampled_from(["success", "error", "throttled", "cancelled"]),
    duration_us=st.integers(0, 2**40),
    ttft_us=COUNT,
    usage=st.none() | st.builds(Usage, prompt_tokens=COUNT, cached_tokens=COUNT),
    cost_usd=st.none() | st.decimals(0, 10**6, places=10),
    tags=st.lists(TEXT, max_size=3).map(tuple),
    customer_data=st.dictionaries(TEXT, TEXT, max_size=3),
    error_message=TEXT,
    workflow_version=st.integers(0, 2**32 - 1),
    schema=TEXT,
    schema_version=st.integers(0, 2**32 - 1),
    invalid_path=TEXT,
    limit=TEXT,
    offline_fallback=st.booleans(),
    wait_us=st.integers(0, 2**32 - 1),
    input=st.none() | TEXT,
)


@given(st.lists(RECORDS, max_size=3))
def test_a_line_reads_back_as_it_was_written(records: list[Record]) -> None:
    line = Line("p1", 7, tuple(records))
    text = msgspec.json.encode(line)
    assert b"\n" not in text
    assert msgspec.json.decode(text, type=Line) == line


def test_money_keeps_its_digits() -> None:
    cost = Decimal("0.0000000001")
    encoded = msgspec.json.encode(cost)
    assert msgspec.json.decode(encoded, type=Decimal) == cost
