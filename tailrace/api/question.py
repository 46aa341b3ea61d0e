"""Reads a question for numbers, as it comes in an address or as JSON."""

from collections.abc import Sequence
from datetime import timedelta

from tailrace.api.schemas.asking import MetricsParams, MetricsQuestion
from tailrace.core.window import Window
from tailrace.query.catalog import TIME
from tailrace.query.grammar.parse import parse
from tailrace.query.question import Granularity, Question, parse_order

_MINUTES_UP_TO = timedelta(hours=3)
_HOURS_UP_TO = timedelta(days=4)
_DAYS_UP_TO = timedelta(days=100)


def read_question(asked: MetricsParams | MetricsQuestion, window: Window) -> Question:
    """Return the question; raises BadInput, and BadFilter with the place in the filter.

    `time` among the dimensions asks for stretches of the granularity, and a granularity alone asks
    for `time`.
    """
    dimensions = _names(asked.group_by)
    granularity = asked.granularity
    if TIME in dimensions and granularity is None:
        granularity = fitting(window)
    return Question(
        window,
        _names(asked.metrics),
        tuple(name for name in dimensions if name != TIME),
        granularity,
        parse(asked.filter),
        parse_order(asked.order) if asked.order else None,
        asked.limit,
        asked.top,
        asked.other,
    )


def fitting(window: Window) -> Granularity:
    """Return the granularity that gives a chart of the window some tens to 200 points."""
    if window.length <= _MINUTES_UP_TO:
        return "minute"
    if window.length <= _HOURS_UP_TO:
        return "hour"
    return "day" if window.length <= _DAYS_UP_TO else "week"


def _names(given: str | Sequence[str]) -> tuple[str, ...]:
    names = given.split(",") if isinstance(given, str) else given
    return tuple(name.strip() for name in names if name.strip())
