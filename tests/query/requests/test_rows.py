"""Unknown is None, absent is None, and ids are the public ones."""

from dataclasses import fields
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from tailrace.core.usage import Usage
from tailrace.query.question import Names
from tailrace.query.requests.rows import (
    LIST_COLUMNS,
    RequestRow,
    as_rows,
    id_of,
    request_fields,
    tokens_of,
)

EMPTY: dict[str, Any] = {
    **dict.fromkeys(LIST_COLUMNS, ""),
    **dict.fromkeys((c for c in LIST_COLUMNS if c.endswith(("_us", "_tokens"))), 0),
    "started_at": datetime(2026, 11, 1, tzinfo=UTC),
    "project_id": 4,
    "key_id": 0,
    "span_id": 256,
    "trace_high": 1,
    "trace_low": 2,
    "has_ttft": False,
    "has_overhead": False,
    "known_tokens": 0,
    "cost_usd": Decimal(0),
    "cost_source": "none",
    "status": "throttled",
    "http_status": 0,
    "attempts": 0,
    "streamed": False,
    "tags": [],
    "customer_data": {},
}


def test_what_is_not_known_is_none() -> None:
    row = RequestRow(**request_fields(EMPTY, Names()))
    assert row.project == "#4"
    assert (row.duration_ms, row.attempts, row.streamed, row.tags) == (0.0, 0, False, ())
    absent = {"key", "workflow", "provider", "model", "requested_provider", "requested_model",
              "http_status", "error_type", "error_message", "ttft_ms", "overhead_ms",
              "prompt_tokens", "completion_tokens", "cached_tokens", "reasoning_tokens",
              "cost_usd", "user", "session", "input_preview", "output_preview"}  # fmt: skip
    assert {field.name for field in fields(row) if getattr(row, field.name) is None} == absent


def test_a_known_zero_is_zero() -> None:
    known = {**EMPTY, "known_tokens": 0b10001, "has_ttft": True, "cost_source": "priced"}
    assert tokens_of(known) == Usage(prompt_tokens=0, reasoning_tokens=0)
    found = request_fields(known, Names())
    assert (found["cost_usd"], found["ttft_ms"], found["prompt_tokens"]) == (0, 0, 0)


def test_ids_are_the_public_ones() -> None:
    assert id_of(EMPTY).endswith(f"{256:016x}")
    assert request_fields(EMPTY, Names())["trace_id"] == f"{1:016x}{2:016x}"


def test_rows_are_named() -> None:
    assert as_rows(("a", "b"), [(1, 2)]) == [{"a": 1, "b": 2}]
