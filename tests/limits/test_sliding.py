from tailrace.limits.sliding import SLOTS, Sliding
from tests.limits.conftest import HOUR_US, MINUTE_US

WIDTH_US = MINUTE_US // SLOTS
NOW_US = 30_000_000 * MINUTE_US


def test_memory_does_not_grow_with_the_amount() -> None:
    state = Sliding(HOUR_US)
    for at in range(20_000):
        state.roll(NOW_US + at * 1_000_000)
        state.take(1, NOW_US + at * 1_000_000)
        assert len(state.slots) <= SLOTS + 1
    assert 3600 <= state.used <= 3600 + HOUR_US // SLOTS // 1_000_000


def test_a_use_counts_up_to_a_slot_longer_and_never_shorter() -> None:
    for offset in (0, 1, WIDTH_US - 1):
        state = Sliding(MINUTE_US)
        state.take(1, NOW_US + offset)
        state.roll(NOW_US + offset + MINUTE_US)
        assert state.used == 1
        state.roll(NOW_US + WIDTH_US + MINUTE_US)
        assert state.used == 0


def test_the_wait_is_until_enough_of_the_oldest_is_gone() -> None:
    state = Sliding(MINUTE_US)
    for at in range(3):
        state.take(2, NOW_US + at * WIDTH_US)
    assert state.wait_us(4, 10, NOW_US) == 0
    for need, slots in ((5, 1), (6, 1), (7, 2), (10, 3)):
        assert state.wait_us(need, 10, NOW_US) == slots * WIDTH_US + MINUTE_US
    assert state.wait_us(11, 10, NOW_US) == 3 * WIDTH_US + MINUTE_US
    assert state.ends_us(NOW_US) == NOW_US + 3 * WIDTH_US + MINUTE_US


def test_more_than_the_amount_into_an_empty_window_is_told_the_window() -> None:
    assert Sliding(MINUTE_US).wait_us(11, 10, NOW_US) == MINUTE_US


def test_what_is_given_back_after_it_stopped_counting_changes_nothing() -> None:
    state = Sliding(MINUTE_US)
    slot = state.take(5, NOW_US)
    later_us = NOW_US + 2 * MINUTE_US
    state.roll(later_us)
    state.take(3, later_us)
    state.give_back(5, slot)
    assert state.used == 3


def test_a_slot_is_given_back_in_parts() -> None:
    state = Sliding(MINUTE_US)
    slot = state.take(5, NOW_US)
    state.give_back(2, slot)
    assert (state.used, state.slots) == (3, {slot: 3})
    state.give_back(3, slot)
    assert (state.used, state.slots) == (0, {})
    assert state.ends_us(NOW_US) == NOW_US


def test_use_in_the_future_is_that_of_a_wrong_clock() -> None:
    state = Sliding(MINUTE_US)
    state.take(5, NOW_US + HOUR_US)
    state.roll(NOW_US)
    assert state.used == 0
