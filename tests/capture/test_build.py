from decimal import Decimal
from typing import Any

import msgspec
from inline_snapshot import snapshot

from tailrace.capture.build import build
from tailrace.capture.price import Prices
from tailrace.core.record import Record
from tailrace.core.usage import Usage
from tests.fakes import openai_wire as wire
from tests.fakes.exchanges import exchange, hop, streamed_hop

FAILED = hop(http_status=429, answer=wire.RATE_LIMITED, duration_us=9_000)


def fields(record: Record) -> Any:
    """Return what the spool writes of a record: all that is not at its default, but the bodies."""
    found = msgspec.to_builtins(record)
    for name in ("price_version", "input", "output"):
        found.pop(name, None)
    if "attributes" in found:
        found["attributes"] = msgspec.json.decode(found["attributes"])
    return found


def request_of(records: tuple[Record, ...]) -> Record:
    return records[-1]


def test_a_call_becomes_its_attempt_and_its_request(prices: Prices) -> None:
    attempt, request = build(exchange(hop()), prices)
    assert (attempt.input, attempt.output) == (None, None)
    assert request.input == wire.CHAT_REQUEST.decode()
    assert request.output == wire.CHAT_ANSWER.decode()
    assert fields(attempt) == snapshot(
        {
            "org_id": 1,
            "project_id": 2,
            "key_id": 3,
            "environment": "live",
            "kind": "attempt",
            "cls": 1,
            "source": "gateway",
            "started_us": 1795435200000900,
            "trace_high": 10,
            "trace_low": 11,
            "span_id": 87960930222337,
            "parent_span_id": 87960930222336,
            "name": "chat gpt-4o-mini",
            "position": 1,
            "operation": "chat",
            "requested_provider": "openai",
            "requested_model": "gpt-4o-mini",
            "provider": "openai",
            "model": "gpt-4o-mini-2024-07-18",
            "status": "success",
            "http_status": 200,
            "finish_reason": "stop",
            "duration_us": 800000,
            "usage": {
                "prompt_tokens": 412,
                "completion_tokens": 45,
                "cached_tokens": 128,
                "reasoning_tokens": 0,
            },
            "cost_usd": "0.0000792000",
            "cost_source": "priced",
        }
    )
    assert fields(request) == snapshot(
        {
            "org_id": 1,
            "project_id": 2,
            "key_id": 3,
            "environment": "live",
            "user": "u_17",
            "session": "s_4",
            "kind": "request",
            "cls": 0,
            "source": "gateway",
            "started_us": 1795435200000000,
            "trace_high": 10,
            "trace_low": 11,
            "span_id": 87960930222336,
            "name": "chat gpt-4o-mini",
            "attempts": 1,
            "operation": "chat",
            "requested_provider": "openai",
            "requested_model": "gpt-4o-mini",
            "provider": "openai",
            "model": "gpt-4o-mini-2024-07-18",
            "status": "success",
            "http_status": 200,
            "finish_reason": "stop",
            "duration_us": 802000,
            "overhead_us": 1200,
            "usage": {
                "prompt_tokens": 412,
                "completion_tokens": 45,
                "cached_tokens": 128,
                "reasoning_tokens": 0,
            },
            "cost_usd": "0.0000792000",
            "cost_source": "priced",
            "tags": ("beta",),
            "customer_data": {"metadata.segment": "enterprise"},
            "attributes": {
                "gen_ai.request.temperature": 0.2,
                "gen_ai.request.max_tokens": 400,
                "gen_ai.request.tool.count": 1,
                "gen_ai.output.type": "json",
                "gen_ai.response.id": "chatcmpl-BfN2kq7w",
                "openai.response.service_tier": "default",
                "openai.response.system_fingerprint": "fp_34a54ae93c",
                "gen_ai.request.stop_sequences": ["END"],
            },
            "input_preview": "Of a hydro power station.",
            "output_preview": "The channel that carries water away from the turbines.",
            "input_bytes": 511,
            "output_bytes": 826,
            "body_state": "stored",
        }
    )


def test_a_stream_becomes_the_answer_it_adds_up_to(prices: Prices) -> None:
    seen = exchange(streamed_hop(*wire.TEXT_STREAM), ttft_us=121_000)
    attempt, request = build(seen, prices)
    assert (attempt.streamed, attempt.ttft_us, attempt.output) == (True, 120_000, None)
    assert (request.streamed, request.ttft_us, request.finish_reason) == (True, 121_000, "stop")
    assert request.usage == attempt.usage == Usage(20, 6, 0, None, 2)
    assert request.cost_usd == attempt.cost_usd == Decimal("0.0000066")
    assert request.output_preview == "Water flüßt 💧."
    assert msgspec.json.decode(request.output or "") == snapshot(
        {
            "id": "chatcmpl-BfN3",
            "object": "chat.completion",
            "created": 1795435201,
            "model": "gpt-4o-mini-2024-07-18",
            "service_tier": "default",
            "system_fingerprint": "fp_34a5",
            "usage": {
                "prompt_tokens": 20,
                "completion_tokens": 6,
                "total_tokens": 26,
                "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
                "completion_tokens_details": {"reasoning_tokens": 2, "audio_tokens": 0},
            },
            "choices": [
                {
                    "message": {"role": "assistant", "content": "Water flüßt 💧.", "refusal": None},
                    "index": 0,
                    "logprobs": None,
                    "finish_reason": "stop",
                }
            ],
        }
    )


