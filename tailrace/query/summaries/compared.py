"""Reads the cells of two periods, group by group: what `explain.py` works on."""

from collections.abc import Mapping
from dataclasses import dataclass

from tailrace.core.scope import Scope
from tailrace.query.grammar.filter import without_tests
from tailrace.query.question import Names, Question, Value
from tailrace.query.reader import Reader
from tailrace.query.run import dimension_value
from tailrace.query.sql.branch import Context
from tailrace.query.sql.compare import Sides, compare
from tailrace.query.sql.parameters import Parameters
from tailrace.query.summaries.drivers import Pair
from tailrace.query.summaries.explanation import Dimension, ExplainQuestion


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, and what."""

    reader: Reader
    scope: Scope
    names: Names
    asked: ExplainQuestion


@dataclass(frozen=True, slots=True)
class Group:
    """One value of a dimension, as a filter would write it, and its cells on both sides."""

    by: Mapping[str, Value]
    cells: Pair


def read_groups(
    asker: Asker,
    metrics: tuple[str, ...],
    cells: tuple[str, ...],
    dimension: Dimension,
    most: int,
) -> list[Group]:
    """Return the groups, those first whose first cell changed most; `metrics` read the cells."""
    asked = asker.asked
    tree = without_tests(asked.filter)
    question = Question(asked.after, metrics, dimension, filter=tree, limit=most)
    context = Context(asker.scope, asker.names, question, (), Parameters())
    rows = asker.reader.read(compare(context, Sides(asked.before, asked.after, cells))).rows
    return [_group(asker.names, dimension, cells, row) for row in rows]


def _group(
    names: Names, dimension: Dimension, cells: tuple[str, ...], row: tuple[object, ...]
) -> Group:
    width, size = len(dimension), len(cells)
    values = {n: dimension_value(names, n, v) for n, v in zip(dimension, row[:width], strict=True)}
    before = dict(zip(cells, row[width : width + size], strict=True))
    after = dict(zip(cells, row[width + size :], strict=True))
    return Group(values, Pair(before, after))
