"""Exchanges and hops with everything filled in, for tests to vary."""

from typing import Any

from tailrace.capture.exchange import Exchange, Hop
from tests.fakes import openai_wire as wire

STARTED_US = 1_795_435_200_000_000


def hop(**changes: Any) -> Hop:
    """Return a good answer of gpt-4o-mini, not streamed."""
    fields: dict[str, Any] = {
        "provider": "openai",
        "provider_kind": "openai",
        "base_url": "http://127.0.0.1:9000/v1",
        "model": "gpt-4o-mini",
        "started_us": STARTED_US + 900,
        "duration_us": 800_000,
        "ttft_us": None,
        "http_status": 200,
        "streamed": False,
        "answer": wire.CHAT_ANSWER,
    }
    return Hop(**{**fields, **changes})


def streamed_hop(*events: bytes, **changes: Any) -> Hop:
    """Return a good answer that came as the given events."""
    return hop(streamed=True, ttft_us=120_000, answer=b"".join(events), **changes)


def exchange(*hops: Hop, **changes: Any) -> Exchange:
    """Return a chat request that made the given provider calls."""
    fields: dict[str, Any] = {
        "org_id": 1,
        "project_id": 2,
        "key_id": 3,
        "environment": "live",
        "operation": "chat",
        "started_us": STARTED_US,
        "duration_us": 802_000,
        "ttft_us": None,
        "overhead_us": 1_200,
        "span_id": 5 << 44 | 1 << 8,
        "trace_high": 10,
        "trace_low": 11,
        "parent_span_id": 0,
        "requested_provider": "openai",
        "requested_model": "gpt-4o-mini",
        "workflow": "",
        "user": "u_17",
        "session": "s_4",
        "tags": ("beta",),
        "customer_data": {"metadata.segment": "enterprise"},
        "test_mode": False,
        "streamed": any(each.streamed for each in hops),
        "request": wire.CHAT_REQUEST,
        "keep_bodies": True,
        "body_limit": 1024,
        "status": "success",
        "http_status": 200,
        "hops": hops,
    }
    return Exchange(**{**fields, **changes})
