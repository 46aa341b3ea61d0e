"""Parquet opens elsewhere, with real types, whatever the batches were."""

from datetime import UTC, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq

from tailrace.exports.column import Column
from tailrace.exports.formats.parquet import TYPES, ParquetWriter

COLUMNS = tuple(Column(kind, kind) for kind in TYPES)
AT = datetime(2026, 11, 1, 12, 0, 0, 250_000, UTC)
ROW: list[object] = ["a", AT, 7, 1.5, Decimal("0.0000450000"), True, ("x", "y"), {"plan": "pro"}]
EMPTY: list[object] = [None] * len(COLUMNS)


def written(*batches: list[list[object]]) -> bytes:
    writer = ParquetWriter(COLUMNS)
    pieces = [writer.begin(), *(writer.write(batch) for batch in batches), writer.end()]
    assert sum(map(bool, pieces)) == len(batches) + 2
    return b"".join(pieces)


def test_rows_come_back_with_their_types() -> None:
    table = pq.read_table(pa.BufferReader(written([ROW, EMPTY], [ROW])))
    assert {field.name: field.type for field in table.schema} == dict(TYPES)
    first, second, third = table.to_pylist()
    assert list(first.values()) == [*ROW[:6], ["x", "y"], [("plan", "pro")]]
    assert list(second.values()) == EMPTY
    assert third == first


def test_each_batch_is_a_row_group() -> None:
    found = pq.ParquetFile(pa.BufferReader(written([ROW] * 3, [ROW] * 2)))
    assert [found.metadata.row_group(n).num_rows for n in range(found.num_row_groups)] == [3, 2]


def test_a_file_without_rows_is_a_file() -> None:
    assert pq.read_table(pa.BufferReader(written())).num_rows == 0
