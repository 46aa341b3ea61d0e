"""Requests as a file: the whole filter, the columns of the list, bodies where they may be seen."""

from collections.abc import Iterator, Sequence

from tailrace.core.errors import NotAllowed
from tailrace.core.scope import Scope
from tailrace.exports.column import Column
from tailrace.exports.formats.registry import Writer
from tailrace.query.question import Names
from tailrace.query.reader import Reader
from tailrace.query.requests.sweep import Sweep, Swept, sweep

LISTED = (
    Column("id", "text"),
    Column("trace_id", "text"),
    Column("started_at", "time"),
    Column("project", "text"),
    Column("key", "text"),
    Column("workflow", "text"),
    Column("provider", "text"),
    Column("model", "text"),
    Column("requested_provider", "text"),
    Column("requested_model", "text"),
    Column("status", "text"),
    Column("http_status", "whole"),
    Column("error_type", "text"),
    Column("error_message", "text"),
    Column("duration_ms", "number"),
    Column("ttft_ms", "number"),
    Column("overhead_ms", "number"),
    Column("prompt_tokens", "whole"),
    Column("completion_tokens", "whole"),
    Column("cached_tokens", "whole"),
    Column("reasoning_tokens", "whole"),
    Column("cost_usd", "usd"),
    Column("attempts", "whole"),
    Column("streamed", "flag"),
    Column("user", "text"),
    Column("session", "text"),
    Column("tags", "texts"),
    Column("customer_data", "pairs"),
    Column("input_preview", "text"),
    Column("output_preview", "text"),
)
"""What a file holds unless columns are named: the list's own."""
BODIES = (Column("input", "text"), Column("output", "text"))
COLUMNS = (*LISTED, *BODIES)


def wants_bodies(columns: Sequence[Column]) -> bool:
    return any(column in BODIES for column in columns)


def check_bodies(scope: Scope, columns: Sequence[Column]) -> None:
    """Raise NotAllowed when bodies are asked for by somebody who may not see them."""
    if wants_bodies(columns) and not scope.bodies:
        raise NotAllowed("You may not see bodies.", hint="Leave out the columns input and output.")


def export_requests(
    reader: Reader,
    scope: Scope,
    names: Names,
    asked: Sweep,
    columns: Sequence[Column],
    writer: Writer,
) -> Iterator[bytes]:
    """Yield the file in pieces; memory holds one batch.

    Once the first piece is out a fault of the store can only end the file early. Then ask again
    with `asked.after`, the last request that came.
    """
    yield writer.begin()
    for batch in sweep(reader, scope, names, asked):
        yield writer.write([_values(one, columns) for one in batch])
    yield writer.end()


def _values(one: Swept, columns: Sequence[Column]) -> list[object]:
    row = one.row
    return [getattr(one if column in BODIES else row, column.name) for column in columns]
