"""Chooses where the cells of a question come from. Pure.

The window is cut wherever the answer must not mix: at its ends and at each start of a stretch. A
period of a rollup that a cut goes through is broken, and the next finer source answers for it:
whole weeks or days from their tables, the other whole hours from the hour table, what is left from
raw rows. What must stay true: each moment of the window is read from exactly one
source, so the seams cannot be seen in the answer.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from tailrace.core.clock import EPOCH
from tailrace.query.catalog import get_metric
from tailrace.query.cells import PARTIAL, Family, families
from tailrace.query.grammar.filter import Exact, Filter, Term, conjuncts, fields_read
from tailrace.query.question import Question

RAW = "spans"


@dataclass(frozen=True, slots=True)
class Periods:
    """Steps of a length, by their starts."""

    step: timedelta
    starts: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """One table, and the part of the window that is read from it.

    `inside` are periods outside of which nothing is read, because a coarser table answers there;
    `without` are periods of the table itself that a finer one answers for.
    """

    table: str
    start: datetime
    end: datetime
    inside: Periods | None = None
    without: tuple[datetime, ...] = ()
    family: Family | None = None


def plan(question: Question, starts: tuple[datetime, ...]) -> tuple[Branch, ...]:
    """Return the branches whose cells together are the window's; `starts` are its stretches."""
    window = question.window
    cuts = (window.start, window.end, *(start for start in starts if start > window.start))
    family = choose(question)
    branches: list[Branch] = []
    inside: Periods | None = None
    for table in family.tables if family else ():
        if inside is not None and not inside.starts:
            break
        branch = Branch(
            table.name,
            _ceiling(window.start, table.step),
            _floor(window.end, table.step),
            inside,
            _broken(cuts, table.step),
            family,
        )
        if _has_whole_periods(branch, table.step):
            branches.append(branch)
            inside = Periods(table.step, branch.without)
    if inside is None or inside.starts:
        branches.append(Branch(RAW, window.start, window.end, inside))
    return tuple(branches)


def choose(question: Question) -> Family | None:
    """Return the cheapest rollup that holds all that the question needs; None: only raw rows do."""
    asked = fields_read(question.filter)
    cells = {cell for name in question.metrics for cell in get_metric(name).cells}
    for family in families(asked.union(question.group_by)):
        if cells <= family.cells and _is_whole(family, question):
            return family
    return None


def _is_whole(family: Family, question: Question) -> bool:
    """Whether the slice has each request that counts exactly once.

    Where requests can be in several of a slice's rows or in none, that is so when the rows of one
    value are asked for, or when the values are the groups.
    """
    if not family.slice.startswith(PARTIAL):
        return True
    about = [one for one in conjuncts(question.filter) if family.slice in fields_read(one)]
    if family.slice in question.group_by:
        return not about
    return len(about) == 1 and _is_one_value(about[0])


def _is_one_value(tree: Filter) -> bool:
    return (
        isinstance(tree, Term)
        and len(tree.choices) == 1
        and isinstance(tree.choices[0], Exact)
        and tree.choices[0].text != ""
    )


def _has_whole_periods(branch: Branch, step: timedelta) -> bool:
    broken = sum(branch.start <= start < branch.end for start in branch.without)
    return branch.start < branch.end and (branch.end - branch.start) // step > broken


def _broken(cuts: Iterable[datetime], step: timedelta) -> tuple[datetime, ...]:
    return tuple(sorted({_floor(cut, step) for cut in cuts if _floor(cut, step) != cut}))


def _floor(moment: datetime, step: timedelta) -> datetime:
    return moment - (moment - EPOCH) % step


def _ceiling(moment: datetime, step: timedelta) -> datetime:
    return -((EPOCH - moment) // step) * step + EPOCH
