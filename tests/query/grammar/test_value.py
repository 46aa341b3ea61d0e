"""A value is read as its field's kind asks."""

from decimal import Decimal

import pytest

from tailrace.query.catalog import FIELDS, find_field
from tailrace.query.grammar.errors import BadFilter
from tailrace.query.grammar.filter import Between, Choice, Exact, Glob, Number
from tailrace.query.grammar.text import Text
from tailrace.query.grammar.value import read_choice


@pytest.mark.parametrize(
    ("name", "text", "choice"),
    [
        ("user", "u_17", Exact("u_17")),
        ("user", "u_*", Glob(("u_", ""))),
        ("user", "**a**", Glob(("", "a", ""))),
        ("user", "1..2", Exact("1..2")),
        ("attempts", "2", Number("=", Decimal(2))),
        ("attempts", "<=2", Number("<=", Decimal(2))),
        ("duration_ms", "0.5..1.25", Between(Decimal("0.5"), Decimal("1.25"))),
        ("duration_ms", ">-1", Number(">", Decimal(-1))),
        ("status", "error", Exact("error")),
        ("status", "*r*", Glob(("", "r", ""))),
        ("error_class", '""', Exact("")),
        ("streamed", "true", Exact("true")),
        ("customer.a", "x=y", Exact("x=y")),
        ("trace", "0" * 31 + "1", Exact("0" * 31 + "1")),
    ],
)
def test_values_by_kind(name: str, text: str, choice: Choice) -> None:
    field = find_field(name)
    assert field is not None
    assert read_choice(Text(text), field) == choice


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("streamed", "yes", "one of true, false"),
        ("streamed", "t*", "one of true, false"),
        ("status", '""', "one of success, error, throttled, cancelled"),
        ("attempts", "1234567890123456", "a number, such as attempts:200"),
        ("id", "x", "30 hexadecimal digits"),
        ("trace", "x", "32 hexadecimal digits"),
        ("workflow", "", "workflow:value"),
    ],
)
def test_a_wrong_value_says_what_was_expected(name: str, text: str, expected: str) -> None:
    with pytest.raises(BadFilter) as caught:
        read_choice(Text(text), FIELDS[name])
    assert caught.value.expected.startswith(expected)
