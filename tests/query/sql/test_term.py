"""Numbers compare in stored units; ids become seeks; names become numbers."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from inline_snapshot import snapshot

from tailrace.core.ids import TraceId
from tailrace.query.catalog import find_field
from tailrace.query.grammar.filter import Term
from tailrace.query.grammar.parse import parse
from tailrace.query.sql.columns import Columns
from tailrace.query.sql.parameters import Parameters
from tailrace.query.sql.term import term_condition, trace_condition
from tests.fakes.population import NAMES


def written(text: str) -> tuple[str, list[object]]:
    term = parse(text)
    assert isinstance(term, Term)
    field = find_field(term.field)
    assert field is not None
    columns = Columns(NAMES, Parameters(), {})
    return term_condition(columns, field, term), list(columns.parameters.values.values())


@pytest.mark.parametrize(
    ("text", "comparison", "value"),
    [
        ("duration_ms:>1.0005", ">", 1000),
        ("duration_ms:>=1.0005", ">=", 1001),
        ("duration_ms:<1.0005", "<", 1001),
        ("duration_ms:<=1.0005", "<=", 1000),
        ("duration_ms:2", "=", 2000),
        ("attempts:>1.5", ">", 1),
        ("attempts:>999999999999999", ">", 999_999_999_999_999),
        ("duration_ms:>-1", ">", -1000),
    ],
)
def test_bounds_are_rounded_to_where_nothing_changes(
    text: str, comparison: str, value: int
) -> None:
    sql, values = written(text)
    assert f" {comparison} {{p0:Int64}}" in sql
    assert values == [value]


def test_half_a_unit_equals_nothing() -> None:
    assert written("attempts:1.5") == ("0", [])


def test_money_is_bound_as_money() -> None:
    sql, values = written("cost_usd:>=0.00000000015")
    assert sql == "(s.cost_source != 'none' AND s.cost_usd >= {p0:Decimal(38, 10)})"
    assert values == [Decimal("0.0000000002")]


def test_an_unknown_number_is_asked_for_first() -> None:
    assert written("ttft_ms:1..2,9")[0].split(" AND ") == snapshot(
        [
            "(s.has_ttft",
            "((s.ttft_us >= {p0:Int64}",
            "s.ttft_us <= {p1:Int64}) OR s.ttft_us = {p2:Int64}))",
        ]
    )


def test_ids_are_seeks() -> None:
    sql, values = written("id:0660f0d21cfd150004d0000f423f00")
    assert sql == snapshot("(s.started_at = {p0:DateTime64(6, 'UTC')} AND s.span_id = {p1:UInt64})")
    assert values == snapshot(
        [
            datetime(2026, 11, 23, hour=12, minute=34, second=53, microsecond=796629, tzinfo=UTC),
            1354598581419776,
        ]
    )
    assert written("id:" + "f" * 30) == ("0", [])
    assert trace_condition(Parameters(), TraceId(1, 2)).split(" AND ") == snapshot(
        [
            "(s.trace_low = {p0:UInt64}",
            "s.trace_high = {p1:UInt64}",
            "(s.span_id = {p0:UInt64} OR s.foreign_trace = {p0:UInt64}))",
        ]
    )


def test_names_become_numbers() -> None:
    assert written("project:shop,l*") == ("s.project_id IN {p0:Array(UInt32)}", [[11, 12]])
    assert written("project:nope") == ("s.project_id IN {p0:Array(UInt32)}", [[]])
    assert written('key:"",ci') == ("s.key_id IN {p0:Array(UInt32)}", [[0, 1]])


def test_flags_are_words_of_ours() -> None:
    assert written("streamed:true,false") == ("(s.streamed = true OR s.streamed = false)", [])
