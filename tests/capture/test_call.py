from decimal import Decimal
from typing import Any

import pytest

from tailrace.capture.call import Call, read_call
from tailrace.capture.exchange import Hop
from tailrace.capture.price import Prices
from tailrace.core.usage import Usage
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
