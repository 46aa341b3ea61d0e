"""A percentile's change is split into shares and latencies, and each value is tried alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailrace.query.summaries.effects import mixed, percentile_ms
from tailrace.query.summaries.slowness import (
    PERCENT,
    Speeds,
    had_it_stayed,
    mean_share,
    mix_and_within,
)

histograms = st.dictionaries(st.integers(1, 600), st.integers(1, 1000), max_size=8)
groups = st.lists(st.builds(Speeds, histograms, histograms), min_size=1, max_size=6)
FAST, SLOW = {100: 100}, {500: 100}


def percentile(speeds: list[Speeds], side: str) -> float | None:
    return percentile_ms(mixed((1, getattr(one, side)) for one in speeds), PERCENT)


@given(groups)
def test_mix_and_within_add_up_to_the_change(speeds: list[Speeds]) -> None:
    before, after = percentile(speeds, "before"), percentile(speeds, "after")
    found = mix_and_within(speeds)
    if before is None or after is None:
        assert found is None
    else:
        assert found is not None
        assert sum(found) == pytest.approx(after - before, abs=1e-6)


@given(groups)
def test_shares_add_up_to_one(speeds: list[Speeds]) -> None:
    before = mixed((1, one.before) for one in speeds)
    after = mixed((1, one.after) for one in speeds)
    total = sum(mean_share(one, Speeds(before, after)) for one in speeds)
    assert total == pytest.approx((bool(before) + bool(after)) / 2)


def test_a_value_that_became_slow_is_within() -> None:
    mix, within = mix_and_within([Speeds(FAST, SLOW), Speeds(FAST, FAST)]) or (1, 0)
    assert mix == 0
    assert within > 0


def test_a_slow_value_that_is_used_more_is_mix() -> None:
    mix, within = mix_and_within([Speeds(FAST, FAST), Speeds({500: 1}, SLOW)]) or (0, 1)
    assert mix > 0
    assert within == 0


def test_a_new_slow_value_is_mix_and_what_the_change_would_be_without_it() -> None:
    speeds = [Speeds(FAST, FAST), Speeds({}, SLOW)]
    change = (percentile(speeds, "after") or 0) - (percentile(speeds, "before") or 0)
    mix, within = mix_and_within(speeds) or (0, 1)
    assert mix == pytest.approx(change)
    assert within == 0
    assert had_it_stayed(speeds) == [0, pytest.approx(change)]


def test_growth_alone_does_nothing() -> None:
    twice = [Speeds({100: 50, 500: 7}, {100: 100, 500: 14}), Speeds({300: 9}, {300: 18})]
    assert had_it_stayed(twice) == [0, 0]
    assert mix_and_within(twice) == (0, 0)


def test_the_rest_is_what_is_in_no_other() -> None:
    whole = Speeds({1: 5, 2: 3}, {1: 4})
    assert whole.minus([Speeds({1: 5, 2: 1}, {1: 1})]) == Speeds({2: 2}, {1: 3})
