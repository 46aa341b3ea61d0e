"""Parquet with real types: UTC times to the microsecond, money as decimal(38, 10), lists, maps.

One row group a batch, so that memory holds one batch; what follows the last one is the file's
index. Compressed with zstd.
"""

import io
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import pyarrow as pa
import pyarrow.parquet as pq

from tailrace.exports.column import Column, Kind

TYPES: Mapping[Kind, pa.DataType] = MappingProxyType(
    {
        "text": pa.string(),
        "time": pa.timestamp("us", "UTC"),
        "whole": pa.int64(),
        "number": pa.float64(),
        "usd": pa.decimal128(38, 10),
        "flag": pa.bool_(),
        "texts": pa.list_(pa.string()),
        "pairs": pa.map_(pa.string(), pa.string()),
    }
)


class _Sink(io.BytesIO):
    """A file whose beginning is given away while its end is still written."""

    def __init__(self) -> None:
        super().__init__()
        self._given_bytes = 0

    def tell(self) -> int:
        return self._given_bytes + super().tell()

    def take(self) -> bytes:
        """Return what was written since the last time."""
        taken = self.getvalue()
        self._given_bytes += len(taken)
        self.seek(0)
        self.truncate()
        return taken


class ParquetWriter:
    """Writes rows of values in the order of the columns."""

    media_type = "application/vnd.apache.parquet"

    def __init__(self, columns: Sequence[Column]) -> None:
        fields = [pa.field(column.name, TYPES[column.kind]) for column in columns]
        self._schema = pa.schema(fields)
        self._sink = _Sink()
        self._writer = pq.ParquetWriter(self._sink, self._schema, compression="zstd")

    def begin(self) -> bytes:
        return self._sink.take()

    def write(self, rows: Sequence[Sequence[object]]) -> bytes:
        arrays = [
            pa.array([_value(row[place]) for row in rows], field.type)
            for place, field in enumerate(self._schema)
        ]
        self._writer.write_table(pa.Table.from_arrays(arrays, schema=self._schema))
        return self._sink.take()

    def end(self) -> bytes:
        self._writer.close()
        return self._sink.take()


def _value(value: object) -> object:
    return list(value.items()) if isinstance(value, Mapping) else value
