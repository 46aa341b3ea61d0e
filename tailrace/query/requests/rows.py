"""Rows of `spans` as requests, attempts and spans: plain values, unknown is None.

What must stay true: a flag beside a number, not the number itself, says whether it is known, and
an absent text is None, so that nobody takes an empty string for a name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from tailrace.core.clock import to_us
from tailrace.core.ids import SpanId, TraceId, request_id
from tailrace.core.usage import Usage
from tailrace.query.question import Names

LIST_COLUMNS = (
    "project_id", "started_at", "span_id", "trace_high", "trace_low", "key_id", "workflow",
    "provider", "model", "requested_provider", "requested_model", "status", "http_status",
    "error_type", "error_message", "duration_us", "ttft_us", "has_ttft", "overhead_us",
    "has_overhead", "prompt_tokens", "completion_tokens", "cached_tokens", "cache_write_tokens",
    "reasoning_tokens", "known_tokens", "cost_usd", "cost_source", "attempts", "streamed", "user",
    "session", "tags", "customer_data", "input_preview", "output_preview",
)  # fmt: skip
"""What a line of the list shows; no bodies."""

DETAIL_COLUMNS = (
    *LIST_COLUMNS, "operation", "environment", "source", "finish_reason", "error_class",
    "test_mode", "price_version", "attributes", "input_bytes", "output_bytes", "body_state",
    "parent_span_id", "kind", "name", "position", "workflow_version", "schema", "schema_version",
    "invalid_path", "limit", "offline_fallback", "wait_us",
)  # fmt: skip
"""What the page of one request, or of a trace, shows of each span."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpanRow:
    """What every span says: which call it was, how it went, what it took."""

    id: str
    provider: str | None
    model: str | None
    status: str
    http_status: int | None
    error_type: str | None
    error_message: str | None
    started_at: datetime
    duration_ms: float
    ttft_ms: float | None
    prompt_tokens: int | None
    completion_tokens: int | None
    cost_usd: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRow(SpanRow):
    """One request on the list."""

    trace_id: str
    project: str
    key: str | None
    workflow: str | None
    requested_provider: str | None
    requested_model: str | None
    overhead_ms: float | None
    cached_tokens: int | None
    reasoning_tokens: int | None
    attempts: int
    streamed: bool
    user: str | None
    session: str | None
    tags: tuple[str, ...]
    customer_data: Mapping[str, str]
    input_preview: str | None
    output_preview: str | None


def as_rows(columns: Sequence[str], values: Sequence[Sequence[Any]]) -> list[Row]:
    """Return rows by column name."""
    return [dict(zip(columns, row, strict=True)) for row in values]


def span_fields(row: Row) -> dict[str, Any]:
    """Return the fields of a SpanRow."""
    tokens = tokens_of(row)
    return {
        "id": id_of(row),
        "provider": row["provider"] or None,
        "model": row["model"] or None,
        "status": row["status"],
        "http_status": row["http_status"] or None,
        "error_type": row["error_type"] or None,
        "error_message": row["error_message"] or None,
        "started_at": row["started_at"],
        "duration_ms": milliseconds(row["duration_us"]),
        "ttft_ms": milliseconds(row["ttft_us"]) if row["has_ttft"] else None,
        "prompt_tokens": tokens.prompt_tokens,
        "completion_tokens": tokens.completion_tokens,
        "cost_usd": None if row["cost_source"] == "none" else row["cost_usd"],
    }


def request_fields(row: Row, names: Names) -> dict[str, Any]:
    """Return the fields of a RequestRow."""
    tokens = tokens_of(row)
    return span_fields(row) | {
        "trace_id": str(TraceId(row["trace_high"], row["trace_low"])),
        "project": names.projects.get(row["project_id"], f"#{row['project_id']}"),
        "key": names.keys.get(row["key_id"], f"#{row['key_id']}") if row["key_id"] else None,
        "workflow": row["workflow"] or None,
        "requested_provider": row["requested_provider"] or None,
        "requested_model": row["requested_model"] or None,
        "overhead_ms": milliseconds(row["overhead_us"]) if row["has_overhead"] else None,
        "cached_tokens": tokens.cached_tokens,
        "reasoning_tokens": tokens.reasoning_tokens,
        "attempts": row["attempts"],
        "streamed": row["streamed"],
        "user": row["user"] or None,
        "session": row["session"] or None,
        "tags": tuple(row["tags"]),
        "customer_data": row["customer_data"],
        "input_preview": row["input_preview"] or None,
        "output_preview": row["output_preview"] or None,
    }


def id_of(row: Row) -> str:
    """Return the public id, which a look-up seeks by."""
    return request_id(to_us(row["started_at"]), SpanId(row["span_id"]))


def milliseconds(microseconds: int) -> float:
    return round(microseconds / 1000, 3)


def tokens_of(row: Row) -> Usage:
    """Return the token counts; a bit of `known_tokens` says for each whether it is known."""
    names = Usage.__struct_fields__
    return Usage(
        **{name: row[name] for bit, name in enumerate(names) if row["known_tokens"] >> bit & 1}
    )
