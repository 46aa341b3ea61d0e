"""The one statement that answers a Question: cells of each branch, added up by group.

Groups come out as `g0, g1 …`, metrics as `m0, m1 …`, the start of a stretch as `bucket` (seconds
since 1970), so that no name that people chose is ever part of the text.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tailrace.query.catalog import get_metric
from tailrace.query.plan import Branch
from tailrace.query.sql.branch import Context, branch_sql

Group = tuple[object, ...]
"""The values of a question's dimensions, as the store gave them."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A text and the values that it binds."""

    sql: str
    parameters: Mapping[str, object]


def select(context: Context, branches: Sequence[Branch], only: Sequence[Group] = ()) -> Statement:
    """Return the statement; `only` keeps to these groups.

    Without stretches of time it returns one group more than the question's limit, if there are
    more; with them all groups, for `only` has chosen.
    """
    groups = context.groups
    parts = [
        _from(context, branches, groups),
        *([f"WHERE {_among(context, only)}"] if only else []),
        *([f"GROUP BY {', '.join(groups)}", f"ORDER BY {_order(context)}"] if groups else []),
        *([] if context.starts else [f"LIMIT {context.question.limit + 1:d}"]),
    ]
    return Statement("\n".join(parts), context.parameters.values)


def select_other(context: Context, branches: Sequence[Branch], shown: Sequence[Group]) -> Statement:
    """Return the statement of all groups but these, together; by stretch of time, if any."""
    groups = ["bucket"] if context.starts else []
    parts = [
        _from(context, branches, groups),
        f"WHERE NOT {_among(context, shown)}",
        *(["GROUP BY bucket", "ORDER BY bucket"] if groups else []),
    ]
    return Statement("\n".join(parts), context.parameters.values)


def _from(context: Context, branches: Sequence[Branch], groups: Sequence[str]) -> str:
    metrics = [f"{get_metric(name).sql} AS m{i}" for i, name in enumerate(context.question.metrics)]
    selected = ",\n  ".join([*(f"c.{group} AS {group}" for group in groups), *metrics])
    cells = "\nUNION ALL\n  ".join(branch_sql(context, branch) for branch in branches)
    return f"SELECT {selected}\nFROM (\n  {cells}\n) AS c"


def _among(context: Context, some: Sequence[Group]) -> str:
    """Return that a group is one of some; as texts, so that one type fits every dimension."""
    arrays = [
        context.parameters.bind_all([_text(value) for value in values], "String")
        for values in zip(*some, strict=True)
    ]
    group = [f"toString(c.g{i})" for i in range(len(arrays))]
    if len(arrays) == 1:
        return f"has({arrays[0]}, {group[0]})"
    return f"has(arrayZip({', '.join(arrays)}), ({', '.join(group)}))"


def _text(value: object) -> str:
    """Return the value as the store's `toString` writes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _order(context: Context) -> str:
    """Order by what was asked, else the first metric, largest first; then by the groups."""
    question, groups = context.question, context.groups
    if context.starts:
        return ", ".join(groups)
    if question.order is None:
        return f"m0 DESC NULLS LAST, {', '.join(groups)}"
    names = [*question.group_by, *question.metrics]
    columns = [*groups, *(f"m{i}" for i in range(len(question.metrics)))]
    column = columns[names.index(question.order.name)]
    direction = "DESC" if question.order.descending else "ASC"
    return f"{column} {direction} NULLS LAST, {', '.join(groups)}"
