"""Calls that other vendors answered, or that were asked in their words, become whole records."""

from decimal import Decimal
from typing import Any

import msgspec
from inline_snapshot import snapshot

from tailrace.capture.build import build
from tailrace.capture.price import Prices
from tailrace.core.usage import Usage
from tests.fakes import anthropic_wire, gemini_wire
from tests.fakes.exchanges import exchange, hop, streamed_hop

REQUEST = b"""{
  "model": "claude-sonnet-4-5", "max_tokens": 400, "temperature": 0.2,
  "system": "You are terse.", "stop_sequences": ["END"],
  "tools": [{"name": "get_level", "input_schema": {"type": "object"}}],
  "messages": [{"role": "user", "content": [{"type": "text", "text": "Which level?"}]}]
}"""
SONNET: dict[str, Any] = {
    "provider": "anthropic",
    "provider_kind": "anthropic",
    "base_url": "https://api.anthropic.com",
    "model": "claude-sonnet-4-5",
}


def test_an_anthropic_call_is_told_in_the_same_words(prices: Prices) -> None:
    seen = exchange(streamed_hop(*anthropic_wire.STREAM, **SONNET), request=REQUEST)
    attempt, request = build(seen, prices)
    assert attempt.model == request.model == "claude-sonnet-4-5-20250929"
    assert attempt.finish_reason == request.finish_reason == "tool_use"
    assert attempt.usage == request.usage == Usage(1233, 305, 1024, 188, 40)
    assert attempt.cost_usd == request.cost_usd == Decimal("0.0056502")
    assert (request.input_preview, request.output_preview) == (
        "Which level?",
        "The level, in a moment.",
    )
    assert msgspec.json.decode(request.attributes) == snapshot(
        {
            "gen_ai.request.temperature": 0.2,
            "gen_ai.request.max_tokens": 400,
            "gen_ai.request.tool.count": 1,
            "gen_ai.response.id": "msg_01XFDUDYJgAACzvnptvVoYEL",
            "gen_ai.request.stop_sequences": ["END"],
        }
    )
    stored = msgspec.json.decode(request.output or "")
    assert (stored["type"], stored["content"][3]["input"]) == ("message", {"gauge": 7})


def test_a_rescue_by_another_vendor_has_both_dialects(prices: Prices) -> None:
    failed = hop(
        http_status=529,
        answer=b'{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}',
        **SONNET,
    )
    saved = hop(
        provider="gemini",
        provider_kind="gemini",
        model="gemini-2.5-flash",
        answer=gemini_wire.ANSWER,
    )
    first, second, request = build(exchange(failed, saved, answer=b'{"ours":1}'), prices)
    assert (first.status, first.error_class, first.error_type) == (
        "error",
        "server_error",
        "overloaded_error",
    )
    assert (second.status, request.status) == ("success", "success")
    assert (request.provider, request.model) == ("gemini", "gemini-2.5-flash")
    assert request.output == '{"ours":1}'
    assert request.output_preview == "The channel that carries water away."


def test_a_stream_too_broken_to_read_is_kept_as_it_came(prices: Prices) -> None:
    seen = exchange(streamed_hop(b"event: message_start\ndata: {oops\n\n", **SONNET))
    attempt, request = build(seen, prices)
    assert (attempt.status, attempt.error_type) == ("error", "stream_cut")
    assert "oops" in (request.output or "")
