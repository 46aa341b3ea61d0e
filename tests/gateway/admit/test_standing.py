from typing import Any

import pytest

from tailrace.gateway.admit.standing import (
    HEADERS,
    amount_text,
    duration,
    limit_headers,
    used_up,
)
from tailrace.limits.decision import Standing
from tailrace.limits.rule import Rule

NOW_US = 1_793_534_400_000_000


def standing(unit: Any, used: int, amount: int, resets_ms: int = 1000) -> Standing:
    rule = Rule(1, f"{unit} {amount}", "1:a", unit, amount, "minute")
    return Standing(rule, used, amount, NOW_US + resets_ms * 1000)


@pytest.mark.parametrize(
    ("microseconds", "text"),
    [
        (-5, "0s"),
        (0, "0s"),
        (1, "1ms"),
        (12_000, "12ms"),
        (999_001, "1s"),
        (1_000_000, "1s"),
        (8_640_000, "8.64s"),
        (59_999_500, "1m0s"),
        (60_240_000, "1m0.24s"),
        (360_000_000, "6m0s"),
        (3_600_000_000, "1h0m0s"),
        (85_656_648_000, "23h47m36.648s"),
        (30 * 86_400_000_000, "720h0m0s"),
    ],
)
def test_times_are_written_as_openai_does(microseconds: int, text: str) -> None:
    assert duration(microseconds) == text


def test_headers_show_the_limit_with_the_least_left() -> None:
    headers = dict(
        limit_headers(
            [
                standing("requests", 10, 100),
                standing("requests", 95, 100, 6000),
                standing("tokens", 0, 5000, 0),
                standing("micro_usd", 9, 10),
            ],
            NOW_US,
        )
    )
    assert headers == {
        b"x-ratelimit-limit-requests": b"100",
        b"x-ratelimit-remaining-requests": b"5",
        b"x-ratelimit-reset-requests": b"6s",
        b"x-ratelimit-limit-tokens": b"5000",
        b"x-ratelimit-remaining-tokens": b"5000",
        b"x-ratelimit-reset-tokens": b"0s",
    }
    assert set(headers) == HEADERS


def test_of_equal_limits_the_later_reset_is_shown() -> None:
    headers = limit_headers(
        [standing("tokens", 5, 5, 1000), standing("tokens", 9, 9, 2000)], NOW_US
    )
    assert (b"x-ratelimit-reset-tokens", b"2s") in headers


def test_money_alone_has_no_headers() -> None:
    assert limit_headers([standing("micro_usd", 9, 10)], NOW_US) == []


def test_a_refusal_says_what_is_used_up() -> None:
    assert used_up(standing("requests", 120, 120), 1) == (
        "The limit 'requests 120' is reached: 120 requests of 120 requests are used, "
        "and this call may take 1 request."
    )
    assert "$0.95 of $1 are used, and this call may take $0.06" in used_up(
        standing("micro_usd", 950_000, 1_000_000), 60_000
    )


def test_a_refusal_says_when_a_call_can_never_pass() -> None:
    assert used_up(standing("tokens", 0, 5000), 6000) == (
        "The limit 'tokens 5000' allows 5,000 tokens at most, and this call may take 6,000 tokens."
    )


def test_amounts_have_their_unit() -> None:
    assert amount_text(1, "tokens") == "1 token"
    assert amount_text(0, "requests") == "0 requests"
    assert amount_text(5, "micro_usd") == "$0.000005"
