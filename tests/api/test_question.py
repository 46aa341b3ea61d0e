"""A question is read alike from an address and from JSON."""

from datetime import timedelta

import pytest

from tailrace.api.question import fitting, read_question
from tailrace.api.schemas.asking import MetricsParams, MetricsQuestion
from tailrace.core.clock import from_us
from tailrace.core.errors import BadInput
from tailrace.core.window import Window, last, zone
from tailrace.query.grammar.parse import parse
from tailrace.query.question import Granularity, Order
from tests.conftest import ManualClock


@pytest.fixture
def day(clock: ManualClock) -> Window:
    return last("24h", from_us(clock.now_us()), zone("UTC"))


def test_both_forms_give_the_same_question(day: Window) -> None:
    shared = {"filter": "status:error", "order": "-requests", "limit": 7}
    in_address = MetricsParams.model_validate(
        shared | {"metrics": "requests, errors,", "group_by": "model"}
    )
    as_json = MetricsQuestion.model_validate(
        shared | {"metrics": ["requests", "errors"], "group_by": ["model"]}
    )
    question = read_question(in_address, day)
    assert question == read_question(as_json, day)
    assert (question.metrics, question.group_by) == (("requests", "errors"), ("model",))
    assert question.order == Order("requests", descending=True)
    assert (question.filter, question.limit) == (parse("status:error"), 7)


@pytest.mark.parametrize(
    ("group_by", "granularity", "expected"),
    [
        ("time,model", "day", "day"),
        ("time", None, "hour"),
        ("model", "day", "day"),
        ("model", None, None),
    ],
)
def test_time_and_granularity_ask_for_each_other(
    day: Window, group_by: str, granularity: str | None, expected: str | None
) -> None:
    asked = {"metrics": "requests", "group_by": group_by, "granularity": granularity}
    question = read_question(MetricsParams.model_validate(asked), day)
    assert question.granularity == expected
    assert "time" not in question.group_by


@pytest.mark.parametrize(
    ("length", "granularity"),
    [
        (timedelta(minutes=15), "minute"),
        (timedelta(hours=24), "hour"),
        (timedelta(days=7), "day"),
        (timedelta(days=90), "day"),
        (timedelta(days=365), "week"),
    ],
)
def test_charts_have_a_readable_number_of_points(
    day: Window, length: timedelta, granularity: Granularity
) -> None:
    assert fitting(Window(day.end - length, day.end, day.tz)) == granularity


@pytest.mark.parametrize("metrics", ["", " , ", "nothing"])
def test_a_question_without_a_known_metric_is_refused(day: Window, metrics: str) -> None:
    with pytest.raises(BadInput):
        read_question(MetricsParams.model_validate({"metrics": metrics}), day)