def test_a_failure_then_a_success_keeps_the_reason_on_the_attempt(prices: Prices) -> None:
    first, second, request = build(exchange(FAILED, hop()), prices)
    assert fields(first) == snapshot(
        {
            "org_id": 1,
            "project_id": 2,
            "key_id": 3,
            "environment": "live",
            "kind": "attempt",
            "cls": 1,
            "source": "gateway",
            "started_us": 1795435200000900,
            "trace_high": 10,
            "trace_low": 11,
            "span_id": 87960930222337,
            "parent_span_id": 87960930222336,
            "name": "chat gpt-4o-mini",
            "position": 1,
            "operation": "chat",
            "requested_provider": "openai",
            "requested_model": "gpt-4o-mini",
            "provider": "openai",
            "model": "gpt-4o-mini",
            "status": "error",
            "http_status": 429,
            "error_class": "rate_limited",
            "error_type": "rate_limit_exceeded",
            "error_message": "Rate limit reached for gpt-4o-mini: limit 3, used 3, requested 1.",
            "duration_us": 9000,
            "output_preview": "Rate limit reached for gpt-4o-mini: limit 3, used 3, requested 1.",
            "output_bytes": 149,
            "body_state": "stored",
        }
    )
    assert first.output == wire.RATE_LIMITED.decode()
    assert (second.status, second.position, second.output) == ("success", 2, None)
    assert (request.status, request.attempts, request.error_type) == ("success", 2, "")


def test_a_failed_request_tells_the_last_providers_reason(prices: Prices) -> None:
    seen = exchange(FAILED, status="error", http_status=429)
    attempt, request = build(seen, prices)
    told = (request.error_class, request.error_type, request.error_message)
    assert told == (attempt.error_class, attempt.error_type, attempt.error_message)
    assert told[:2] == ("rate_limited", "rate_limit_exceeded")
    assert request.output == wire.RATE_LIMITED.decode()
    assert request.output_preview == attempt.output_preview == request.error_message
    assert request.cost_usd is None
    assert request.cost_source == "none"


def test_a_refused_request_is_one_record_with_our_own_reason(prices: Prices) -> None:
    refusal = b'{"error":{"message":"No provider serves nope.","code":"unknown_model"}}'
    seen = exchange(
        requested_model="nope",
        status="error",
        http_status=404,
        error_class="client_error",
        error_type="unknown_model",
        error_message="No provider serves nope.",
        answer=refusal,
    )
    assert [fields(record) for record in build(seen, prices)] == snapshot(
        [
            {
                "org_id": 1,
                "project_id": 2,
                "key_id": 3,
                "environment": "live",
                "user": "u_17",
                "session": "s_4",
                "kind": "request",
                "cls": 0,
                "source": "gateway",
                "started_us": 1795435200000000,
                "trace_high": 10,
                "trace_low": 11,
                "span_id": 87960930222336,
                "name": "chat nope",
                "operation": "chat",
                "requested_provider": "openai",
                "requested_model": "nope",
                "model": "nope",
                "status": "error",
                "http_status": 404,
                "error_class": "client_error",
                "error_type": "unknown_model",
                "error_message": "No provider serves nope.",
                "duration_us": 802000,
                "overhead_us": 1200,
                "tags": ("beta",),
                "customer_data": {"metadata.segment": "enterprise"},
                "attributes": {
                    "gen_ai.request.temperature": 0.2,
                    "gen_ai.request.max_tokens": 400,
                    "gen_ai.request.tool.count": 1,
                    "gen_ai.output.type": "json",
                    "gen_ai.request.stop_sequences": ["END"],
                },
                "input_preview": "Of a hydro power station.",
                "output_preview": "No provider serves nope.",
                "input_bytes": 511,
                "output_bytes": 71,
                "body_state": "stored",
            }
        ]
    )


def test_a_refusal_without_reason_is_read_from_our_answer(prices: Prices) -> None:
    answer = b'{"error":{"message":"Not JSON.","code":"bad_input"}}'
    (request,) = build(
        exchange(status="error", http_status=400, answer=answer, request=b"{"), prices
    )
    assert (request.error_class, request.error_type) == ("client_error", "bad_input")


