"""A question that cannot be asked is refused when it is made."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tailrace.core.errors import BadInput
from tailrace.core.window import Window
from tailrace.query.question import MAX_LIMIT, Order, Question, parse_order

NOW = datetime(2026, 11, 1, tzinfo=UTC)
WINDOW = Window(NOW - timedelta(days=1), NOW, ZoneInfo("UTC"))


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"metrics": ()}, "no metric"),
        ({"metrics": ("request",)}, "no metric 'request'"),
        ({"metrics": ("requests", "requests")}, "twice"),
        ({"group_by": ("user", "user")}, "twice"),
        ({"group_by": ("id",)}, "no dimension 'id'"),
        ({"group_by": ("user", "key", "model", "tag", "status", "source")}, "more than 5"),
        ({"limit": 0}, "between 1 and"),
        ({"limit": MAX_LIMIT + 1}, "between 1 and"),
        ({"order": Order("time")}, "no 'time'"),
        ({"order": Order("cost_usd")}, "no 'cost_usd'"),
    ],
)
def test_what_cannot_be_asked_is_refused(fields: dict[str, Any], problem: str) -> None:
    with pytest.raises(BadInput, match=problem):
        Question(WINDOW, **{"metrics": ("requests",), **fields})


def test_an_answer_over_time_can_be_ordered_by_time() -> None:
    order = Order("time", descending=True)
    assert Question(WINDOW, ("requests",), granularity="day", order=order).order == order


def test_a_minus_sign_means_largest_first() -> None:
    assert parse_order("-cost_usd") == Order("cost_usd", descending=True)
    assert parse_order("time") == Order("time")
