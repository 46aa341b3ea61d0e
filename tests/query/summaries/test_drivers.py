"""Every group's parts add up to its change, and all groups' to the change of the whole."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailrace.query.summaries.drivers import DRIVERS, Pair, answers, of_classes, share_out

counts = st.integers(0, 10**6)
money = st.integers(0, 10**14).map(lambda units: Decimal(units).scaleb(-10))


@st.composite
def cost_cells(draw: st.DrawFn) -> dict[str, Any]:
    """Money only where something has a price; tokens may be unknown."""
    priced = draw(counts)
    return {
        "cost_usd": draw(money) if priced else Decimal(0),
        "priced": priced,
        "unpriced": draw(counts),
        "prompt_tokens": draw(counts),
        "completion_tokens": draw(st.sampled_from([0, 7, 10**6])),
    }


answer_cells = st.builds(lambda e, s: {"errors": e, "successes": s}, counts, counts)
CELLS: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "cost_usd": cost_cells(),
    "errors": answer_cells,
    "error_rate": answer_cells,
    "requests": st.builds(lambda n: {"n": n}, counts),
}


def total(shared: list[list[Fraction]]) -> Fraction:
    return sum((part for parts in shared for part in parts), Fraction(0))


def whole_of(pairs: list[Pair]) -> Pair:
    sides = [[p.before for p in pairs], [p.after for p in pairs]]
    sums = [{cell: sum(one[cell] for one in side) for cell in side[0]} for side in sides]
    return Pair(sums[0], sums[1])


@pytest.mark.parametrize("metric", CELLS)
@given(data=st.data())
def test_the_parts_add_up_to_the_change(metric: str, data: st.DataObject) -> None:
    driver = DRIVERS[metric]
    pairs = data.draw(
        st.lists(st.builds(Pair, CELLS[metric], CELLS[metric]), min_size=1, max_size=9)
    )
    whole = whole_of(pairs)
    before = driver.value(whole.before, whole.before)
    after = driver.value(whole.after, whole.after)
    if before is None or after is None:
        return
    shared = share_out(driver, whole, pairs)
    digits = Fraction(1, 10**driver.digits)
    assert abs(total(shared) - (after - before)) <= digits / 2
    if metric != "error_rate":
        for parts, pair in zip(shared, pairs, strict=True):
            own = [driver.value(side, side) or 0 for side in (pair.before, pair.after)]
            assert sum(parts) == own[1] - own[0]
    assert sum(driver.weight(pair, whole) for pair in pairs) in (0, 1)


@given(st.lists(st.builds(Pair, answer_cells, answer_cells), min_size=1, max_size=6))
def test_classes_add_up_to_the_change_of_the_rate(pairs: list[Pair]) -> None:
    whole = whole_of(pairs)
    if not answers(whole.before) or not answers(whole.after):
        return
    rate = DRIVERS["error_rate"]
    shared = share_out(of_classes(rate), whole, pairs)
    wanted = [rate.value(side, side) for side in (whole.before, whole.after)]
    change = (wanted[1] or 0) - (wanted[0] or 0)
    assert abs(total(shared) - change) <= Fraction(1, 2 * 10**8)


def cost(usd: str, calls: int, tokens: int) -> dict[str, Any]:
    return {
        "cost_usd": Decimal(usd),
        "priced": calls,
        "unpriced": 0,
        "prompt_tokens": tokens,
        "completion_tokens": 0,
    }


def parts_of(pairs: list[Pair]) -> list[dict[str, Fraction]]:
    driver = DRIVERS["cost_usd"]
    shared = share_out(driver, whole_of(pairs), pairs)
    return [dict(zip(driver.parts, parts, strict=True)) for parts in shared]


def test_twice_the_calls_is_volume() -> None:
    (parts,) = parts_of([Pair(cost("5", 10, 100), cost("10", 20, 200))])
    assert parts == {"volume": 5, "mix": 0, "tokens": 0, "price": 0}


def test_twice_the_tokens_per_call_is_tokens() -> None:
    (parts,) = parts_of([Pair(cost("5", 10, 100), cost("10", 10, 200))])
    assert parts == {"volume": 0, "mix": 0, "tokens": 5, "price": 0}


def test_twice_the_price_is_price_also_where_tokens_are_unknown() -> None:
    for tokens in (100, 0):
        (parts,) = parts_of([Pair(cost("5", 10, tokens), cost("10", 10, tokens))])
        assert parts == {"volume": 0, "mix": 0, "tokens": 0, "price": 5}


def test_another_model_instead_is_mix() -> None:
    gone, come = parts_of(
        [Pair(cost("5", 10, 100), cost("0", 0, 0)), Pair(cost("0", 0, 0), cost("50", 10, 100))]
    )
    assert gone == {"volume": 0, "mix": -5, "tokens": 0, "price": 0}
    assert come == {"volume": 0, "mix": 50, "tokens": 0, "price": 0}


def test_a_value_that_fails_more_and_one_that_is_used_more_are_told_apart() -> None:
    bad = Pair({"errors": 10, "successes": 90}, {"errors": 30, "successes": 70})
    same = Pair({"errors": 0, "successes": 100}, {"errors": 0, "successes": 100})
    shared = share_out(DRIVERS["error_rate"], whole_of([bad, same]), [bad, same])
    assert shared == [[0, Fraction(1, 10)], [0, 0]]
    more = Pair({"errors": 10, "successes": 90}, {"errors": 30, "successes": 270})
    mix = share_out(DRIVERS["error_rate"], whole_of([more, same]), [more, same])
    assert [parts[1] for parts in mix] == [0, 0]
    assert sum(parts[0] for parts in mix) == Fraction(25, 1000)


def test_an_unknown_cost_is_null() -> None:
    unknown = cost("0", 0, 0) | {"unpriced": 3}
    assert DRIVERS["cost_usd"].value(unknown, unknown) is None
    nobody = cost("0", 0, 0)
    assert DRIVERS["cost_usd"].value(nobody, nobody) == 0
