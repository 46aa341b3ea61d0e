"""JSON lines hold an object a row, in the API's notation."""

import json
from datetime import UTC, datetime
from decimal import Decimal

from tailrace.exports.column import Column
from tailrace.exports.formats.jsonl import JsonLinesWriter

COLUMNS = (Column("at", "time"), Column("cost_usd", "usd"), Column("tags", "texts"))


def test_a_row_is_an_object_on_a_line_of_its_own() -> None:
    writer = JsonLinesWriter(COLUMNS)
    rows: list[list[object]] = [
        [datetime(2026, 11, 1, 12, 0, 0, 250_000, UTC), Decimal("0.0000450000"), ("a\nb",)],
        [None, None, ()],
    ]
    data = writer.begin() + writer.write(rows) + writer.end()
    assert [json.loads(line) for line in data.decode().splitlines()] == [
        {"at": "2026-11-01T12:00:00.250000Z", "cost_usd": "0.000045", "tags": ["a\nb"]},
        {"at": None, "cost_usd": None, "tags": []},
    ]
