"""CSV as RFC 4180 has it: UTF-8, a head line, CRLF, quotes where they are needed.

Lists and maps are JSON in their cell; unknown is an empty cell. A text that a spreadsheet would
take for a formula gets an apostrophe in front, as OWASP advises
(https://owasp.org/www-community/attacks/CSV_Injection); numbers are left alone.
"""

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

import msgspec

from tailrace.core.money import usd_text
from tailrace.exports.column import Column, time_text

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


class CsvWriter:
    """Writes rows of values in the order of the columns."""

    media_type = "text/csv; charset=utf-8"

    def __init__(self, columns: Sequence[Column]) -> None:
        self._columns = columns

    def begin(self) -> bytes:
        return self._lines([[column.name for column in self._columns]])

    def write(self, rows: Sequence[Sequence[object]]) -> bytes:
        return self._lines([[cell(value) for value in row] for row in rows])

    def end(self) -> bytes:
        return b""

    def _lines(self, rows: list[list[str]]) -> bytes:
        text = io.StringIO()
        csv.writer(text).writerows(rows)
        return text.getvalue().encode()


def cell(value: object) -> str:
    """Return the text of one cell."""
    match value:
        case None:
            text = ""
        case str():
            text = harmless(value)
        case bool():
            text = "true" if value else "false"
        case int() | float():
            text = repr(value)
        case Decimal():
            text = usd_text(value)
        case datetime():
            text = time_text(value)
        case _:
            text = harmless(msgspec.json.encode(value).decode())
    return text


def harmless(text: str) -> str:
    """Return the text so that no spreadsheet runs it."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text
