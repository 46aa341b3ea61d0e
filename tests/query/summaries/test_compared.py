"""Cells of two periods equal those of two questions."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from tailrace.core.window import Window
from tailrace.query.question import Question
from tailrace.query.run import run
from tailrace.query.summaries.compared import Asker, read_groups
from tailrace.query.summaries.explanation import ExplainQuestion
from tests.fakes.population import END, NAMES, READER, START
from tests.query.conftest import Populated

MIDDLE = START + (END - START) / 2 + timedelta(minutes=17, milliseconds=250)
BEFORE = Window(START + timedelta(minutes=3), MIDDLE, ZoneInfo("UTC"))
AFTER = replace(BEFORE, start=MIDDLE, end=END - timedelta(minutes=4))


@pytest.mark.parametrize(
    "dimension", [(), ("provider", "model"), ("user",), ("key",), ("customer.segment",)]
)
def test_both_periods_equal_two_questions(populated: Populated, dimension: tuple[str, ...]) -> None:
    asker = Asker(populated.reader, READER, NAMES, ExplainQuestion("errors", BEFORE, AFTER))
    groups = read_groups(asker, ("requests", "errors"), ("errors", "n"), dimension, 10_000)
    for side, window in (("before", BEFORE), ("after", AFTER)):
        question = Question(window, ("requests", "errors"), dimension, limit=10_000)
        rows = run(populated.reader, READER, NAMES, question).rows
        wanted = {
            tuple(row[name] for name in dimension): (row["errors"], row["requests"])
            for row in rows
            if row["requests"]
        }
        found = {
            tuple(group.by.values()): (cells["errors"], cells["n"])
            for group in groups
            if (cells := getattr(group.cells, side))["n"]
        }
        assert found == wanted
    moved = [abs(g.cells.after["errors"] - g.cells.before["errors"]) for g in groups]
    assert moved == sorted(moved, reverse=True)
