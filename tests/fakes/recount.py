"""Answers, counted again from the records one by one: slow, plain, and sharing no code with query.

Filters are walked, groups are dictionaries, days come from the calendar, percentiles from sorting.
"""

import math
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from fnmatch import fnmatchcase
from typing import Any

from tailrace.core.clock import from_us, to_us
from tailrace.core.ids import SpanId, request_id
from tailrace.core.record import Record
from tailrace.core.scope import Scope
from tailrace.core.usage import Usage
from tailrace.core.window import Window
from tailrace.query.grammar.filter import (
    And,
    Between,
    Exact,
    Filter,
    Glob,
    Has,
    Not,
    Number,
    Or,
    Term,
)
from tailrace.query.question import Names, Question

_NONE = Usage()


def visible(records: Iterable[Record], scope: Scope, window: Window) -> list[Record]:
    """Return what the scope lets through of the window."""
    start, end = to_us(window.start), to_us(window.end)
    return [
        r
        for r in records
        if r.org_id == scope.org_id
        and r.project_id in scope.project_ids
        and start <= r.started_us < end
    ]


def passing(records: Iterable[Record], tree: Filter, names: Names) -> list[Record]:
    """Return what passes the filter; test requests only if it asks about them."""
    tested = "test_mode" in repr(tree)
    return [r for r in records if passes(r, tree, names) and (tested or not r.test_mode)]


def passes(record: Record, tree: Filter, names: Names) -> bool:
    match tree:
        case And(items):
            return all(passes(record, item, names) for item in items)
        case Or(items):
            return any(passes(record, item, names) for item in items)
        case Not(item):
            return not passes(record, item, names)
        case Has(name):
            return _has(record, name, names)
        case Term(name, choices):
            values = _values(record, name, names)
            return any(_is(value, choice) for value in values for choice in choices)


def _has(record: Record, name: str, names: Names) -> bool:
    if name == "error":
        return record.status == "error"
    if name == "retry":
        return record.attempts > 1
    if name == "key":
        return record.key_id != 0
    if name == "tag":
        return len(record.tags) > 0
    short = {
        "cost": "cost_usd",
        "ttft": "ttft_ms",
        "overhead": "overhead_ms",
        "tokens": "total_tokens",
    }
    return any(value not in ("", None) for value in _values(record, short.get(name, name), names))


def _values(record: Record, name: str, names: Names) -> list[Any]:
    """Return the field's values: several for tags, [None] for an unknown number."""
    usage = record.usage or _NONE
    special: dict[str, Callable[[], list[Any]]] = {
        "project": lambda: [names.projects.get(record.project_id)],  # type: ignore[call-overload]
        "key": lambda: [names.keys.get(record.key_id, "")],  # type: ignore[call-overload]
        "tag": lambda: list(record.tags) or [""],
        "id": lambda: [id_of(record)],
        "trace": lambda: [f"{record.trace_high:016x}{record.trace_low:016x}"],
        "http_status": lambda: [record.http_status or None],
        "workflow_version": lambda: [record.workflow_version or None],
        "schema_version": lambda: [record.schema_version or None],
        "duration_ms": lambda: [_ms(record.duration_us)],
        "ttft_ms": lambda: [_ms(record.ttft_us)],
        "overhead_ms": lambda: [_ms(record.overhead_us)],
        "total_tokens": lambda: [usage.total_tokens],
        "streamed": lambda: [str(record.streamed).lower()],
        "test_mode": lambda: [str(record.test_mode).lower()],
        "offline_fallback": lambda: [str(record.offline_fallback).lower()],
    }
    if name in special:
        return special[name]()
    if name.startswith("customer."):
        return [record.customer_data.get(name.removeprefix("customer."), "")]
    return [getattr(usage if name.endswith("_tokens") else record, name)]


def id_of(record: Record) -> str:
    return request_id(record.started_us, SpanId(record.span_id))


def _ms(microseconds: int | None) -> Decimal | None:
    return None if microseconds is None else Decimal(microseconds) / 1000


def _is(value: Any, choice: object) -> bool:
    match choice:
        case Exact(text):
            return bool(value == text)
        case Glob(pieces):
            pattern = "*".join(
                p.replace("[", "[[]").replace("?", "[?]").replace("*", "[*]") for p in pieces
            )
            return fnmatchcase(value, pattern)
        case Between(low, high):
            return value is not None and low <= value <= high
        case Number(comparison, number):
            if value is None:
                return False
            found = {
                "=": value == number,
                ">": value > number,
                ">=": value >= number,
                "<": value < number,
                "<=": value <= number,
            }
            return bool(found[comparison])
    raise AssertionError(choice)


