"""The one statement that sets two stretches of time side by side, by group.

Cells come from the same branches as any other question's (`query/plan.py`), each stretch from its
own plan, so that whatever lies between the two is not read. Groups come out as `g0, g1 …`, then
each cell before and each cell after; the largest changes of the first cell come first.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tailrace.core.window import Window
from tailrace.query.plan import plan
from tailrace.query.sql.branch import Context, branch_sql
from tailrace.query.sql.select import Statement

HISTOGRAM = "latency"
"""The one cell that is a map."""


@dataclass(frozen=True, slots=True)
class Sides:
    """What is added up, and over which two stretches; nothing of them overlaps."""

    before: Window
    after: Window
    cells: tuple[str, ...]


def compare(context: Context, sides: Sides) -> Statement:
    """Return the statement; `context.question.limit` bounds the groups.

    The question's metrics read the cells; its window is not used, but the two of `sides`.
    """
    groups = [f"g{i}" for i in range(len(context.question.group_by))]
    sums = [f"{_sum(cell, side)} AS {cell}{side}" for side in (0, 1) for cell in sides.cells]
    selected = ",\n  ".join([*(f"c.{group} AS {group}" for group in groups), *sums])
    cells = "\nUNION ALL\n".join(
        [*_side(context, sides.before, 0), *_side(context, sides.after, 1)]
    )
    parts = [f"SELECT {selected}\nFROM (\n{cells}\n) AS c"]
    if groups:
        parts += [f"GROUP BY {', '.join(groups)}", _order(sides.cells[0], groups)]
        parts.append(f"LIMIT {context.question.limit:d}")
    return Statement("\n".join(parts), context.parameters.values)


def _side(context: Context, window: Window, side: int) -> list[str]:
    question = replace(context.question, window=window)
    own = replace(context, question=question)
    return [
        "".join(
            ("SELECT ", f"{side:d} AS side, b.* FROM (\n  ", branch_sql(own, branch), "\n) AS b")
        )
        for branch in plan(question, ())
    ]


def _sum(cell: str, side: int) -> str:
    name = "sumMapIf" if cell == HISTOGRAM else "sumIf"
    return f"{name}(c.{cell}, c.side = {side:d})"


def _order(cell: str, groups: Sequence[str]) -> str:
    """Order by how far the sums are apart; in signed numbers, for counts have no sign."""
    before, after = (f"toDecimal128({_sum(cell, side)}, 10)" for side in (0, 1))
    return f"ORDER BY abs({after} - {before}) DESC, {', '.join(groups)}"
