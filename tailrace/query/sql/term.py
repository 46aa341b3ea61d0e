"""A Term as an SQL condition: numbers, ids, flags, names. Texts are in `sql/text.py`.

What must stay true: an unknown number passes no comparison, and nothing of it is ever null.
"""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from tailrace.core.clock import from_us, to_us
from tailrace.core.ids import TraceId, parse_request_id
from tailrace.core.window import LATEST
from tailrace.query.catalog import Field
from tailrace.query.grammar.filter import Between, Choice, Exact, Number, Term
from tailrace.query.sql.columns import Columns, any_of
from tailrace.query.sql.parameters import MOMENT, Parameters
from tailrace.query.sql.text import passes, text_condition

_LARGEST = 2**63 - 1


def term_condition(columns: Columns, field: Field, term: Term) -> str:
    """Return the condition that the field is one of the term's choices."""
    match field.kind:
        case "number":
            known = columns.known(field)
            number = any_of([_number(columns, field, choice) for choice in term.choices])
            return number if known == "1" else f"({known} AND {number})"
        case "request_id":
            return any_of([_request(columns, text) for text in _exact(term)])
        case "trace_id":
            return any_of(
                [trace_condition(columns.parameters, TraceId.parse(text)) for text in _exact(term)]
            )
        case "flag":
            return any_of([f"{columns.sql(field)} = {text}" for text in _exact(term)])
        case "name":
            return f"{columns.sql(field)} IN {_numbers_of(columns, field, term.choices)}"
        case _:
            return text_condition(columns, field, term.choices)


def _exact(term: Term) -> list[str]:
    return [choice.text for choice in term.choices if isinstance(choice, Exact)]


def _number(columns: Columns, field: Field, choice: Choice) -> str:
    """Compare in stored units, which are whole: the bound is rounded to where nothing changes."""
    match choice:
        case Between(low, high):
            least = _number(columns, field, Number(">=", low))
            return f"({least} AND {_number(columns, field, Number('<=', high))})"
        case Number("=", value) if value * field.unit_size % 1:
            return "0"
        case Number(comparison, value):
            rounding = ROUND_CEILING if comparison in (">=", "<") else ROUND_FLOOR
            stored = (value * field.unit_size).to_integral_value(rounding)
            return f"{columns.sql(field)} {comparison} {_stored(columns, field, stored)}"
        case _:
            return "0"


def _stored(columns: Columns, field: Field, units: Decimal) -> str:
    """Bind a whole number of stored units; of money, the amount itself."""
    if field.unit == "usd":
        return columns.parameters.bind(units / field.unit_size, "Decimal(38, 10)")
    return columns.parameters.bind(max(-_LARGEST, min(int(units), _LARGEST)), "Int64")


def _request(columns: Columns, text: str) -> str:
    started_us, span_id = parse_request_id(text)
    if started_us >= to_us(LATEST):
        return "0"
    started = columns.parameters.bind(from_us(started_us), MOMENT)
    span = columns.parameters.bind(span_id, "UInt64")
    return f"(s.started_at = {started} AND s.span_id = {span})"


def trace_condition(parameters: Parameters, trace: TraceId) -> str:
    """Return the condition that a span says it belongs to the trace.

    A request that starts its own trace has its span id as the lower half: two indexes, one for
    such traces and one for those that callers brought along, make this a look-up.
    """
    low = parameters.bind(trace.low, "UInt64")
    high = parameters.bind(trace.high, "UInt64")
    return (
        f"(s.trace_low = {low} AND s.trace_high = {high} "
        f"AND (s.span_id = {low} OR s.foreign_trace = {low}))"
    )


def _numbers_of(columns: Columns, field: Field, choices: tuple[Choice, ...]) -> str:
    """Bind the numbers of the projects or keys with such names; none for an unknown name.

    The empty name is number 0: requests without a key.
    """
    names = columns.names
    known = names.projects if field.name == "project" else names.keys
    found = {
        number
        for number, name in ((0, ""), *known.items())
        if any(passes(choice, name) for choice in choices)
    }
    return columns.parameters.bind_all(sorted(found), "UInt32")
