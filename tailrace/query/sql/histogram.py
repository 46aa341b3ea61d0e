"""Statements that answer with a histogram: how many requests fell into each bucket of a number.

A bucket b holds the values in (1.02^(b-1), 1.02^b], counted in the store's whole units. Times are
read from the cells that rollups keep; any other number from raw rows, in the same buckets, with
ZERO for zeros, which have no logarithm.
"""

from collections.abc import Sequence

from tailrace.query.catalog import Field
from tailrace.query.plan import Branch
from tailrace.query.sql.branch import Context, branch_sql, raw_sql
from tailrace.query.sql.columns import Columns
from tailrace.query.sql.select import Statement

ZERO = -1
_SPREAD = "spread"


def cell_histogram(context: Context, branches: Sequence[Branch], cell: str) -> Statement:
    """Return the statement over a histogram cell, which a metric of the question must read."""
    return _outer(context, [branch_sql(context, branch) for branch in branches], cell)


def raw_histogram(context: Context, branch: Branch, field: Field) -> Statement:
    """Return the statement over a number of raw rows, of those in which it is known."""
    columns = Columns(context.names, context.parameters, {})
    value = columns.sql(field)
    if field.unit == "usd":
        value = f"toFloat64({value}) * {field.unit_size:d}"
    bucket = f"if({value} <= 0, {ZERO},\n      ceil(log(greatest({value}, 1)) / log(1.02)))"
    cell = f"sumMapIf(map(toInt16({bucket}), toUInt64(1)),\n      {columns.known(field)})"
    return _outer(context, [raw_sql(context, branch, [f"{cell} AS {_SPREAD}"])], _SPREAD)


def _outer(context: Context, cells: Sequence[str], name: str) -> Statement:
    """Return rows of a stretch's start (0 without stretches), bucket numbers and their counts."""
    bucket = "c.bucket" if context.starts else "0"
    lines = (
        "SELECT bucket, mapKeys(whole) AS numbers, mapValues(whole) AS counts",
        f"FROM (\n  SELECT {bucket} AS bucket, sumMap(c.{name}) AS whole",
        "  FROM (\n  " + "\nUNION ALL\n  ".join(cells) + "\n  ) AS c",
        *(["  GROUP BY bucket"] if context.starts else []),
        ")\nORDER BY bucket",
    )
    return Statement("\n".join(lines), context.parameters.values)
