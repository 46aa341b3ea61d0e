"""Reads whole spans: what the page of one request and the page of a trace are made of."""

from tailrace.query.reader import Reader
from tailrace.query.requests.rows import DETAIL_COLUMNS, Row, as_rows
from tailrace.query.sql.parameters import Parameters
from tailrace.query.sql.select import Statement


def read_spans(
    reader: Reader, conditions: tuple[str, ...], parameters: Parameters, most: int
) -> list[Row]:
    """Return whole spans, oldest first, each once; the first condition is the scope's."""
    columns = ", ".join(f"s.{name} AS {name}" for name in DETAIL_COLUMNS)
    lines = (
        f"SELECT {columns}",
        "FROM spans AS s",
        f"WHERE {' AND '.join(conditions)}",
        "ORDER BY started_at, span_id",
        f"LIMIT 1 BY started_at, span_id LIMIT {most:d}",
    )
    rows = reader.read(Statement("\n".join(lines), parameters.values)).rows
    return as_rows(DETAIL_COLUMNS, rows)
