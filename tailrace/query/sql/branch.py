"""The cells that one branch of a plan reads: a rollup's rows as they are, raw rows added up.

Every statement begins its WHERE with the scope; a test parses them for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tailrace.core.clock import EPOCH
from tailrace.core.scope import Scope
from tailrace.query.catalog import Field, get_dimension, get_metric
from tailrace.query.cells import DAY, RAW_CELLS, Family
from tailrace.query.plan import RAW, Branch
from tailrace.query.question import Names, Question
from tailrace.query.sql.columns import Columns, path_of
from tailrace.query.sql.condition import condition
from tailrace.query.sql.parameters import MOMENT, PERIOD, Parameters, scope_condition


@dataclass(frozen=True, slots=True)
class Context:
    """What every part of one statement draws on; `starts` are the stretches of time, if any."""

    scope: Scope
    names: Names
    question: Question
    starts: tuple[datetime, ...]
    parameters: Parameters

    @property
    def groups(self) -> list[str]:
        """Return the names of the columns that the cells are grouped by."""
        groups = [f"g{i}" for i in range(len(self.question.group_by))]
        return ["bucket", *groups] if self.starts else groups


def branch_sql(context: Context, branch: Branch) -> str:
    """Return the SELECT of the branch's cells, by the question's groups."""
    family = branch.family
    return _raw(context, branch) if family is None else _rollup(context, branch, family)


def _rollup(context: Context, branch: Branch, family: Family) -> str:
    columns = Columns(context.names, context.parameters, family.columns)
    groups = [columns.sql(get_dimension(name)) for name in context.question.group_by]
    cells = [f"r.{cell} AS {cell}" for cell in _cells(context.question)]
    conditions = [
        scope_condition(context.scope, "r", context.parameters),
        *_slice(context, family),
        *_times(context, branch, "r.period", PERIOD),
        condition(columns, context.question.filter),
    ]
    selected = [*_bucket(context, "r.period"), *_as_groups(groups), *cells]
    return _select(selected, f"{branch.table} AS r", conditions)


def _raw(context: Context, branch: Branch) -> str:
    return raw_sql(
        context, branch, [f"{RAW_CELLS[cell]} AS {cell}" for cell in _cells(context.question)]
    )


def raw_sql(context: Context, branch: Branch, cells: Sequence[str]) -> str:
    """Return the SELECT of these aggregates over the branch's raw rows, by the groups."""
    columns = Columns(context.names, context.parameters, {})
    dimensions = [get_dimension(name) for name in context.question.group_by]
    groups = [_raw_group(columns, field) for field in dimensions]
    conditions = [
        scope_condition(context.scope, "s", context.parameters),
        "s.cls = 0",
        *_times(context, branch, "s.started_at", MOMENT),
        condition(columns, context.question.filter),
        *(_has_path(columns, field) for field in dimensions if field.kind == "customer"),
    ]
    selected = [*_bucket(context, "s.started_at"), *_as_groups(groups), *cells]
    return _select(selected, f"{RAW} AS s", conditions, context.groups)


def _select(
    selected: Sequence[str], table: str, conditions: Sequence[str], groups: Sequence[str] = ()
) -> str:
    where = "\n    AND ".join(one for one in conditions if one != "1")
    by = f"\n  GROUP BY {', '.join(groups)}" if groups else ""
    return "".join(
        ("SELECT ", ",\n    ".join(selected), "\n  FROM ", table, "\n  WHERE ", where, by)
    )


def _cells(question: Question) -> list[str]:
    return sorted({cell for name in question.metrics for cell in get_metric(name).cells})


def _bucket(context: Context, time: str) -> list[str]:
    if not context.starts:
        return []
    seconds = [(start - EPOCH) // timedelta(seconds=1) for start in context.starts]
    starts = context.parameters.bind_all(seconds, "UInt32")
    return [f"roundDown(toUInt32(toDateTime({time})), {starts}) AS bucket"]


def _as_groups(expressions: list[str]) -> list[str]:
    return [f"{sql} AS g{i}" for i, sql in enumerate(expressions)]


def _raw_group(columns: Columns, field: Field) -> str:
    return "arrayJoin(arrayDistinct(s.tags))" if field.kind == "tags" else columns.sql(field)


def _has_path(columns: Columns, field: Field) -> str:
    return f"mapContains(s.customer_data, {columns.parameters.bind(path_of(field), 'String')})"


def _slice(context: Context, family: Family) -> list[str]:
    if not family.slice:
        return []
    return [f"r.dimension = {context.parameters.bind(family.slice, 'String')}"]


def _times(context: Context, branch: Branch, time: str, sql_type: str) -> list[str]:
    bind, bind_all = context.parameters.bind, context.parameters.bind_all
    conditions = [
        f"{time} >= {bind(branch.start, sql_type)}",
        f"{time} < {bind(branch.end, sql_type)}",
    ]
    if branch.inside is not None:
        start_of = "toStartOfDay" if branch.inside.step == DAY else "toStartOfHour"
        conditions.append(f"{start_of}({time}) IN {bind_all(branch.inside.starts, PERIOD)}")
    if branch.without:
        conditions.append(f"{time} NOT IN {bind_all(branch.without, PERIOD)}")
    return conditions