def answer(
    records: list[Record], question: Question, names: Names
) -> dict[tuple[Any, ...], dict[str, Any]]:
    """Return the metrics by (time, dimensions …) of the groups that have requests."""
    groups: dict[tuple[Any, ...], list[Record]] = (
        {} if question.group_by or question.granularity else {(): []}
    )
    for record in records:
        for key in _keys(record, question, names):
            groups.setdefault(key, []).append(record)
    return {
        key: {name: metric(name, group) for name in question.metrics}
        for key, group in groups.items()
    }


def _keys(record: Record, question: Question, names: Names) -> list[tuple[Any, ...]]:
    keys: list[tuple[Any, ...]] = [()]
    if question.granularity:
        keys = [(bucket(from_us(record.started_us), question.window, question.granularity),)]
    for name in question.group_by:
        keys = [(*key, value) for key in keys for value in _group_values(record, name, names)]
    return keys


def _group_values(record: Record, name: str, names: Names) -> list[Any]:
    if name == "tag":
        return [tag or None for tag in set(record.tags)]
    if name.startswith("customer.") and name.removeprefix("customer.") not in record.customer_data:
        return []
    return [value or None for value in _values(record, name, names)]


def bucket(moment: datetime, window: Window, granularity: str) -> str:
    local = moment.astimezone(window.tz)
    if granularity in ("minute", "hour"):
        minute = 0 if granularity == "hour" else local.minute
        return local.replace(minute=minute, second=0, microsecond=0).isoformat()
    day = local.date()
    if granularity == "week":
        day -= timedelta(days=day.weekday())
    if granularity == "month":
        day = day.replace(day=1)
    return datetime(day.year, day.month, day.day, tzinfo=window.tz).isoformat()


def metric(name: str, group: list[Record]) -> Any:
    by_status = {
        s: [r for r in group if r.status == s]
        for s in ("success", "error", "throttled", "cancelled")
    }
    answered = by_status["success"] + by_status["error"]
    counts = {
        "requests": len(group),
        "successes": len(by_status["success"]),
        "errors": len(by_status["error"]),
        "throttled": len(by_status["throttled"]),
        "cancelled": len(by_status["cancelled"]),
        "rescued": sum(r.attempts > 1 for r in by_status["success"]),
        "attempts": sum(r.attempts for r in group),
        "unpriced_requests": len(_unpriced(group)),
    }
    if name in counts:
        return counts[name]
    if name == "error_rate":
        return len(by_status["error"]) / len(answered) if answered else None
    if name == "cost_usd":
        return _cost(group)
    if name == "total_tokens":
        return sum((r.usage or _NONE).total_tokens or 0 for r in group)
    if name.endswith("_tokens"):
        return sum(getattr(r.usage or _NONE, name) or 0 for r in group)
    if name == "latency_avg_ms":
        return sum(r.duration_us for r in answered) / len(answered) / 1000 if answered else None
    if name == "output_tokens_per_s":
        return _speed(by_status["success"])
    return _percentile(name, group, answered)


def _unpriced(group: list[Record]) -> list[Record]:
    return [
        r
        for r in group
        if r.cost_source == "none" and (r.status == "success" or (r.usage or _NONE) != _NONE)
    ]


def _cost(group: list[Record]) -> str | None:
    priced = [r.cost_usd for r in group if r.cost_source != "none" and r.cost_usd is not None]
    if not priced and _unpriced(group):
        return None
    text = f"{sum(priced, Decimal(0)):.10f}"
    return text.rstrip("0").rstrip(".")


def _speed(successes: list[Record]) -> float | None:
    known = [
        (r.usage.completion_tokens, r.duration_us)
        for r in successes
        if r.usage is not None and r.usage.completion_tokens is not None
    ]
    seconds = sum(duration for _, duration in known) / 1e6
    return sum(tokens for tokens, _ in known) / seconds if seconds else None


def _percentile(name: str, group: list[Record], answered: list[Record]) -> float | None:
    what, percent, _ = name.split("_")
    values: dict[str, list[int | None]] = {
        "latency": [r.duration_us for r in answered],
        "ttft": [r.ttft_us for r in group],
        "overhead": [r.overhead_us for r in group],
    }
    observed = sorted(value for value in values[what] if value is not None)
    if not observed:
        return None
    at_rank = observed[math.ceil(int(percent[1:]) * len(observed) / 100) - 1]
    power = math.ceil(math.log(max(at_rank, 1)) / math.log(1.02))
    return 1.02**power * (1 + 1 / 1.02) / 2 / 1000
