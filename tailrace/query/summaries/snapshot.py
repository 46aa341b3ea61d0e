"""The dashboard's first look at a window: a chart by day, the top providers, and the totals."""

from dataclasses import dataclass
from typing import cast

from tailrace.core.scope import Scope
from tailrace.core.window import Window
from tailrace.query.catalog import TIME
from tailrace.query.grammar.filter import EVERYTHING, Filter, Has, both
from tailrace.query.question import MAX_LIMIT, Names, Question, Value
from tailrace.query.reader import Reader
from tailrace.query.run import run

TOP = 5
_TOTALS = ("requests", "total_tokens", "latency_p50_ms", "latency_p95_ms", "error_rate", "cost_usd")


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the window's zone, as YYYY-MM-DD."""

    date: str
    requests: int
    tokens: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the dashboard shows first; null where there is nothing to know it from."""

    chart: tuple[Day, ...]
    top_providers: tuple[str, ...]
    requests: int
    tokens: int
    latency_p50_ms: float | None
    latency_p95_ms: float | None
    fail_rate: float | None
    cost_usd: str | None


def snapshot(
    reader: Reader, scope: Scope, names: Names, window: Window, tree: Filter = EVERYTHING
) -> Snapshot:
    """Return the snapshot of the requests in the window that pass the filter."""
    days = run(
        reader,
        scope,
        names,
        Question(window, ("requests", "total_tokens"), (), "day", tree, limit=MAX_LIMIT),
    )
    total = run(reader, scope, names, Question(window, _TOTALS, filter=tree)).rows[0]
    return Snapshot(
        chart=tuple(map(_day, days.rows)),
        top_providers=_top(reader, scope, names, window, tree),
        requests=cast("int", total["requests"]),
        tokens=cast("int", total["total_tokens"]),
        latency_p50_ms=cast("float | None", total["latency_p50_ms"]),
        latency_p95_ms=cast("float | None", total["latency_p95_ms"]),
        fail_rate=cast("float | None", total["error_rate"]),
        cost_usd=cast("str | None", total["cost_usd"]),
    )


def _day(row: dict[str, Value]) -> Day:
    return Day(str(row[TIME])[:10], cast("int", row["requests"]), cast("int", row["total_tokens"]))


def _top(
    reader: Reader, scope: Scope, names: Names, window: Window, tree: Filter
) -> tuple[str, ...]:
    """Return `provider:model`, most requests first, of requests that reached a provider."""
    reached = both(tree, Has("provider"))
    question = Question(window, ("requests",), ("provider", "model"), filter=reached, limit=TOP)
    rows = run(reader, scope, names, question).rows
    return tuple(f"{row['provider']}:{row['model'] or ''}" for row in rows)
