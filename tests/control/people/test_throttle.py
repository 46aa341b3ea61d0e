"""Guessing is slowed down, for the guesser only."""

from datetime import timedelta

import pytest

from tailrace.control.people.throttle import MOST_COUNTED, PERIOD, TRIES, SignInLimit
from tailrace.core.errors import LimitReached
from tests.fakes.tenants import NOW

EMAIL, HERE, THERE = "alice@example.com", "203.0.113.1", "203.0.113.2"


def used_up() -> SignInLimit:
    limit = SignInLimit()
    for _ in range(TRIES):
        limit.take(EMAIL, HERE, NOW)
    return limit


def test_too_many_tries_are_refused_with_the_time_to_wait() -> None:
    limit = used_up()
    with pytest.raises(LimitReached, match="10 sign-ins have failed") as caught:
        limit.take(EMAIL, HERE, NOW + timedelta(minutes=5))
    assert caught.value.retry_after == 600
    assert caught.value.hint == "Try again in 10 min."


def test_the_owner_of_the_address_is_not_locked_out_elsewhere() -> None:
    used_up().take(EMAIL, THERE, NOW)


def test_tries_count_anew_after_the_period() -> None:
    used_up().take(EMAIL, HERE, NOW + PERIOD)


def test_a_success_forgives() -> None:
    limit = used_up()
    limit.forgive(EMAIL, HERE)
    limit.take(EMAIL, HERE, NOW)


def test_what_is_counted_is_bounded_and_the_oldest_goes() -> None:
    limit = used_up()
    for number in range(MOST_COUNTED):
        limit.take(f"{number}@example.com", HERE, NOW)
    limit.take(EMAIL, HERE, NOW)
