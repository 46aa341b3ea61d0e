"""Records for tests of the spool and the store: calls of one process, numbered as it would."""

from decimal import Decimal
from typing import Any

from tailrace.core.ids import SpanId, attempt_span
from tailrace.core.record import ATTEMPT, COUNTED, Record
from tailrace.core.usage import Usage

STARTED_US = 1_793_534_400_000_000
BOOT = 7 << 44
TRACE_HIGH = 99


def span(number: int) -> SpanId:
    """Return the span id of the process's request of that number."""
    return SpanId(BOOT | number << 8)


def request(number: int = 1, **changes: Any) -> Record:
    """Return a priced chat request of gpt-4o-mini, one second after the one before it."""
    fields: dict[str, Any] = {
        "org_id": 1,
        "project_id": 2,
        "key_id": 3,
        "kind": "request",
        "cls": COUNTED,
        "source": "gateway",
        "started_us": STARTED_US + number * 1_000_000,
        "trace_high": TRACE_HIGH,
        "trace_low": span(number),
        "span_id": span(number),
        "operation": "chat",
        "requested_provider": "openai",
        "requested_model": "gpt-4o-mini",
        "provider": "openai",
        "model": "gpt-4o-mini-2024-07-18",
        "status": "success",
        "http_status": 200,
        "duration_us": 800_000 + number,
        "overhead_us": 1_200,
        "usage": Usage(120, 45),
        "cost_usd": Decimal("0.0000450000"),
        "cost_source": "priced",
        "price_version": "1",
        "attempts": 1,
        "user": "u_17",
        "customer_data": {"metadata.segment": "pro"},
        "input": f'{{"number": {number}}}',
        "output": '{"text": "Gruß"}',
        "body_state": "stored",
    }
    return Record(**{**fields, **changes})


def attempt(of: Record, position: int = 1, **changes: Any) -> Record:
    """Return one provider call of the request, with all that it shares with it."""
    fields: dict[str, Any] = {
        "org_id": of.org_id,
        "project_id": of.project_id,
        "key_id": of.key_id,
        "kind": "attempt",
        "cls": ATTEMPT,
        "source": of.source,
        "started_us": of.started_us + 900,
        "trace_high": of.trace_high,
        "trace_low": of.trace_low,
        "span_id": attempt_span(SpanId(of.span_id), position),
        "parent_span_id": of.span_id,
        "position": position,
        "operation": of.operation,
        "provider": of.provider,
        "model": of.model,
        "status": of.status,
        "http_status": of.http_status,
        "duration_us": of.duration_us - 1_200,
        "usage": of.usage,
        "user": of.user,
        "session": of.session,
        "tags": of.tags,
        "customer_data": of.customer_data,
    }
    return Record(**{**fields, **changes})


def call(number: int = 1, **changes: Any) -> tuple[Record, Record]:
    """Return a request and its one attempt."""
    made = request(number, **changes)
    return made, attempt(made)
