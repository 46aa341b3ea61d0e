"""What is asked of `explain.py`, and what it answers: plain frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from tailrace.core.errors import BadInput
from tailrace.core.window import Window
from tailrace.query.grammar.filter import EVERYTHING, Filter
from tailrace.query.question import Value

ExplainedMetric = Literal["cost_usd", "error_rate", "errors", "latency_p95_ms", "requests"]
Dimension = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExplainQuestion:
    """What to explain, between which windows; without dimensions the usual ones are looked at."""

    metric: ExplainedMetric
    before: Window
    after: Window
    filter: Filter = EVERYTHING
    dimensions: tuple[Dimension, ...] = ()

    def __post_init__(self) -> None:
        if self.before.start < self.after.end and self.after.start < self.before.end:
            raise BadInput("The two periods overlap.", hint="Compare with one before or after.")


@dataclass(frozen=True, slots=True)
class Driven:
    """What one value did to the metric. `by` names it; it is empty for all that are not listed.

    `excess` is what is left of `change` once all values have changed by the same factor: what
    makes the value stand out. Where the metric is no sum it is the change itself.
    """

    by: Mapping[str, Value]
    before: Value
    after: Value
    change: Value
    excess: Value
    parts: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Breakdown:
    """One dimension: the values that stand out most, and all the others, if any, as one.

    `strength` is how much of the change the first value explains: 0 to 1.
    """

    dimension: Dimension
    parts: Mapping[str, Value]
    values: tuple[Driven, ...]
    rest: Driven | None
    strength: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """The metric on both sides, null where unknown; the dimensions that explain most first."""

    metric: ExplainedMetric
    unit: str
    before: Value
    after: Value
    change: Value
    adds_up: bool
    """Whether the changes of a dimension's values add up to the change."""
    breakdowns: tuple[Breakdown, ...]
