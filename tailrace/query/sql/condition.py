"""A Filter as an SQL condition over one source.

What must stay true: what people wrote arrives as bound parameters, and a condition is never null,
so that `-` passes exactly what the filter behind it does not.
"""

from tailrace.query.catalog import HAS_NAMES, Field, find_field
from tailrace.query.grammar.filter import And, Filter, Has, Not, Or, Term
from tailrace.query.sql.columns import Columns, any_of
from tailrace.query.sql.term import term_condition


def condition(columns: Columns, tree: Filter) -> str:
    """Return the condition that a row passes the filter, fit to stand anywhere."""
    match tree:
        case Term(name):
            return term_condition(columns, _field(name), tree)
        case Has(name):
            return _has(columns, name)
        case Not(item):
            return f"NOT ({condition(columns, item)})"
        case And(items):
            return f"({' AND '.join(condition(columns, i) for i in items)})" if items else "1"
        case Or(items):
            return any_of([condition(columns, item) for item in items])


def _has(columns: Columns, name: str) -> str:
    if name == "error":
        return f"{columns.sql(_field('status'))} = 'error'"
    if name == "retry":
        return f"{columns.sql(_field('attempts'))} > 1"
    field = _field(HAS_NAMES.get(name, name))
    match field.kind:
        case "number":
            return columns.known(field)
        case "name":
            return f"{columns.sql(field)} != 0"
        case "tags" if not columns.holds(field):
            return "notEmpty(s.tags)"
        case _:
            return f"{columns.sql(field)} != ''"


def _field(name: str) -> Field:
    field = find_field(name)
    if field is None:
        raise LookupError(f"the catalog has no field {name!r}")
    return field
