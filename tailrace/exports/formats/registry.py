"""Formats by their names, which are also the files' endings."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Literal, Protocol

from tailrace.exports.column import Column
from tailrace.exports.formats.csv import CsvWriter
from tailrace.exports.formats.jsonl import JsonLinesWriter
from tailrace.exports.formats.parquet import ParquetWriter

Format = Literal["csv", "jsonl", "parquet"]


class Writer(Protocol):
    """Turns rows into a file's bytes, in the order `begin`, any number of `write`, `end`."""

    media_type: str

    def begin(self) -> bytes:
        """Return what stands before all rows."""

    def write(self, rows: Sequence[Sequence[object]]) -> bytes:
        """Return the bytes of the rows, each with a value for every column."""

    def end(self) -> bytes:
        """Return what stands after all rows."""


WRITERS: Mapping[Format, Callable[[Sequence[Column]], Writer]] = MappingProxyType(
    {"csv": CsvWriter, "jsonl": JsonLinesWriter, "parquet": ParquetWriter}
)
