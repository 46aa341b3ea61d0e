"""Files: requests and numbers as CSV, JSON lines or Parquet, streamed as they are read."""

from collections.abc import Iterator
from itertools import chain
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from tailrace.api.auth import CurrentCaller, Services
from tailrace.api.openapi import READS
from tailrace.api.question import read_question
from tailrace.api.schemas.exporting import ExportParams, MetricsExportParams
from tailrace.api.window import read_window
from tailrace.core.ids import parse_request_id
from tailrace.core.window import Window
from tailrace.exports.column import choose
from tailrace.exports.formats.registry import WRITERS, Format, Writer
from tailrace.exports.metrics import columns_of, export_answer
from tailrace.exports.requests import (
    COLUMNS,
    LISTED,
    check_bodies,
    export_requests,
    wants_bodies,
)
from tailrace.query.grammar.parse import parse
from tailrace.query.question import Question
from tailrace.query.requests.cursor import Place
from tailrace.query.requests.sweep import Sweep
from tailrace.query.run import run

ROWS_HEADER = "x-tailrace-rows"
"""How many requests the filter has in the window when the file is begun."""
_FILE: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "The file, in pieces; it breaks off when the store fails half-way.",
        "content": {
            "text/csv": {"schema": {"type": "string"}},
            "application/x-ndjson": {"schema": {"type": "string"}},
            "application/vnd.apache.parquet": {"schema": {"type": "string", "format": "binary"}},
        },
    }
}

router = APIRouter(tags=["exports"])


@router.get(
    "/requests/export", openapi_extra=READS, response_class=StreamingResponse, responses=_FILE
)
def export_request_rows(
    asked: Annotated[ExportParams, Query()], caller: CurrentCaller, services: Services
) -> StreamingResponse:
    """Stream all requests of the filter, newest first; the same columns as the list."""
    window = read_window(asked, services.clock, caller.timezone)
    columns = choose(COLUMNS, asked.columns, LISTED)
    check_bodies(caller.scope, columns)
    chosen, bodies = parse(asked.filter), wants_bodies(columns)
    after = Place(*parse_request_id(asked.after)) if asked.after else None
    counted = run(
        services.store, caller.scope, caller.names, Question(window, ("requests",), filter=chosen)
    )
    writer = WRITERS[asked.format](columns)
    pieces = export_requests(
        services.store,
        caller.scope,
        caller.names,
        Sweep(window, chosen, after, bodies),
        columns,
        writer,
    )
    answer = _streamed(pieces, writer, _file_name("requests", window, asked.format))
    answer.headers[ROWS_HEADER] = str(counted.rows[0]["requests"])
    return answer


@router.get(
    "/metrics/export", openapi_extra=READS, response_class=StreamingResponse, responses=_FILE
)
def export_metrics(
    asked: Annotated[MetricsExportParams, Query()], caller: CurrentCaller, services: Services
) -> StreamingResponse:
    """Answer what `GET /metrics` answers as a file."""
    window = read_window(asked, services.clock, caller.timezone)
    question = read_question(asked, window)
    answer = run(services.store, caller.scope, caller.names, question)
    writer = WRITERS[asked.format](columns_of(question))
    name = _file_name("metrics", window, asked.format)
    return _streamed(export_answer(question, answer, writer), writer, name)


def _streamed(pieces: Iterator[bytes], writer: Writer, name: str) -> StreamingResponse:
    """Return the answer; the first rows are read before it begins, so that a refusal is one."""
    head = next(pieces) + next(pieces, b"")
    return StreamingResponse(
        chain([head], pieces),
        media_type=writer.media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )


def _file_name(what: str, window: Window, form: Format) -> str:
    first, last = (moment.astimezone(window.tz).date() for moment in (window.start, window.end))
    return f"tailrace-{what}-{first}-to-{last}.{form}"
