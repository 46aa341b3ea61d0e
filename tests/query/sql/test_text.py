"""Texts are equal, one of, or like; tags and customer data go through their indexes."""

import pytest

from tailrace.query.catalog import find_field
from tailrace.query.grammar.filter import Exact, Glob, Number, Term
from tailrace.query.grammar.parse import parse
from tailrace.query.sql.columns import Columns
from tailrace.query.sql.parameters import Parameters
from tailrace.query.sql.text import passes, text_condition
from tests.fakes.population import NAMES


@pytest.mark.parametrize(
    ("text", "sql", "values"),
    [
        ("user:a", "s.user = {p0:String}", ["a"]),
        ("user:a,b", "s.user IN {p0:Array(String)}", [["a", "b"]]),
        ("user:a,b*", "(s.user = {p0:String} OR s.user LIKE {p1:String})", ["a", "b%"]),
        ("user:50%_\\\\*", "s.user LIKE {p0:String}", ["50\\%\\_\\\\%"]),
        ("status:*r*", "s.status IN {p0:Array(String)}", [["error", "throttled"]]),
        ("status:x*", "0", []),
        ("tag:a,b", "hasAny(s.tags, {p0:Array(String)})", [["a", "b"]]),
        ("tag:a*", "arrayExists(tag -> tag LIKE {p0:String}, s.tags)", ["a%"]),
        ("customer.a:x", "has(s.customer_items, {p0:String})", ["a=x"]),
        ('customer.a:""', "s.customer_data[{p0:String}] = ''", ["a"]),
        ("customer.a:x*", "s.customer_data[{p1:String}] LIKE {p0:String}", ["x%", "a"]),
        (
            "customer.a:x=y",
            "(has(s.customer_items, {p0:String}) AND s.customer_data[{p2:String}] = {p1:String})",
            ["a=x=y", "x=y", "a"],
        ),
    ],
)
def test_texts_become_conditions(text: str, sql: str, values: list[object]) -> None:
    term = parse(text)
    assert isinstance(term, Term)
    field = find_field(term.field)
    assert field is not None
    columns = Columns(NAMES, Parameters(), {})
    assert text_condition(columns, field, term.choices) == sql
    assert list(columns.parameters.values.values()) == values


def test_a_rollup_row_has_one_tag() -> None:
    field = find_field("tag")
    assert field is not None
    columns = Columns(NAMES, Parameters(), {"tag": "r.value"})
    assert text_condition(columns, field, (Exact("a"),)) == "r.value = {p0:String}"


def test_known_texts_are_matched_here() -> None:
    assert passes(Glob(("a.", "")), "a.b\nc")
    assert not passes(Glob(("a.", "")), "abc")
    assert passes(Exact("a"), "a")
    assert not passes(Number("=", 1), "1")  # type: ignore[arg-type]
