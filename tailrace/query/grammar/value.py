"""One value of a term, read as its field's kind asks."""

import re
from decimal import Decimal
from types import MappingProxyType

from tailrace.core.errors import BadInput
from tailrace.core.ids import TraceId, parse_request_id
from tailrace.query.catalog import Field, nearest
from tailrace.query.grammar.errors import BadFilter
from tailrace.query.grammar.filter import Between, Choice, Comparison, Exact, Glob, Number
from tailrace.query.grammar.text import Text

_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,12})?")
_DIGITS = MappingProxyType({"request_id": 30, "trace_id": 32})
_COMPARISONS: tuple[Comparison, ...] = (">=", "<=", ">", "<")


def read_choice(text: Text, field: Field) -> Choice:
    """Read up to the value's end; raises BadFilter with where and what was expected."""
    start = text.position
    if field.kind == "number":
        return _number(text, field)
    if text.peek() == '"':
        choice: Choice = Exact(text.quoted())
    elif text.peek() in ("<", ">"):
        raise BadFilter(f"{field.name} is no number.", position=start, expected="a text")
    else:
        choice = _pattern(text, field)
    return _checked(choice, field, start)


def _pattern(text: Text, field: Field) -> Choice:
    start = text.position
    pieces = text.word(colons=True)
    if pieces == [""]:
        raise BadFilter(f"{field.name}: has no value.", position=start, expected=_example(field))
    if len(pieces) == 1:
        return Exact(pieces[0])
    inner = [piece for piece in pieces[1:-1] if piece]
    return Glob((pieces[0], *inner, pieces[-1]))


def _checked(choice: Choice, field: Field, start: int) -> Choice:
    if isinstance(choice, Exact):
        _check_exact(choice.text, field, start)
    elif field.kind in ("request_id", "trace_id", "flag"):
        raise BadFilter(f"{field.name} takes no *.", position=start, expected=_example(field))
    return choice


def _check_exact(value: str, field: Field, start: int) -> None:
    absent = field.kind == "text" and not value
    if field.choices and value not in field.choices and not absent:
        raise BadFilter(
            f"{field.name} is never {value[:64]!r}.",
            position=start,
            expected=_example(field),
            nearest=nearest(value, dict.fromkeys(field.choices)),
        )
    try:
        if field.kind == "request_id":
            parse_request_id(value)
        elif field.kind == "trace_id":
            TraceId.parse(value)
    except BadInput as error:
        raise BadFilter(error.message, position=start, expected=_example(field)) from None


def _number(text: Text, field: Field) -> Choice:
    start = text.position
    comparison: Comparison = next((c for c in _COMPARISONS if text.take(c)), "=")
    word = "*".join(text.word(colons=True))
    low, dots, high = word.partition("..")
    if dots and comparison == "=":
        return Between(_decimal(low, field, start), _decimal(high, field, start))
    return Number(comparison, _decimal(word, field, start))


def _decimal(word: str, field: Field, start: int) -> Decimal:
    if _NUMBER.fullmatch(word) is None:
        raise BadFilter(f"{word[:64]!r} is not a number.", position=start, expected=_example(field))
    return Decimal(word)


def _example(field: Field) -> str:
    if field.choices:
        return f"one of {', '.join(field.choices)}"
    if field.kind in _DIGITS:
        return f"{_DIGITS[field.kind]} hexadecimal digits"
    if field.kind == "number":
        return f"a number, such as {field.name}:200, {field.name}:>=200 or {field.name}:100..200"
    return f"{field.name}:value"
