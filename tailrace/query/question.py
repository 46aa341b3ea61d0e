"""What can be asked for numbers, and what comes back.

A Question goes in at `run`, an Answer comes out; both are plain frozen values, so that the
dashboard, the API and whatever reads numbers next ask in the same words.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from tailrace.core.errors import BadInput
from tailrace.core.ids import KeyId, ProjectId
from tailrace.core.window import Window
from tailrace.query.catalog import TIME, get_dimension, get_metric
from tailrace.query.grammar.filter import EVERYTHING, Filter

Granularity = Literal["minute", "hour", "day", "week", "month"]
Value = str | int | float | None
"""A JSON value of an answer: money is text in plain digits, absent and unknown are null."""

MAX_METRICS = 50
MAX_DIMENSIONS = 5
MAX_LIMIT = 10_000


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one organisation's projects and keys; the store knows only their numbers."""

    projects: Mapping[ProjectId, str] = field(default_factory=dict)
    keys: Mapping[KeyId, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Order:
    """By which metric or dimension of the question the rows are sorted; nulls come last."""

    name: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """Metrics of the requests in a window that pass a filter, by group and by stretch of time.

    `limit` bounds the rows. With a granularity every group has a row for each stretch, and only
    whole groups are returned. Raises BadInput for names the catalog does not know.
    """

    window: Window
    metrics: tuple[str, ...]
    group_by: tuple[str, ...] = ()
    granularity: Granularity | None = None
    filter: Filter = EVERYTHING
    order: Order | None = None
    limit: int = 1000
    top: int | None = None
    """Most groups; None: as many as the limit allows."""
    other: bool = False
    """Whether to tell what the groups that do not fit have together."""

    def __post_init__(self) -> None:
        self._check_names()
        for name, value in (("limit", self.limit), ("top", self.top)):
            if value is not None and not 1 <= value <= MAX_LIMIT:
                raise BadInput(f"{name}={value} is not between 1 and {MAX_LIMIT:,}.")
        sortable = {*self.metrics, *self.group_by, *((TIME,) if self.granularity else ())}
        if self.order is not None and self.order.name not in sortable:
            raise BadInput(
                f"The answer has no {self.order.name[:64]!r} to be ordered by.",
                hint=f"It has {', '.join(sorted(sortable))}.",
            )

    def _check_names(self) -> None:
        if not self.metrics:
            raise BadInput("The question names no metric.", hint="Such as metrics=requests.")
        for what, names, most in (
            ("metrics", self.metrics, MAX_METRICS),
            ("dimensions", self.group_by, MAX_DIMENSIONS),
        ):
            if len(names) > most:
                raise BadInput(f"The question has more than {most} {what}.")
            if len(set(names)) < len(names):
                raise BadInput(f"The question names one of its {what} twice.")
        for name in self.metrics:
            get_metric(name)
        for name in self.group_by:
            get_dimension(name)


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows by name: `time` (RFC 3339, the start of the stretch), dimensions, metrics."""

    rows: list[dict[str, Value]]
    truncated: bool
    """Whether there were more groups than `top` and `limit` let through."""
    other: list[dict[str, Value]] = field(default_factory=list)
    """What those groups have together: a row, or one for each stretch, without dimensions."""


def parse_order(text: str) -> Order:
    """Read `requests` or `-requests`; whether the answer has it is checked with the question."""
    return Order(text.removeprefix("-"), descending=text.startswith("-"))
