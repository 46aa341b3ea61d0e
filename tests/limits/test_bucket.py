from tailrace.limits.bucket import Bucket
from tests.limits.conftest import MINUTE_US, SECOND_US

NOW_US = 30_000_000 * MINUTE_US


def bucket(rate: int) -> Bucket:
    return Bucket(MINUTE_US, rate, at_us=NOW_US)


def test_a_rate_that_divides_no_second_is_exact() -> None:
    state = bucket(7)
    state.take(7, NOW_US)
    state.roll(NOW_US + MINUTE_US // 7, 7)
    assert state.used == 7
    state.roll(NOW_US + MINUTE_US // 7 + 1, 7)
    assert state.used == 6
    state.roll(NOW_US + MINUTE_US, 7)
    assert state.debt == 0


def test_the_wait_is_until_the_need_fits() -> None:
    state = bucket(60)
    state.take(5, NOW_US)
    assert state.wait_us(1, 6, NOW_US) == 0
    assert state.wait_us(1, 5, NOW_US) == SECOND_US
    assert state.wait_us(5, 5, NOW_US) == 5 * SECOND_US
    assert state.wait_us(6, 5, NOW_US) == MINUTE_US
    assert state.ends_us(NOW_US) == NOW_US + 5 * SECOND_US


def test_a_clock_that_goes_back_pays_nothing() -> None:
    state = bucket(60)
    state.take(5, NOW_US)
    state.roll(NOW_US - MINUTE_US, 60)
    assert state.used == 5


def test_what_time_has_paid_is_not_given_back_too() -> None:
    state = bucket(60)
    taken_us = state.take(3, NOW_US)
    state.roll(NOW_US + 2 * SECOND_US, 60)
    state.take(4, NOW_US + 2 * SECOND_US)
    state.give_back(3, taken_us)
    assert state.used == 4


def test_a_new_rate_pays_from_when_it_is_known() -> None:
    state = bucket(60)
    state.take(30, NOW_US)
    state.roll(NOW_US + 10 * SECOND_US, 120)
    assert state.used == 20
    state.roll(NOW_US + 15 * SECOND_US, 120)
    assert state.used == 10
