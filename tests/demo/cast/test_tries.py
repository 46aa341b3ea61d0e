from collections import Counter
from statistics import median

from tailrace.demo.cast.chance import Chance
from tailrace.demo.cast.tries import (
    BACKOFF_US,
    DAY_US,
    INCIDENTS,
    RETIRED,
    Check,
    Size,
    fail,
    find_incident,
    succeed,
)

MINI, FLASH, LLAMA = (
    ("openai", "gpt-4o-mini"),
    ("google", "gemini-2.5-flash"),
    ("groq", "llama-3.3-70b-versatile"),
)
SONNET, GPT_4O = ("anthropic", "claude-sonnet-4-5"), ("openai", "gpt-4o")
SIZE = Size(prompt_tokens=1000, completion_tokens=200, streamed=True)
QUIET_US = 2 * DAY_US
THROTTLE, OUTAGE, SLOW = INCIDENTS


def test_an_ordinary_call_nearly_always_succeeds_at_once() -> None:
    chance = Chance(1)
    tries = [succeed(chance, (MINI, FLASH), SIZE, QUIET_US) for _ in range(3000)]
    assert all(each[-1].outcome == "answered" for each in tries)
    rescued = sum(len(each) > 1 for each in tries)
    assert 10 < rescued < 60  # gpt-4o-mini fails in 0.9 % of its calls


def test_in_the_outage_others_step_in() -> None:
    chance = Chance(1)
    at_us = OUTAGE.begins_us + 1
    tries = [succeed(chance, (MINI, FLASH), SIZE, at_us) for _ in range(500)]
    by_google = [each for each in tries if each[-1].target == FLASH]
    assert len(by_google) > 430
    assert {each[0].outcome for each in by_google} >= {"overloaded", "timed_out"}


def test_in_the_throttle_the_provider_says_429() -> None:
    chance = Chance(1)
    tries = [succeed(chance, (LLAMA, MINI), SIZE, THROTTLE.begins_us) for _ in range(500)]
    refused = Counter(each[0].outcome for each in tries if len(each) > 1)
    assert refused.most_common(1)[0][0] == "rate_limited"
    assert 250 < refused["rate_limited"] < 350


def test_in_the_regression_the_model_is_slower_but_does_not_fail_more() -> None:
    def times(at_us: int) -> list[int]:
        chance = Chance(1)
        return [succeed(chance, (SONNET, GPT_4O), SIZE, at_us)[0].duration_us for _ in range(300)]

    slower = median(times(SLOW.begins_us)) / median(times(QUIET_US))
    assert 3.2 < slower < 3.8


def test_incidents_begin_and_end() -> None:
    for incident in INCIDENTS:
        target = (incident.provider, incident.model or "any")
        assert find_incident(target, incident.begins_us - 1) is None
        assert find_incident(target, incident.begins_us) is incident
        assert find_incident(target, incident.begins_us + incident.lasts_us) is None
    assert find_incident(("anthropic", "claude-haiku-4-5"), SLOW.begins_us) is None


def test_only_streams_have_a_time_to_first_token() -> None:
    whole = Size(prompt_tokens=10, completion_tokens=10, streamed=False)
    chance = Chance(1)
    assert succeed(chance, (MINI,), whole, QUIET_US)[0].ttft_us is None
    streamed = succeed(chance, (MINI,), SIZE, QUIET_US)[0]
    assert streamed.ttft_us is not None
    assert 0 < streamed.ttft_us < streamed.duration_us


def test_long_answers_take_longer() -> None:
    short = Size(prompt_tokens=100, completion_tokens=10, streamed=True)
    long = Size(prompt_tokens=100, completion_tokens=1000, streamed=True)
    fast = succeed(Chance(1), (MINI,), short, QUIET_US)[0].duration_us
    assert succeed(Chance(1), (MINI,), long, QUIET_US)[0].duration_us > 5 * fast


def test_a_lost_request_is_never_answered() -> None:
    chance = Chance(1)
    lost = [fail(chance, (MINI, FLASH), QUIET_US) for _ in range(500)]
    outcomes = Counter(each[-1].outcome for each in lost)
    assert "answered" not in outcomes
    assert set(outcomes) == {
        "hung_up",
        "overloaded",
        "rate_limited",
        "retired",
        "server_error",
        "throttled",
        "timed_out",
        "too_long",
        "unreachable",
    }


def test_a_hopeless_request_is_tried_once() -> None:
    chance = Chance(1)
    for tries in (fail(chance, (MINI, FLASH), QUIET_US) for _ in range(500)):
        hopeless = tries[0].outcome in {"too_long", "retired", "hung_up", "throttled"}
        assert len(tries) == (1 if hopeless else 2)
        assert (tries[0].target == RETIRED) == (tries[0].outcome == "retired")


def test_the_gateway_waits_before_another_target() -> None:
    chance, targets = Chance(1), (LLAMA, MINI, FLASH)
    lost = [fail(chance, targets, QUIET_US) for _ in range(300)]
    waits = [tuple(one.wait_us for one in tries) for tries in lost if len(tries) == 3]
    assert len(waits) > 50
    for first, second, third in waits:
        assert first == 0
        assert 0.8 * BACKOFF_US[0] <= second <= 1.2 * BACKOFF_US[0]
        assert 0.8 * BACKOFF_US[1] <= third <= 1.2 * BACKOFF_US[1]


def test_a_broken_answer_is_mended_at_once_by_the_same_model() -> None:
    check = Check(0.5, repairs=True)
    chance = Chance(1)
    tries = [succeed(chance, (MINI, FLASH), SIZE, QUIET_US, check) for _ in range(300)]
    mended = [each for each in tries if each[0].outcome == "invalid"]
    assert 100 < len(mended) < 200
    for invalid, answered in mended:
        assert (invalid.target, answered.outcome) == (answered.target, "answered")
        assert answered.wait_us == 0


def test_without_repair_a_broken_answer_is_the_last() -> None:
    check = Check(1.0, repairs=False)
    tries = succeed(Chance(1), (MINI, FLASH), SIZE, QUIET_US, check)
    assert [each.outcome for each in tries] == ["invalid"]


def test_the_same_chance_gives_the_same_tries() -> None:
    assert succeed(Chance(9), (MINI, FLASH), SIZE, 5) == succeed(Chance(9), (MINI, FLASH), SIZE, 5)
