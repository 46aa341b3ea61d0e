"""Where cells come from: raw rows, or one of the rollups.

A cell is a sum over the requests of one group, so cells of disjoint stretches add up, and a metric
reads them without knowing their source. What must stay true: the same cell means the same on
every source; `store/migrations` fills the rollups with these very expressions (a test compares
them), and a rollup answers only questions whose every dimension it holds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

from tailrace.query.catalog import CUSTOMER


def _histogram(column: str, condition: str) -> str:
    bucket = f"toUInt16(ceil(log(greatest(s.{column}, 1)) / log(1.02)))"
    return f"sumMapIf(map({bucket}, toUInt64(1)),\n      {condition})"


_ANSWERED = "s.status IN ('success', 'error')"
_MEASURED = "s.status = 'success' AND bitTest(s.known_tokens, 1)"
_COUNTS = {
    "n": "count()",
    "successes": "countIf(s.status = 'success')",
    "errors": "countIf(s.status = 'error')",
    "throttled": "countIf(s.status = 'throttled')",
    "cancelled": "countIf(s.status = 'cancelled')",
    "rescued": "countIf(s.status = 'success' AND s.attempts > 1)",
    "attempts": "sum(s.attempts)",
    "priced": "countIf(s.cost_source != 'none')",
    "unpriced": "countIf(s.cost_source = 'none' AND (s.status = 'success' OR s.known_tokens != 0))",
    "prompt_tokens": "sum(s.prompt_tokens)",
    "completion_tokens": "sum(s.completion_tokens)",
    "cached_tokens": "sum(s.cached_tokens)",
    "cache_write_tokens": "sum(s.cache_write_tokens)",
    "reasoning_tokens": "sum(s.reasoning_tokens)",
    "cost_usd": "sum(s.cost_usd)",
    "duration_us": f"sumIf(s.duration_us, {_ANSWERED})",
    "output_tokens": f"sumIf(s.completion_tokens, {_MEASURED})",
    "output_us": f"sumIf(s.duration_us, {_MEASURED})",
}
_HISTOGRAMS = {
    "latency": _histogram("duration_us", _ANSWERED),
    "ttft": _histogram("ttft_us", "s.has_ttft"),
    "overhead": _histogram("overhead_us", "s.has_overhead"),
}
RAW_CELLS: Mapping[str, str] = MappingProxyType(_COUNTS | _HISTOGRAMS)
"""Each cell as an aggregate over raw rows `s`."""

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Table:
    """One rollup table; `step` is its periods' length; they count from 1970-01-01 UTC."""

    name: str
    step: timedelta


@dataclass(frozen=True, slots=True)
class Family:
    """Rollup tables of the same columns, coarsest first.

    `columns` gives each field it holds as an expression over `r`. `slice` is the dimension whose
    rows are read, in tables where each row belongs to one.
    """

    tables: tuple[Table, ...]
    columns: Mapping[str, str]
    cells: frozenset[str]
    slice: str = ""


_ALL = frozenset(RAW_CELLS)
_EVERYWHERE = {"project": "r.project_id", "test_mode": "r.test_mode"}
_TOTAL = Family((Table("rollup_total_hour", HOUR),), MappingProxyType(_EVERYWHERE), _ALL)
_MAIN = Family(
    (Table("rollup_day", DAY), Table("rollup_hour", HOUR)),
    MappingProxyType(
        _EVERYWHERE
        | {n: f"r.{n}" for n in ("provider", "model", "status", "environment", "source")}
    ),
    _ALL,
)
_SLICES: Mapping[str, str] = MappingProxyType(
    {
        "provider": "r.value",
        "model": "r.value",
        "key": "toUInt32OrZero(r.value)",
        "workflow": "r.value",
        "requested_model": "r.value",
        "operation": "r.value",
        "http_status": "toUInt16OrZero(r.value)",
        "error_type": "r.value",
        "error_class": "r.value",
        "tag": "r.value",
    }
)
_SLICED = (Table("rollup_dimension_day", DAY), Table("rollup_dimension_hour", HOUR))
_CUSTOMERS = (Table("rollup_customer_week", WEEK), Table("rollup_customer_day", DAY))
PARTIAL = ("tag", CUSTOMER)
"""Slices in which a request may be in several rows, or in none: no sum over values is a total."""


def families(dimensions: frozenset[str]) -> tuple[Family, ...]:
    """Return the rollups that hold all of these fields, cheapest first."""
    return tuple(
        family
        for family in (_TOTAL, *_sliced(dimensions - _EVERYWHERE.keys()), _MAIN)
        if dimensions <= family.columns.keys()
    )


def _sliced(dimensions: frozenset[str]) -> tuple[Family, ...]:
    if len(dimensions) != 1:
        return ()
    (name,) = dimensions
    if name in _SLICES:
        return (Family(_SLICED, _EVERYWHERE | {name: _SLICES[name]}, _ALL, name),)
    if name == "user" or name.startswith(CUSTOMER):
        return (Family(_CUSTOMERS, _EVERYWHERE | {name: "r.value"}, frozenset(_COUNTS), name),)
    return ()
