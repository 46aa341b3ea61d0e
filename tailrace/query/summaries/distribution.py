"""How a number is spread over requests: a histogram with its percentiles, whole or over time.

Latency, time to first chunk and overhead come from the histograms that rollups hold, so that a
month costs no more than a day; tokens and cost per request are read from raw rows. Both count in
buckets whose bounds grow by 2 %, of which neighbours are put together until there are few enough
to draw. What must stay true: a bar's bounds, written as a filter, find exactly its requests, and
percentiles are those that the metrics of the same name give.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from types import MappingProxyType

from tailrace.core.clock import EPOCH
from tailrace.core.errors import BadInput
from tailrace.core.scope import Scope
from tailrace.core.window import Window
from tailrace.query.buckets import bucket_starts
from tailrace.query.catalog import FIELDS, get_metric, nearest
from tailrace.query.grammar.filter import EVERYTHING, Filter, without_tests
from tailrace.query.plan import RAW, Branch, plan
from tailrace.query.question import Granularity, Names, Question
from tailrace.query.reader import Reader
from tailrace.query.sql.branch import Context
from tailrace.query.sql.histogram import ZERO, cell_histogram, raw_histogram
from tailrace.query.sql.parameters import Parameters

RATIO = 1.02
BARS = 48
BANDS = 24
PERCENTS = (50, 90, 95, 99)
TIMES: Mapping[str, str] = MappingProxyType(
    {"duration_ms": "latency_p50_ms", "ttft_ms": "ttft_p50_ms", "overhead_ms": "overhead_p95_ms"}
)
"""Fields that rollups hold as histograms, and a metric that reads the same cell."""
FIELD_NAMES = (*TIMES, "total_tokens", "prompt_tokens", "completion_tokens", "cost_usd")
Counts = Mapping[int, int]
"""How many requests fell into each bucket, by its number."""


@dataclass(frozen=True, slots=True)
class SpreadQuestion:
    """Which number, of which requests; with a granularity, over time."""

    field: str
    window: Window
    filter: Filter = EVERYTHING
    granularity: Granularity | None = None

    def __post_init__(self) -> None:
        if self.field not in FIELD_NAMES:
            close = nearest(self.field, dict.fromkeys(FIELD_NAMES))
            raise BadInput(
                f"{self.field[:64]!r} has no distribution.",
                hint=f"Did you mean {close}?" if close else f"There are {', '.join(FIELD_NAMES)}.",
            )


@dataclass(frozen=True, slots=True)
class Bar:
    """The requests whose number is between `low` and `high`, both included, in plain digits."""

    low: str
    high: str
    count: int


@dataclass(frozen=True, slots=True)
class Percentile:
    """The middle of the bucket in which the percentile lies, within 1 % of it."""

    percent: int
    value: float


@dataclass(frozen=True, slots=True)
class Distribution:
    """Bars in rising order without gaps, of requests whose number is known."""

    bars: tuple[Bar, ...]
    count: int
    percentiles: tuple[Percentile, ...]
    from_rollups: bool


@dataclass(frozen=True, slots=True)
class Column:
    """One stretch of time: how many requests fell into each band."""

    start: datetime
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Bands in rising order, whose counts are of the whole window, and every stretch of it."""

    bands: tuple[Bar, ...]
    columns: tuple[Column, ...]


def distribution(reader: Reader, scope: Scope, names: Names, asked: SpreadQuestion) -> Distribution:
    """Return how the number is spread over the whole window."""
    counts = _read(reader, scope, names, asked, ()).get(0, {})
    return Distribution(
        tuple(_bars(counts, BARS, asked.field)),
        sum(counts.values()),
        tuple(_percentile(counts, percent, asked.field) for percent in PERCENTS if counts),
        asked.field in TIMES,
    )


def heat_map(reader: Reader, scope: Scope, names: Names, asked: SpreadQuestion) -> HeatMap:
    """Return how the number is spread in every stretch of the window."""
    starts = bucket_starts(asked.window, asked.granularity or "hour")
    found = _read(reader, scope, names, asked, starts)
    whole: Counter[int] = Counter()
    for counts in found.values():
        whole.update(counts)
    edges = _edges(whole, BANDS)
    columns = (
        Column(start, _banded(found.get((start - EPOCH) // timedelta(seconds=1), {}), edges))
        for start in starts
    )
    return HeatMap(tuple(_bars(whole, BANDS, asked.field)), tuple(columns))


def _read(
    reader: Reader,
    scope: Scope,
    names: Names,
    asked: SpreadQuestion,
    starts: tuple[datetime, ...],
) -> dict[int, Counts]:
    """Return the histogram of each stretch by its start, in seconds; 0 without stretches."""
    metric = TIMES.get(asked.field, "requests")
    granularity = asked.granularity if starts else None
    question = Question(asked.window, (metric,), (), granularity, without_tests(asked.filter))
    context = Context(scope, names, question, starts, Parameters())
    if asked.field in TIMES:
        (cell,) = get_metric(metric).cells
        statement = cell_histogram(context, plan(question, starts), cell)
    else:
        branch = Branch(RAW, asked.window.start, asked.window.end)
        statement = raw_histogram(context, branch, FIELDS[asked.field])
    rows = reader.read(statement).rows
    return {start: dict(zip(numbers, counts, strict=True)) for start, numbers, counts in rows}


def _edges(counts: Counts, most: int) -> list[int]:
    """Return the last bucket of each bar: as fine as `most` bars allow, zeros apart."""
    numbers = [number for number in counts if number != ZERO]
    zero = [ZERO] if ZERO in counts else []
    if not numbers:
        return zero
    low, high = min(numbers), max(numbers)
    step = -(-(high - low + 1) // most)
    return [*zero, *range(low + step - 1, high + step, step)]


def _banded(counts: Counts, edges: list[int]) -> tuple[int, ...]:
    banded = [0] * len(edges)
    for number, count in counts.items():
        banded[next(i for i, edge in enumerate(edges) if number <= edge)] += count
    return tuple(banded)


def _bars(counts: Counts, most: int, field: str) -> list[Bar]:
    edges = _edges(counts, most)
    last = min((number for number in counts if number != ZERO), default=0) - 1
    bars = []
    for edge, count in zip(edges, _banded(counts, edges), strict=True):
        if edge == ZERO:
            bars.append(Bar("0", "0", count))
            continue
        low, high = _least(last, field), int(RATIO**edge)
        bars.append(Bar(_digits(low, field), _digits(high, field), count))
        last = edge
    return bars


def _least(last: int, field: str) -> int:
    """Return the least whole unit above bucket `last`; times of zero are in the first bucket."""
    if last < 0:
        return 0 if field in TIMES else 1
    return int(RATIO**last) + 1


def _digits(units: int, field: str) -> str:
    value = Decimal(units) / FIELDS[field].unit_size
    return f"{value.normalize():f}"


def _percentile(counts: Counts, percent: int, field: str) -> Percentile:
    """Nearest rank, as in `query/catalog.py`: the first bucket that reaches ceil(q n)."""
    rank = (percent * sum(counts.values()) + 99) // 100
    reached = 0
    for number in sorted(counts):
        reached += counts[number]
        if reached >= rank:
            return Percentile(percent, _middle(number, field))
    raise LookupError(f"no bucket reaches {percent} %")


def _middle(number: int, field: str) -> float:
    """Return the middle of a bucket; to a thousandth of a millisecond, or six digits."""
    if number == ZERO:
        return 0.0
    value = RATIO**number * (1 + 1 / RATIO) / 2 / FIELDS[field].unit_size
    return round(value, 3) if field in TIMES else float(f"{value:.6g}")
