"""Effects add up to the change, whatever the numbers, and percentiles are the catalog's."""

from fractions import Fraction
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailrace.query.summaries.effects import effects, mixed, percentile_ms, round_together

numbers = st.fractions(-(10**9), 10**9, max_denominator=10**6)
factors = st.integers(1, 4).flatmap(
    lambda size: st.tuples(*(st.lists(numbers, min_size=size, max_size=size),) * 2)
)


@given(factors)
def test_effects_add_up_to_the_change_of_the_product(
    sides: tuple[list[Fraction], list[Fraction]],
) -> None:
    before, after = sides
    assert sum(effects(before, after)) == prod(after) - prod(before)


@given(factors, st.data())
def test_the_order_of_factors_does_not_matter(
    sides: tuple[list[Fraction], list[Fraction]], data: st.DataObject
) -> None:
    before, after = sides
    order = data.draw(st.permutations(range(len(before))))
    shuffled = effects([before[i] for i in order], [after[i] for i in order])
    assert list(shuffled) == [effects(before, after)[i] for i in order]


@given(factors)
def test_what_did_not_change_has_no_effect(sides: tuple[list[Fraction], list[Fraction]]) -> None:
    before, after = sides
    assert effects(before, [before[0], *after[1:]])[0] == 0


def test_two_factors_are_kitagawa_s_two_effects() -> None:
    share, rate = effects([Fraction(1, 2), Fraction(1, 10)], [Fraction(3, 4), Fraction(1, 5)])
    assert share == Fraction(1, 4) * Fraction(3, 20)
    assert rate == Fraction(1, 10) * Fraction(5, 8)


@given(st.lists(numbers, min_size=1, max_size=30), st.integers(0, 10))
def test_rounded_parts_add_up_to_the_rounded_sum(parts: list[Fraction], digits: int) -> None:
    rounded = round_together(parts, digits)
    scale = 10**digits
    assert sum(rounded) * scale == round(sum(parts) * scale)
    assert all((one * scale).denominator == 1 for one in rounded)
    assert all(
        abs(one - part) <= Fraction(1, scale) for one, part in zip(rounded, parts, strict=True)
    )


@given(st.lists(numbers, min_size=1, max_size=8), st.integers(-(10**6), 10**6))
def test_rounded_parts_add_up_to_a_given_total(parts: list[Fraction], total: int) -> None:
    wanted = round(sum(parts)) + Fraction(total % 5 - 2)
    assert sum(round_together(parts, 0, wanted)) == wanted


def test_nothing_is_rounded_to_nothing() -> None:
    assert round_together([], 3) == []


@given(st.dictionaries(st.integers(1, 900), st.integers(1, 50), min_size=1), st.integers(1, 99))
def test_a_percentile_is_the_one_of_nearest_rank(counts: dict[int, int], percent: int) -> None:
    observed = sorted(bucket for bucket, count in counts.items() for _ in range(count))
    rank = (percent * len(observed) + 99) // 100
    middle = 1.02 ** observed[rank - 1] * (1 + 1 / 1.02) / 2 / 1000
    assert percentile_ms(dict(counts), percent) == pytest.approx(middle, rel=1e-12)


def test_weights_count_a_histogram_more_or_less_often() -> None:
    assert mixed(((1, {3: 2}), (0.5, {3: 2, 4: 4}), (0, {9: 1}))) == {3: 3.0, 4: 2.0}
    assert percentile_ms({}, 95) is None
