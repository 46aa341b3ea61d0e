from decimal import Decimal
from typing import Any

import pytest

from tailrace.capture.call import Call, read_call
from tailrace.capture.exchange import Hop
from tailrace.capture.price import Prices
from tailrace.core.usage import Usage
from tests.fakes import anthropic_wire, gemini_wire, responses_wire
from tests.fakes import openai_wire as wire
from tests.fakes.exchanges import hop, streamed_hop


@pytest.fixture
def read(prices: Prices) -> Any:
    def read_one(seen: Hop, *, cancelled: bool = False) -> Call:
        return read_call(seen, prices, cancelled=cancelled)

    return read_one


def outcome(call: Call) -> tuple[str, str, str]:
    return call.status, call.failure.error_class, call.failure.error_type


def test_a_good_answer_is_read_and_priced(read: Any) -> None:
    call = read(hop())
    assert outcome(call) == ("success", "", "")
    assert (call.model, call.finish_reason) == ("gpt-4o-mini-2024-07-18", "stop")
    assert call.usage == Usage(412, 45, 128, None, 0)
    assert call.price.usd == Decimal("0.0000792")


def test_a_stream_is_read_as_the_answer_it_adds_up_to(read: Any) -> None:
    call = read(streamed_hop(*wire.TEXT_STREAM))
    assert outcome(call) == ("success", "", "")
    assert call.usage == Usage(20, 6, 0, None, 2)
    assert b'"content":"Water fl\xc3\xbc\xc3\x9ft' in call.answer.body


def test_a_stream_that_just_stops_is_an_error(read: Any) -> None:
    call = read(streamed_hop(*wire.TEXT_STREAM[:3]))
    assert outcome(call) == ("error", "network", "stream_cut")
    assert b'"content":"Water fl' in call.answer.body
    assert call.usage is call.price is None


def test_a_stream_too_long_to_keep_is_no_error(read: Any) -> None:
    assert read(streamed_hop(*wire.TEXT_STREAM[:3], truncated=True)).status == "success"


def test_a_hang_up_keeps_what_was_seen(read: Any) -> None:
    call = read(streamed_hop(*wire.TEXT_STREAM[:3]), cancelled=True)
    assert outcome(call) == ("cancelled", "", "")
    assert b'"content":"Water fl' in call.answer.body
    assert call.usage is None


def test_a_hang_up_does_not_excuse_a_failure_before_it(read: Any) -> None:
    assert read(hop(http_status=500, answer=b""), cancelled=True).status == "error"
    assert read(hop(http_status=0, error_class="timeout", answer=b""), cancelled=True).status == (
        "error"
    )


def test_an_error_inside_a_stream_is_an_error_with_what_was_seen(read: Any) -> None:
    call = read(streamed_hop(*wire.FAILING_STREAM))
    assert outcome(call) == ("error", "server_error", "server_error")
    assert b'"content":"Water"' in call.answer.body
    assert b'"error":{"message":"The server had' in call.answer.body


def test_a_refusal_is_told_from_its_body(read: Any) -> None:
    call = read(hop(http_status=429, answer=wire.RATE_LIMITED))
    assert outcome(call) == ("error", "rate_limited", "rate_limit_exceeded")
    assert call.model == "gpt-4o-mini"


def test_a_refusal_that_calls_itself_a_stream_is_told_too(read: Any) -> None:
    plain = read(hop(http_status=429, streamed=True, answer=wire.RATE_LIMITED))
    assert outcome(plain) == ("error", "rate_limited", "rate_limit_exceeded")
    assert plain.answer.body == wire.RATE_LIMITED
    event = b"data: " + wire.RATE_LIMITED + b"\n\n"
    assert outcome(read(streamed_hop(event, http_status=429))) == outcome(plain)


def test_what_the_gateway_saw_comes_first(read: Any) -> None:
    seen = hop(http_status=200, answer=b'{"id":', error_class="network", error_type="reset")
    assert outcome(read(seen)) == ("error", "network", "reset")


def test_no_answer_at_all_is_a_network_error(read: Any) -> None:
    assert outcome(read(hop(http_status=0, answer=b""))) == ("error", "network", "no_answer")


def test_an_error_in_a_good_answer_is_an_error(read: Any) -> None:
    call = read(hop(answer=b'{"error":{"message":"Provider returned error","code":429}}'))
    assert outcome(call) == ("error", "rate_limited", "http_429")


def test_an_answer_that_is_no_json_is_still_an_answer(read: Any) -> None:
    call = read(hop(answer=b"hello"))
    assert outcome(call) == ("success", "", "")
    assert call.usage is call.price is None


