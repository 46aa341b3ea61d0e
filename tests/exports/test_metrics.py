"""An answer in numbers is a file with its own columns and types."""

import json
from datetime import timedelta
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq

from tailrace.core.window import Window
from tailrace.exports.formats.jsonl import JsonLinesWriter
from tailrace.exports.formats.parquet import ParquetWriter
from tailrace.exports.metrics import columns_of, export_answer
from tailrace.query.question import Answer, Question
from tests.fakes.population import START

DAY = Window(START, START + timedelta(days=1), ZoneInfo("Europe/Berlin"))
QUESTION = Question(DAY, ("requests", "cost_usd", "error_rate"), ("model",), "day")
ROW = {
    "time": "2026-11-01T00:00:00+01:00",
    "model": None,
    "requests": 3,
    "cost_usd": "0.25",
    "error_rate": None,
}
ANSWER = Answer([dict(ROW)], truncated=False)


def test_columns_are_time_dimensions_and_metrics() -> None:
    assert [(column.name, column.kind) for column in columns_of(QUESTION)] == [
        ("time", "time"),
        ("model", "text"),
        ("requests", "whole"),
        ("cost_usd", "usd"),
        ("error_rate", "number"),
    ]


def test_values_are_those_of_the_answer() -> None:
    writer = JsonLinesWriter(columns_of(QUESTION))
    (line,) = b"".join(export_answer(QUESTION, ANSWER, writer)).splitlines()
    assert json.loads(line) == {**ROW, "time": "2026-10-31T23:00:00Z"}


def test_money_and_times_are_typed() -> None:
    data = b"".join(export_answer(QUESTION, ANSWER, ParquetWriter(columns_of(QUESTION))))
    types = {field.name: field.type for field in pq.read_table(pa.BufferReader(data)).schema}
    assert types["cost_usd"] == pa.decimal128(38, 10)
    assert types["time"] == pa.timestamp("us", "UTC")
    assert types["requests"] == pa.int64()
