from tailrace.core.errors import UpstreamFailed
from tailrace.gateway.call import Ask, round_ms
from tailrace.gateway.routing.plan import Course, direct
from tests.fakes.calls import CHAT, NATIVE, TARGET, attempt, call


def test_an_attempt_is_over_once() -> None:
    one = attempt()
    one.close(3_000)
    one.close(9_000)
    assert one.hop().duration_us == 2_000


def test_an_attempt_is_well_with_a_good_status_and_no_error() -> None:
    one = attempt()
    one.http_status = 204
    assert one.ok
    one.error = UpstreamFailed("It broke off.")
    assert not one.ok


def test_a_hop_tells_the_attempts_error() -> None:
    one = attempt()
    one.error, one.error_class = UpstreamFailed("It broke off."), "network"
    hop = one.hop()
    assert (hop.error_class, hop.error_type) == ("network", "upstream_failed")
    assert hop.error_message == "It broke off."


def test_overhead_is_the_time_not_spent_waiting() -> None:
    one = call()
    one.waited_us = 700
    one.close(1_500)
    assert (one.duration_us, one.overhead_us) == (1_100, 400)


def test_the_first_content_is_counted_from_the_requests_arrival() -> None:
    one = call()
    assert one.ttft_us is None
    one.attempts.append(attempt(started_mono_us=1_000))
    assert one.ttft_us is None
    one.attempts[0].ttft_us = 250
    assert one.ttft_us == 850


def test_closing_a_call_closes_the_attempt_under_way() -> None:
    one = call()
    one.attempts.append(attempt(started_mono_us=1_000))
    one.close(1_600)
    assert one.attempts[0].duration_us == 600


def test_what_was_asked_for_is_known_before_it_is_found() -> None:
    one = call()
    assert (one.requested_provider, one.requested_model) == ("", "")
    one.ask = Ask(body=b"", model="openai/gpt-4o", provider="")
    assert (one.requested_provider, one.requested_model) == ("", "openai/gpt-4o")
    one.course = Course(direct(TARGET))
    assert (one.requested_provider, one.requested_model) == ("openai", "gpt-4o")


def test_the_body_says_whether_the_answer_is_wrapped_and_else_the_door() -> None:
    assert not call(CHAT).wrapped
    one = call(NATIVE)
    assert one.wrapped
    one.ask = Ask(body=b"", model="m", wrapped=False)
    assert not one.wrapped


def test_milliseconds_are_rounded() -> None:
    assert [round_ms(us) for us in (0, 499, 500, 1_500)] == [0, 0, 1, 2]
