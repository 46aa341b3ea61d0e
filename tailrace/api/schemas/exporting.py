"""Shapes of what may be asked for as a file."""

from pydantic import Field

from tailrace.api.schemas.asking import Filtered, MetricsParams
from tailrace.exports.formats.registry import Format

_FORMAT = Field(description="`csv` for spreadsheets, `jsonl` for programs, `parquet` for both.")


class ExportParams(Filtered):
    """Which requests, as which file."""

    format: Format = _FORMAT
    columns: str = Field(
        "",
        max_length=1000,
        description="Comma list; default: all of the list's. Also `input` and `output`: bodies.",
        examples=["id,started_at,model,cost_usd"],
    )
    after: str | None = Field(
        None,
        max_length=64,
        description="The id of the last request that came: goes on after it.",
    )


class MetricsExportParams(MetricsParams):
    """A question for numbers, as a file."""

    format: Format = _FORMAT
