"""From lines to the columns of `spans`, `payloads` and `writers`.

The records of whole lines go in, Arrow tables come out. What must stay true: no value is refused
for its size (a number is clamped to its column's type, so that one odd record cannot hold up a
batch); None stays told apart from zero, by the `has_` columns and `known_tokens`; an attempt
leaves out what its request says already, for its request is its span id with the low bits cleared.

This shares a process with the gateway's event loop, so it goes column by column: it holds the
interpreter for about 10 µs a record, decoding included.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from tailrace.core.ids import HOP_BITS, OrgId
from tailrace.core.money import round_usd
from tailrace.core.record import ATTEMPT, COUNTED, Line, Record
from tailrace.core.usage import Usage

if TYPE_CHECKING:
    import msgspec

Retention = Callable[[OrgId], int]
"""How many days an organisation keeps its requests."""

_U8, _U16, _U32, _U64 = pa.uint8(), pa.uint16(), pa.uint32(), pa.uint64()
_TIME = pa.timestamp("us", tz="UTC")
_LATEST_US = 4_102_444_800_000_000
"""2100-01-01: later times would overflow the expiry, which is counted in 32 bits of seconds."""
_USD = pa.decimal128(18, 10)
_MOST_USD = Decimal("99999999.9999999999")

_NUMBERS: dict[str, pa.DataType] = {
    "org_id": _U32,
    "project_id": _U32,
    "cls": _U8,
    "span_id": _U64,
    "key_id": _U32,
    "position": _U8,
    "attempts": _U8,
    "workflow_version": _U32,
    "schema_version": _U32,
    "wait_us": _U32,
    "http_status": _U16,
    "duration_us": _U64,
    "input_bytes": _U32,
    "output_bytes": _U32,
}
_TEXTS = (
    "name",
    "environment",
    "operation",
    "workflow",
    "schema",
    "invalid_path",
    "limit",
    "requested_provider",
    "requested_model",
    "provider",
    "model",
    "error_class",
    "error_type",
    "error_message",
    "finish_reason",
    "price_version",
    "attributes",
    "input_preview",
    "output_preview",
)
_FLAGS = ("test_mode", "streamed", "offline_fallback")
_CHOICES: dict[str, dict[str, int]] = {
    "kind": {"request": 1, "attempt": 2},
    "source": {"gateway": 1, "otlp": 2, "sdk": 3, "import": 4},
    "status": {"success": 1, "error": 2, "throttled": 3, "cancelled": 4},
    "cost_source": {"none": 0, "priced": 1, "reported": 2},
    "body_state": {"none": 0, "stored": 1, "cut": 2, "withheld": 3},
}
_MAYBE_US: dict[str, tuple[str, pa.DataType]] = {
    "ttft_us": ("has_ttft", _U64),
    "overhead_us": ("has_overhead", _U32),
}
_SHARED_NUMBERS = ("trace_high", "trace_low", "parent_span_id")
_SHARED_TEXTS = ("user", "session")
_trace = attrgetter("trace_high", "trace_low")
_who = attrgetter("user", "session", "customer_data", "tags")
_TOKENS = (
    "prompt_tokens",
    "completion_tokens",
    "cached_tokens",
    "cache_write_tokens",
    "reasoning_tokens",
)
_NO_USAGE = Usage()
_NOTHING = Decimal(0)
_BLANK = Record(
    org_id=0,
    project_id=0,
    kind="attempt",
    cls=ATTEMPT,
    source="gateway",
    started_us=0,
    trace_high=0,
    trace_low=0,
    span_id=0,
    operation="",
    status="success",
    duration_us=0,
)
"""What an attempt takes its shared fields from when they are its request's."""


def spans(lines: Sequence[Line], retention: Retention) -> pa.Table:
    """Return the rows of `spans`, one per record, in the order of the lines."""
    records = [record for line in lines for record in line.records]
    sharers = [sharer for line in lines for sharer in _sharers(line.records)]
    return pa.table(
        {
            "started_at": _times(_values(records, "started_us")),
            **{name: _numbers(_values(records, name), type_) for name, type_ in _NUMBERS.items()},
            **{name: _texts(_values(records, name)) for name in _TEXTS},
            **{name: pa.array(_values(records, name), pa.bool_()) for name in _FLAGS},
            **{name: _choices(records, name, codes) for name, codes in _CHOICES.items()},
            **_maybe(records),
            **_usage(records),
            "cost_usd": _costs(records),
            "retention_days": _retention(records, retention),
            **{name: _numbers(_values(sharers, name), _U64) for name in _SHARED_NUMBERS},
            **{name: _texts(_values(sharers, name)) for name in _SHARED_TEXTS},
            "tags": pa.array(_values(sharers, "tags"), pa.list_(pa.string())),
            "customer_data": _maps(sharers),
        }
    )


