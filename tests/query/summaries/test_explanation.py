"""Two periods that overlap cannot be compared."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from tailrace.core.errors import BadInput
from tailrace.core.window import Window
from tailrace.query.summaries.explanation import ExplainQuestion
from tests.fakes.population import END, START

WEEK = Window(START, END, ZoneInfo("UTC"))


def test_periods_that_overlap_are_refused() -> None:
    with pytest.raises(BadInput, match="overlap"):
        ExplainQuestion("errors", WEEK, replace(WEEK, end=END + timedelta(days=1)))


def test_periods_that_touch_may_stand_in_any_order() -> None:
    later = replace(WEEK, start=END, end=END + timedelta(days=1))
    ExplainQuestion("errors", WEEK, later)
    ExplainQuestion("errors", later, WEEK)
