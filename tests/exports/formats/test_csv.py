"""A CSV reads back as what was written, and no spreadsheet runs what is in it."""

import csv
import io
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailrace.exports.column import Column
from tailrace.exports.formats.csv import CsvWriter, cell, harmless

COLUMNS = (Column("name", "text"), Column("tags", "texts"), Column("cost_usd", "usd"))


def lines(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode(), newline="")))


def test_a_file_has_a_head_and_a_line_a_row() -> None:
    writer = CsvWriter(COLUMNS)
    rows: list[list[object]] = [
        ['a "b",\nc', ("x", "y"), Decimal("0.0000450000")],
        [None, (), None],
    ]
    data = writer.begin() + writer.write(rows[:1]) + writer.write(rows[1:]) + writer.end()
    assert lines(data) == [
        ["name", "tags", "cost_usd"],
        ['a "b",\nc', '["x","y"]', "0.000045"],
        ["", "[]", ""],
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"),
        (-1.5, "-1.5"),
        (12, "12"),
        (datetime(2026, 11, 1, tzinfo=UTC), "2026-11-01T00:00:00Z"),
        ({"a": "b"}, '{"a":"b"}'),
        ("=1+1", "'=1+1"),
        ("  @sum(a1)", "'  @sum(a1)"),
        ("a=b", "a=b"),
    ],
)
def test_values_have_one_notation(value: object, text: str) -> None:
    assert cell(value) == text


@given(st.text())
def test_texts_come_back_and_start_no_formula(text: str) -> None:
    writer = CsvWriter(COLUMNS[:1])
    (row,) = lines(writer.write([[text]])) or [[""]]
    assert row == [harmless(text)]
    assert row[0].removeprefix("'") in {text, text.removeprefix("'")}
    assert not row[0].startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
