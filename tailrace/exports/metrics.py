"""An answer in numbers as a file: a row for each group and stretch of time, as in the API."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType

from tailrace.exports.column import Column, Kind
from tailrace.exports.formats.registry import Writer
from tailrace.query.catalog import TIME, get_metric
from tailrace.query.question import Answer, Question, Value

_KINDS: Mapping[str, Kind] = MappingProxyType({"usd": "usd", "": "whole", "tokens": "whole"})


def columns_of(question: Question) -> tuple[Column, ...]:
    """Return the columns: time, dimensions, metrics, in the order they were asked for."""
    time = (Column(TIME, "time"),) if question.granularity else ()
    dimensions = (Column(name, "text") for name in question.group_by)
    metrics = (
        Column(name, _KINDS.get(get_metric(name).unit, "number")) for name in question.metrics
    )
    return (*time, *dimensions, *metrics)


def export_answer(question: Question, answer: Answer, writer: Writer) -> Iterator[bytes]:
    """Yield the file in pieces."""
    columns = columns_of(question)
    yield writer.begin()
    yield writer.write(
        [[_typed(column, row[column.name]) for column in columns] for row in answer.rows]
    )
    yield writer.end()


def _typed(column: Column, value: Value) -> object:
    if value is None:
        return None
    if column.kind == "usd":
        return Decimal(str(value))
    if column.kind == "time":
        return datetime.fromisoformat(str(value))
    return str(value) if column.kind == "text" else value
