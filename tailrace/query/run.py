"""Answers a Question: plan, build, read, and give each group a row for each stretch of time.

What must stay true: test requests are left out unless the filter names `test_mode`; an answer
with a granularity holds every stretch of the window for each of its groups; unknown is null.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from tailrace.core.clock import EPOCH
from tailrace.core.errors import BadInput
from tailrace.core.ids import KeyId, ProjectId
from tailrace.core.money import usd_text
from tailrace.core.scope import Scope
from tailrace.query.buckets import bucket_starts, label
from tailrace.query.catalog import METRICS, TIME, Metric, get_dimension, get_metric
from tailrace.query.grammar.filter import without_tests
from tailrace.query.plan import plan
from tailrace.query.question import Answer, Names, Question, Value
from tailrace.query.reader import Reader
from tailrace.query.sql.branch import Context
from tailrace.query.sql.parameters import Parameters
from tailrace.query.sql.select import Group, select, select_other

_DIGITS = {"ms": 3, "tokens/s": 3, "ratio": 6}


def run(reader: Reader, scope: Scope, names: Names, question: Question) -> Answer:
    """Return the answer; raises BadInput for a question that would have too many points."""
    question = replace(question, filter=without_tests(question.filter))
    if question.granularity is None:
        return _grouped(reader, scope, names, question)
    return _over_time(reader, scope, names, question)


def _grouped(reader: Reader, scope: Scope, names: Names, question: Question) -> Answer:
    most = min(question.limit, question.top or question.limit)
    rows = _read(reader, scope, names, replace(question, limit=most), ())
    kept = rows[:most]
    answer = [_named(names, question, row) for row in kept]
    is_cut = len(rows) > most
    width = len(question.group_by)
    shown = [row[:width] for row in kept] if is_cut else []
    other = _other(reader, scope, names, question, (), shown)
    return Answer(_ordered(question, answer), is_cut, other)


def _over_time(reader: Reader, scope: Scope, names: Names, question: Question) -> Answer:
    starts = bucket_starts(question.window, question.granularity or "day")
    most = min(question.limit // len(starts), question.top or question.limit)
    if most == 0:
        raise BadInput(
            f"limit={question.limit} is less than the {len(starts):,} points of one line.",
            hint="Raise the limit, or ask for a coarser granularity.",
        )
    groups, more = _largest_groups(reader, scope, names, question, most)
    rows = _read(reader, scope, names, question, starts, groups if more else ())
    answer = _filled(names, question, groups, starts, rows)
    other = _other(reader, scope, names, question, starts, groups if more else [])
    return Answer(_ordered(question, answer), more, other)


def _other(
    reader: Reader,
    scope: Scope,
    names: Names,
    question: Question,
    starts: tuple[datetime, ...],
    shown: Sequence[Group],
) -> list[dict[str, Value]]:
    """Return what the groups beyond these have together, from their cells: nothing is subtracted.

    So percentiles and rates are those of the rest itself. Where a request may be in several
    groups, as with tags, it is in the rest once for each of its groups there.
    """
    if not question.other or not shown:
        return []
    context = Context(scope, names, question, starts, Parameters())
    rows = reader.read(select_other(context, plan(question, starts), shown)).rows
    whole = replace(question, group_by=())
    if starts:
        return _filled(names, whole, [()], starts, rows)
    return [_named(names, whole, row) for row in rows]


def _largest_groups(
    reader: Reader, scope: Scope, names: Names, question: Question, most: int
) -> tuple[list[Group], bool]:
    """Return the first groups by the question's order over the whole window; are there more?

    Only the metric that decides is computed: the first, unless another was asked for.
    """
    if not question.group_by:
        return [()], False
    order = None if question.order and question.order.name == TIME else question.order
    decides = order.name if order and order.name in question.metrics else question.metrics[0]
    whole = replace(question, metrics=(decides,), granularity=None, order=order, limit=most)
    width = len(question.group_by)
    groups = [row[:width] for row in _read(reader, scope, names, whole, ())]
    return groups[:most], len(groups) > most


def _read(
    reader: Reader,
    scope: Scope,
    names: Names,
    question: Question,
    starts: tuple[datetime, ...],
    only: Sequence[Group] = (),
) -> list[Group]:
    context = Context(scope, names, question, starts, Parameters())
    return reader.read(select(context, plan(question, starts), only)).rows


def _filled(
    names: Names,
    question: Question,
    groups: list[Group],
    starts: tuple[datetime, ...],
    rows: list[Group],
) -> list[dict[str, Value]]:
    """Return a row for each stretch and group, stretches first; empty where nothing was read."""
    width = len(question.group_by) + 1
    found = {row[:width]: row for row in rows}
    nothing = tuple(get_metric(name).empty for name in question.metrics)
    answer: list[dict[str, Value]] = []
    for start in starts:
        time: dict[str, Value] = {TIME: label(start, question.window)}
        seconds = (start - EPOCH) // timedelta(seconds=1)
        for group in groups:
            row = found.get((seconds, *group), (seconds, *group, *nothing))
            answer.append(time | _named(names, question, row[1:]))
    return answer


def _named(names: Names, question: Question, row: Group) -> dict[str, Value]:
    dimensions = {
        name: dimension_value(names, name, value)
        for name, value in zip(question.group_by, row, strict=False)
    }
    metrics = {
        name: _metric(get_metric(name), value)
        for name, value in zip(question.metrics, row[len(question.group_by) :], strict=True)
    }
    return dimensions | metrics


def dimension_value(names: Names, name: str, value: object) -> Value:
    """Return the value as a filter would write it; null when it is absent."""
    if name == "project" and isinstance(value, int):
        return names.projects.get(ProjectId(value), f"#{value}")
    if name == "key" and isinstance(value, int):
        return names.keys.get(KeyId(value), f"#{value}") if value else None
    if get_dimension(name).kind == "flag":
        return "true" if value else "false"
    if isinstance(value, int):
        return value or None
    return str(value) or None


def _metric(metric: Metric, value: object) -> Value:
    if isinstance(value, Decimal):
        return usd_text(value)
    if isinstance(value, float):
        return round(value, _DIGITS.get(metric.unit, 3))
    return value if isinstance(value, str | int) else None


def _ordered(question: Question, rows: list[dict[str, Value]]) -> list[dict[str, Value]]:
    """Sort by what was asked for, nulls last; what is equal stays in the order it has."""
    order = question.order
    if order is None:
        return rows
    known = [row for row in rows if row[order.name] is not None]
    unknown = [row for row in rows if row[order.name] is None]
    known.sort(key=lambda row: _sortable(order.name, row[order.name]), reverse=order.descending)
    return known + unknown


def _sortable(name: str, value: Value) -> Any:
    """Return what sorts as the value means: money is text, but counts as a number."""
    return Decimal(str(value)) if name in METRICS or isinstance(value, int) else value
