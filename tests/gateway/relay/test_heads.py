from tailrace.gateway.context import Context
from tailrace.gateway.relay.heads import answer_headers, head_headers, theirs
from tests.fakes.calls import attempt, call


def test_a_call_that_went_nowhere_says_nothing_of_a_provider() -> None:
    told = dict(head_headers(call()))
    assert told[b"x-tailrace-attempts"] == b"0"
    assert told[b"x-tailrace-provider"] == b""


def test_the_last_attempt_is_the_one_that_is_told() -> None:
    one = call()
    one.attempts += [attempt(), attempt()]
    told = dict(head_headers(one))
    assert told[b"x-tailrace-attempts"] == b"2"
    assert told[b"x-tailrace-provider"] == b"openai"


def test_a_sample_in_place_of_an_answer_says_so() -> None:
    one = call()
    assert dict(answer_headers(one, ()))[b"x-tailrace-offline-fallback"] == b"false"
    one.offline_fallback = True
    assert dict(answer_headers(one, ()))[b"x-tailrace-offline-fallback"] == b"true"


def test_customer_data_is_told_unless_it_is_too_long() -> None:
    one = call()
    one.context = Context(customer_data={"a": "é"})
    assert dict(answer_headers(one, ()))[b"x-tailrace-customer-data"] == b'{"a": "\\u00e9"}'
    one.context = Context(customer_data={"a": "x" * 5000})
    assert b"x-tailrace-customer-data" not in dict(answer_headers(one, ()))


def test_of_limits_only_one_kind_is_told() -> None:
    one, made = call(), attempt()
    made.headers = ((b"X-RateLimit-Remaining-Requests", b"7"), (b"x-a", b"1"))
    assert len(theirs(one, made)) == 2
    one.limit_headers = [(b"x-ratelimit-remaining-requests", b"3")]
    assert theirs(one, made) == [(b"x-a", b"1")]
    assert (b"x-ratelimit-remaining-requests", b"3") in head_headers(one)