@pytest.mark.parametrize(
    ("changes", "usd"),
    [
        ({"answer": b'{"model":"made-up","usage":{"prompt_tokens":0,"completion_tokens":1}}'}, 6),
        ({"answer": b'{"model":7,"usage":{"prompt_tokens":0,"completion_tokens":1}}'}, 6),
        ({"answer": b'{"model":"o3","usage":{"prompt_tokens":0,"completion_tokens":1}}'}, 80),
        (
            {
                "answer": b'{"model":"o3","service_tier":"flex",'
                b'"usage":{"prompt_tokens":0,"completion_tokens":1}}'
            },
            40,
        ),
    ],
    ids=["answered model unknown", "no model", "another model", "service tier"],
)
def test_the_answered_model_has_the_price_if_it_has_one(
    read: Any, changes: dict[str, Any], usd: int
) -> None:
    assert read(hop(**changes)).price.usd == Decimal(usd) / 10_000_000


def test_audio_tokens_make_the_cost_unknown(read: Any) -> None:
    usage = b'{"prompt_tokens":9,"completion_tokens":1,"prompt_tokens_details":{"audio_tokens":9}}'
    call = read(hop(answer=b'{"model":"gpt-4o-mini","usage":' + usage + b"}"))
    assert call.usage == Usage(9, 1)
    assert call.price is None


def test_a_self_hosted_model_has_no_cost(read: Any) -> None:
    answer = wire.CHAT_ANSWER.replace(b"gpt-4o-mini-2024-07-18", b"llama3.2:3b")
    assert read(hop(provider="ollama", model="llama3.2:3b", answer=answer)).price is None


SONNET = {"provider": "anthropic", "provider_kind": "anthropic", "model": "claude-sonnet-4-5"}
FLASH = {"provider": "gemini", "provider_kind": "gemini", "model": "gemini-2.5-flash"}
GPT = {"provider": "openai", "provider_kind": "responses", "model": "gpt-5-mini"}


@pytest.mark.parametrize(
    ("seen", "finish_reason", "usage", "usd"),
    [
        (hop(answer=anthropic_wire.MESSAGE, **SONNET), "tool_use",
         Usage(1233, 305, 1024, 188, 40), "0.0056502"),
        (streamed_hop(*anthropic_wire.STREAM, **SONNET), "tool_use",
         Usage(1233, 305, 1024, 188, 40), "0.0056502"),
        (hop(answer=gemini_wire.ANSWER, **FLASH), "STOP",
         Usage(412, 165, 128, None, 120), "0.00050154"),
        (hop(answer=responses_wire.ANSWER, **GPT), "completed",
         Usage(412, 165, 128, None, 120), "0.0004042"),
        (streamed_hop(*responses_wire.STREAM, **GPT), "completed",
         Usage(412, 165, 128, None, 120), "0.0004042"),
    ],
)  # fmt: skip
def test_every_dialect_is_read_and_priced(
    read: Any, seen: Hop, finish_reason: str, usage: Usage, usd: str
) -> None:
    call = read(seen)
    assert outcome(call) == ("success", "", "")
    assert (call.finish_reason, call.usage) == (finish_reason, usage)
    assert call.price.usd == Decimal(usd)


@pytest.mark.parametrize(
    ("kind", "events", "expected"),
    [
        ("anthropic", anthropic_wire.FAILING_STREAM, ("server_error", "overloaded_error")),
        ("anthropic", anthropic_wire.STREAM[:-2], ("network", "stream_cut")),
        ("gemini", gemini_wire.BARE_ERROR_STREAM, ("rate_limited", "RESOURCE_EXHAUSTED")),
        ("gemini", gemini_wire.TEXT_STREAM[:-1], ("network", "stream_cut")),
        ("responses", responses_wire.FAILING_STREAM, ("rate_limited", "rate_limit_exceeded")),
        ("responses", responses_wire.STREAM[:-1], ("network", "stream_cut")),
    ],
)
def test_a_stream_that_broke_is_an_error_in_every_dialect(
    read: Any, kind: str, events: list[bytes], expected: tuple[str, str]
) -> None:
    call = read(streamed_hop(*events, provider_kind=kind))
    assert outcome(call) == ("error", *expected)
    assert call.answer.body.startswith(b"{")


@pytest.mark.parametrize(
    ("kind", "body", "expected"),
    [
        (
            "anthropic",
            b'{"type":"error","error":{"type":"rate_limit_error","message":"Slow down"}}',
            ("rate_limited", "rate_limit_error"),
        ),
        ("gemini", gemini_wire.ERROR, ("rate_limited", "RESOURCE_EXHAUSTED")),
    ],
)
def test_a_refusal_is_told_in_every_dialect(
    read: Any, kind: str, body: bytes, expected: tuple[str, str]
) -> None:
    assert outcome(read(hop(http_status=429, answer=body, provider_kind=kind))) == (
        "error",
        *expected,
    )