def test_a_throttled_request_is_a_row(prices: Prices) -> None:
    seen = exchange(status="throttled", http_status=429, error_class="rate_limited")
    (request,) = build(seen, prices)
    assert (request.status, request.error_class, request.attempts) == (
        "throttled",
        "rate_limited",
        0,
    )


def test_a_client_that_hangs_up_leaves_what_was_seen(prices: Prices) -> None:
    gone = streamed_hop(*wire.TEXT_STREAM[:3])
    first, second, request = build(exchange(FAILED, gone, status="cancelled"), prices)
    assert (first.status, second.status, request.status) == ("error", "cancelled", "cancelled")
    assert request.usage is None
    assert request.cost_usd is None
    assert request.output_preview == "Water flüßt"
    assert request.error_class == ""
    assert '"content":"Water flüßt"' in (request.output or "")


def test_a_client_that_hangs_up_after_the_usage_pays_for_it(prices: Prices) -> None:
    gone = streamed_hop(*wire.TEXT_STREAM[:-1])
    assert request_of(build(exchange(gone, status="cancelled"), prices)).cost_usd == Decimal(
        "0.0000066"
    )


def test_a_broken_stream_is_an_error_though_the_client_got_200(prices: Prices) -> None:
    for events in (wire.TEXT_STREAM[:3], wire.FAILING_STREAM):
        attempt, request = build(exchange(streamed_hop(*events)), prices)
        assert request.status == attempt.status == "error"
        assert request.http_status == 200
        assert request.error_type == attempt.error_type != ""
        assert '"content":"Water' in (attempt.output or "")


def test_costs_of_all_attempts_add_up(prices: Prices) -> None:
    paid = streamed_hop(*wire.TEXT_STREAM[:3], wire.USAGE_ONLY, *wire.FAILING_STREAM[2:])
    first, second, request = build(exchange(paid, hop()), prices)
    assert first.status == "error"
    assert first.cost_usd == Decimal("0.0000066")
    assert second.cost_usd == Decimal("0.0000792")
    assert request.cost_usd == Decimal("0.0000858")
    assert request.usage == second.usage == Usage(412, 45, 128, None, 0)
    assert request.price_version == prices.version


def test_an_unknown_cost_is_not_zero(prices: Prices) -> None:
    own = hop(provider="ollama", model="llama3.2:3b", answer=b'{"usage":{"prompt_tokens":5}}')
    attempt, request = build(exchange(own), prices)
    assert request.cost_usd is attempt.cost_usd is None
    assert (request.cost_source, request.price_version) == ("none", "")
    assert request.usage == Usage(5)


def test_embeddings_keep_tokens_cost_and_input(prices: Prices) -> None:
    answered = hop(model="text-embedding-3-small", answer=wire.EMBEDDINGS_ANSWER)
    seen = exchange(answered, operation="embeddings", request=wire.EMBEDDINGS_REQUEST)
    request = request_of(build(seen, prices))
    assert request.usage == Usage(prompt_tokens=7)
    assert request.cost_usd == Decimal("0.00000014")
    assert (request.input_preview, request.output_preview) == ("a mill a race", "")
    assert request.attributes == '{"gen_ai.embeddings.dimension.count":3}'


def test_metadata_only_keeps_sizes_and_no_words(prices: Prices) -> None:
    records = build(exchange(FAILED, hop(), keep_bodies=False), prices)
    for record in records:
        assert (record.input, record.output) == (None, None)
        assert record.input_preview == record.output_preview == ""
    request = request_of(records)
    assert request.input_bytes == len(wire.CHAT_REQUEST)
    assert request.output_bytes == len(wire.CHAT_ANSWER)
    assert request.body_state == records[0].body_state == "withheld"
    assert "station" not in str(records)


def test_a_long_body_is_cut_and_says_so(prices: Prices) -> None:
    request = request_of(build(exchange(hop(), body_limit=100), prices))
    assert request.body_state == "cut"
    assert request.input_bytes == len(wire.CHAT_REQUEST)
    assert "bytes cut" in (request.input or "")
    assert request.input_preview == "Of a hydro power station."


def test_our_own_envelope_is_the_output_and_the_providers_answer_the_preview(
    prices: Prices,
) -> None:
    request = request_of(build(exchange(hop(), answer=b'{"data":{}}'), prices))
    assert request.output == '{"data":{}}'
    assert request.output_preview.startswith("The channel that carries water")


def test_ids_join_the_records(prices: Prices) -> None:
    records = build(exchange(FAILED, hop(), parent_span_id=77), prices)
    span_id = 5 << 44 | 1 << 8
    assert [record.span_id for record in records] == [span_id + 1, span_id + 2, span_id]
    assert [record.parent_span_id for record in records] == [span_id, span_id, 77]
    assert {(record.trace_high, record.trace_low) for record in records} == {(10, 11)}
