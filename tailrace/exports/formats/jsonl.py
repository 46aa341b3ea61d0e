"""JSON lines: one object a row, under the names and in the notation of the API's answers."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

import msgspec

from tailrace.core.money import usd_text
from tailrace.exports.column import Column, time_text


class JsonLinesWriter:
    """Writes rows of values in the order of the columns."""

    media_type = "application/x-ndjson"

    def __init__(self, columns: Sequence[Column]) -> None:
        self._names = [column.name for column in columns]
        self._encoder = msgspec.json.Encoder()

    def begin(self) -> bytes:
        return b""

    def write(self, rows: Sequence[Sequence[object]]) -> bytes:
        names = self._names
        return self._encoder.encode_lines(
            [dict(zip(names, map(_plain, row), strict=True)) for row in rows]
        )

    def end(self) -> bytes:
        return b""


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return usd_text(value)
    if isinstance(value, datetime):
        return time_text(value)
    return value
