from tailrace.limits.tally import Tally


def test_a_new_period_starts_from_nothing() -> None:
    state = Tally()
    state.roll(100, 200)
    state.take(3, 150)
    state.roll(100, 200)
    assert state.used == 3
    state.roll(200, 300)
    assert state.used == 0


def test_the_wait_is_until_the_period_is_over() -> None:
    state = Tally()
    state.roll(100, 200)
    state.take(3, 150)
    assert state.wait_us(2, 5, 150) == 0
    assert state.wait_us(3, 5, 150) == 50
    assert state.ends_us(150) == 200


def test_only_the_present_period_is_given_back_to() -> None:
    state = Tally()
    state.roll(100, 200)
    start_us = state.take(3, 150)
    state.give_back(1, start_us)
    assert state.used == 2
    state.roll(200, 300)
    state.take(3, 250)
    state.give_back(2, start_us)
    assert state.used == 3
