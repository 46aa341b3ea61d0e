"""Filters become conditions that hold no text of the people who wrote them."""

import re

from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from tailrace.query.catalog import FIELDS
from tailrace.query.grammar.filter import Exact, Filter, Term
from tailrace.query.grammar.parse import parse
from tailrace.query.sql.columns import Columns
from tailrace.query.sql.condition import condition
from tailrace.query.sql.parameters import Parameters
from tests.fakes import questions as q
from tests.fakes.population import NAMES

_OURS = """
    AND OR NOT IN LIKE BETWEEN true false 0 1 2 3 s error has hasAny empty notEmpty arrayExists tag
    tags customer_data customer_items started_at span_id trace_low trace_high foreign_trace
"""
_WORDS = {
    *_OURS.split(),
    *re.findall(r"\w+", " ".join(f"{field.sql} {field.known}" for field in FIELDS.values())),
}


def written(text: str) -> tuple[list[str], dict[str, object]]:
    """Return the condition, cut at its ANDs, and its values."""
    columns = Columns(NAMES, Parameters(), {})
    return condition(columns, parse(text)).split(" AND "), columns.parameters.values


def test_a_filter_with_everything() -> None:
    sql, values = written('-(provider:openai OR has:error) customer.a:"x y" tag:b* key:ci')
    assert sql == snapshot(
        [
            "(NOT ((s.provider = {p0:String} OR s.status = 'error'))",
            "has(s.customer_items, {p1:String})",
            "arrayExists(tag -> tag LIKE {p2:String}, s.tags)",
            "s.key_id IN {p3:Array(UInt32)})",
        ]
    )
    assert values == snapshot({"p0": "openai", "p1": "a=x y", "p2": "b%", "p3": [1]})


@given(q.filters)
def test_texts_never_reach_the_sql(tree: Filter) -> None:
    columns = Columns(NAMES, Parameters(), {})
    sql = re.sub(r"\{p\d+:[^}]+\}", "", condition(columns, tree))
    assert set(re.findall(r"\w+", sql)) <= _WORDS


@given(st.text(min_size=1), st.sampled_from(["user", "tag", "customer.x", "model", "session"]))
def test_an_odd_text_is_a_parameter(text: str, name: str) -> None:
    columns = Columns(NAMES, Parameters(), {})
    sql = condition(columns, Term(name, (Exact(text),)))
    assert re.fullmatch(r"[\w.(), =\[\]]*(\{p\d+:[\w()]+\}[\w.(), =\[\]]*)+", sql)
    values = columns.parameters.values.values()
    assert any(value in (text, [text], f"x={text}") for value in values)


def test_what_is_there_is_asked_by_kind() -> None:
    text = "has:error has:retry has:cost has:key has:tag has:user has:http_status has:customer.a"
    assert written(text)[0] == snapshot(
        [
            "(s.status = 'error'",
            "s.attempts > 1",
            "s.cost_source != 'none'",
            "s.key_id != 0",
            "notEmpty(s.tags)",
            "s.user != ''",
            "s.http_status != 0",
            "s.customer_data[{p0:String}] != '')",
        ]
    )