def payloads(lines: Sequence[Line], retention: Retention) -> pa.Table:
    """Return the rows of `payloads`, one per record that has a body."""
    records = [
        record
        for line in lines
        for record in line.records
        if record.input is not None or record.output is not None
    ]
    return pa.table(
        {
            "started_at": _times(_values(records, "started_us")),
            **{
                name: _numbers(_values(records, name), _NUMBERS[name])
                for name in ("org_id", "project_id", "span_id")
            },
            "input": _texts([record.input or "" for record in records]),
            "output": _texts([record.output or "" for record in records]),
            "retention_days": _retention(records, retention),
        }
    )


def writers(lines: Sequence[Line]) -> pa.Table:
    """Return the rows of `writers`: one per process that wrote these lines."""
    written: dict[str, list[Line]] = {}
    for line in lines:
        written.setdefault(line.process, []).append(line)
    started = {
        name: [r.started_us for line in of for r in line.records] for name, of in written.items()
    }
    return pa.table(
        {
            "process": _texts(list(written)),
            "last_number": _numbers([of[-1].number for of in written.values()], _U64),
            "lines": _numbers([len(of) for of in written.values()], _U64),
            "records": _numbers([len(times) for times in started.values()], _U64),
            "newest_at": _times([max(times, default=0) for times in started.values()]),
        }
    )


def _sharers(records: Sequence[Record]) -> Iterable[Record]:
    """Yield for each record the one to take its shared fields from: itself, or a blank one."""
    request = next((record for record in records if record.cls == COUNTED), None)
    for record in records:
        if request is not None and record.cls == ATTEMPT and _repeats(record, request):
            yield _BLANK
        else:
            yield record


def _repeats(attempt: Record, request: Record) -> bool:
    """Tell whether the request's row says all that the attempt's shared fields would."""
    return (
        attempt.span_id >> HOP_BITS << HOP_BITS == request.span_id == attempt.parent_span_id
        and _trace(attempt) == _trace(request)
        and all(
            not mine or mine == its for mine, its in zip(_who(attempt), _who(request), strict=True)
        )
    )


def _values(records: Iterable[msgspec.Struct], name: str) -> list[Any]:
    return list(map(attrgetter(name), records))


def _numbers(values: list[int], type_: pa.DataType) -> pa.Array[Any]:
    try:
        return pa.array(values, type_)
    except (OverflowError, pa.ArrowInvalid):
        top = (1 << type_.bit_width) - 1
        return pa.array([min(max(value, 0), top) for value in values], type_)


def _texts(values: list[str]) -> pa.Array[Any]:
    return pa.array(values, pa.string())


def _times(values: list[int]) -> pa.Array[Any]:
    return pa.array([min(max(value, 0), _LATEST_US) for value in values], _TIME)


def _choices(records: Sequence[Record], name: str, codes: dict[str, int]) -> pa.Array[Any]:
    return pa.array([codes[value] for value in _values(records, name)], pa.int8())


def _maybe(records: Sequence[Record]) -> dict[str, pa.Array[Any]]:
    columns: dict[str, pa.Array[Any]] = {}
    for name, (flag, type_) in _MAYBE_US.items():
        values = _values(records, name)
        columns[flag] = pa.array([value is not None for value in values], pa.bool_())
        columns[name] = _numbers([value or 0 for value in values], type_)
    return columns


def _usage(records: Sequence[Record]) -> dict[str, pa.Array[Any]]:
    """Return the token columns, and in `known_tokens` one bit for each that is known."""
    usages = [record.usage or _NO_USAGE for record in records]
    columns: dict[str, pa.Array[Any]] = {}
    known = [0] * len(records)
    for bit, name in enumerate(_TOKENS):
        values = _values(usages, name)
        columns[name] = _numbers([value or 0 for value in values], _U32)
        known = [
            bits if value is None else bits | 1 << bit
            for bits, value in zip(known, values, strict=True)
        ]
    return {**columns, "known_tokens": pa.array(known, _U8)}


def _costs(records: Sequence[Record]) -> pa.Array[Any]:
    """Return the costs; unknown is 0, told apart by `cost_source`."""
    costs = [record.cost_usd or _NOTHING for record in records]
    try:
        return pa.array(costs, _USD)
    except pa.ArrowInvalid:
        return pa.array([_fitting(cost) for cost in costs], _USD)


def _fitting(cost: Decimal) -> Decimal:
    if not cost.is_finite():
        return _NOTHING
    return round_usd(min(max(cost, -_MOST_USD), _MOST_USD))


def _retention(records: Sequence[Record], retention: Retention) -> pa.Array[Any]:
    days = {org: retention(OrgId(org)) for org in set(_values(records, "org_id"))}
    return _numbers([days[record.org_id] for record in records], _U16)


def _maps(records: Sequence[Record]) -> pa.Array[Any]:
    keys: list[str] = []
    values: list[str] = []
    ends = [0]
    for record in records:
        keys.extend(record.customer_data)
        values.extend(record.customer_data.values())
        ends.append(len(keys))
    offsets: Any = pa.array(ends, pa.int32())
    column: pa.Array[Any] = pa.MapArray.from_arrays(offsets, _texts(keys), _texts(values))
    return column
