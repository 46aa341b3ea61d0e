"""What every limiter does: the same on both."""

import asyncio
from typing import Any

import pytest

from tailrace.limits.decision import Limiter, Reservation, Standing
from tailrace.limits.rule import Rule, Unit
from tests.conftest import ManualClock
from tests.limits.conftest import DAY_US, HOUR_US, MINUTE_US, SECOND_US, rule

ONE: dict[Unit, int] = {"requests": 1}


async def passed(limiter: Limiter, rules: list[Rule], clock: ManualClock, tries: int) -> int:
    decisions = [await limiter.reserve(rules, ONE, clock.us) for _ in range(tries)]
    return sum(decision.allowed for decision in decisions)


async def used(limiter: Limiter, rule: Rule, clock: ManualClock) -> int:
    (standing,) = await limiter.use([rule], clock.us)
    return standing.used


async def test_of_200_concurrent_calls_against_50_a_minute_exactly_50_pass(
    limiter: Limiter, clock: ManualClock
) -> None:
    fifty = rule(amount=50)
    decisions = await asyncio.gather(*(limiter.reserve([fifty], ONE, clock.us) for _ in range(200)))
    assert sum(decision.allowed for decision in decisions) == 50
    assert {d.refused for d in decisions if not d.allowed} == {fifty}


async def test_a_budget_of_a_dollar_lets_20_of_100_calls_of_5_cents_pass(
    limiter: Limiter, clock: ManualClock
) -> None:
    budget = rule(unit="micro_usd", amount=1_000_000, window="month")
    cost: dict[Unit, int] = {"micro_usd": 50_000}
    decisions = await asyncio.gather(
        *(limiter.reserve([budget], cost, clock.us) for _ in range(100))
    )
    kept = [d.reservation for d in decisions if d.reservation is not None]
    assert len(kept) == 20
    await limiter.settle(kept[0], {"micro_usd": 10_000}, clock.us)
    assert not (await limiter.reserve([budget], cost, clock.us)).allowed
    await limiter.release(kept[1], clock.us)
    assert (await limiter.reserve([budget], cost, clock.us)).allowed
    assert await used(limiter, budget, clock) == 960_000


async def test_a_refused_call_is_charged_to_none_of_its_rules(
    limiter: Limiter, clock: ManualClock
) -> None:
    wide, tight = rule(1, amount=10), rule(2, amount=1, window="hour")
    assert await passed(limiter, [wide, tight], clock, 5) == 1
    assert await used(limiter, wide, clock) == 1
    assert await used(limiter, tight, clock) == 1


async def test_a_refusal_names_the_rule_with_the_longest_wait(
    limiter: Limiter, clock: ManualClock
) -> None:
    minute, hour = rule(1, amount=1), rule(2, amount=1, window="hour")
    await limiter.reserve([minute, hour], ONE, clock.us)
    decision = await limiter.reserve([minute, hour], ONE, clock.us)
    assert decision.refused == hour
    assert decision.reservation is None
    assert [s.used for s in decision.standings] == [1, 1]
    assert 3600 <= decision.retry_after_s <= 3615


async def test_whoever_waits_as_told_passes(limiter: Limiter, clock: ManualClock) -> None:
    rules = [
        rule(1),
        rule(2, unit="requests", amount=2, window="second"),
        rule(3, amount=60, burst=2),
        rule(4, amount=4, window="day"),
    ]
    for _ in range(12):
        decision = await limiter.reserve(rules, ONE, clock.us)
        if not decision.allowed:
            assert decision.retry_after_s > 0
            clock.advance_us(round(decision.retry_after_s * 1e6) - 1)
            assert not (await limiter.reserve(rules, ONE, clock.us)).allowed
            clock.advance_us(1)
            assert (await limiter.reserve(rules, ONE, clock.us)).allowed


async def test_an_allowance_comes_back_a_window_after_its_use(
    limiter: Limiter, clock: ManualClock
) -> None:
    three = rule()
    assert await passed(limiter, [three], clock, 2) == 2
    clock.advance_us(30 * SECOND_US)
    assert await passed(limiter, [three], clock, 2) == 1
    clock.advance_us(30 * SECOND_US - 1)
    assert await passed(limiter, [three], clock, 1) == 0
    clock.advance_us(SECOND_US)
    assert await passed(limiter, [three], clock, 5) == 2
    clock.advance_us(10 * MINUTE_US)
    assert await passed(limiter, [three], clock, 5) == 3


async def test_a_bucket_gives_its_burst_at_once_and_then_the_rate(
    limiter: Limiter, clock: ManualClock
) -> None:
    bucket = rule(amount=120, burst=20)
    assert await passed(limiter, [bucket], clock, 50) == 20
    clock.advance_us(500_000)
    assert await passed(limiter, [bucket], clock, 5) == 1
    clock.advance_us(5 * SECOND_US)
    assert await passed(limiter, [bucket], clock, 50) == 10
    clock.advance_us(HOUR_US)
    assert await passed(limiter, [bucket], clock, 50) == 20


async def test_a_released_request_does_not_widen_a_bucket(
    limiter: Limiter, clock: ManualClock
) -> None:
    bucket = rule(amount=1, window="second", burst=1)
    first = (await limiter.reserve([bucket], ONE, clock.us)).reservation
    assert first is not None
    clock.advance_us(2 * SECOND_US)
    assert await passed(limiter, [bucket], clock, 2) == 1
    await limiter.release(first, clock.us)
    assert await passed(limiter, [bucket], clock, 1) == 0


async def test_a_released_request_leaves_a_bucket_as_it_was(
    limiter: Limiter, clock: ManualClock
) -> None:
    bucket = rule(amount=1, window="second", burst=1)
    first = (await limiter.reserve([bucket], ONE, clock.us)).reservation
    assert first is not None
    await limiter.release(first, clock.us)
    assert await passed(limiter, [bucket], clock, 2) == 1


async def test_a_day_ends_at_midnight_of_its_zone(limiter: Limiter, clock: ManualClock) -> None:
    daily = rule(window="day", zone="Asia/Kolkata")  # 17:30 there; midnight is 6.5 hours away
    assert await passed(limiter, [daily], clock, 5) == 3
    decision = await limiter.reserve([daily], ONE, clock.us)
    assert decision.retry_after_s == 6.5 * 3600
    assert decision.standings[0].resets_us == clock.us + 6.5 * HOUR_US
    clock.advance_us(6 * HOUR_US + 30 * MINUTE_US - 1)
    assert await passed(limiter, [daily], clock, 1) == 0
    clock.advance_us(1)
    assert await passed(limiter, [daily], clock, 5) == 3


async def test_a_month_ends_with_the_month(limiter: Limiter, clock: ManualClock) -> None:
    monthly = rule(window="month")  # it is the first of November, noon
    assert await passed(limiter, [monthly], clock, 5) == 3
    clock.advance_us(29 * DAY_US)
    assert await passed(limiter, [monthly], clock, 5) == 0
    clock.advance_us(12 * HOUR_US)
    assert await passed(limiter, [monthly], clock, 5) == 3


async def test_what_belongs_to_a_day_that_is_over_is_not_given_back_to_the_next(
    limiter: Limiter, clock: ManualClock
) -> None:
    daily = rule(window="day")
    kept = (await limiter.reserve([daily], ONE, clock.us)).reservation
    assert kept is not None
    clock.advance_us(DAY_US)
    assert await passed(limiter, [daily], clock, 2) == 2
    await limiter.release(kept, clock.us)
    assert await used(limiter, daily, clock) == 2


async def test_what_was_used_above_the_reserve_counts_from_now_on(
    limiter: Limiter, clock: ManualClock
) -> None:
    tokens = rule(unit="tokens", amount=1000)
    kept = (await limiter.reserve([tokens], {"tokens": 100}, clock.us)).reservation
    assert kept is not None
    clock.advance_us(2 * MINUTE_US)
    await limiter.settle(kept, {"tokens": 1600}, clock.us)
    assert await used(limiter, tokens, clock) == 1500
    assert not (await limiter.reserve([tokens], {"tokens": 1}, clock.us)).allowed


@pytest.mark.parametrize("window", ["minute", "day"])
async def test_what_is_not_known_stays_as_it_was_reserved(
    limiter: Limiter, clock: ManualClock, window: str
) -> None:
    tokens = rule(unit="tokens", amount=1000, window=window)
    kept = (await limiter.reserve([tokens], {"tokens": 100}, clock.us)).reservation
    assert kept is not None
    await limiter.settle(kept, {}, clock.us)
    assert await used(limiter, tokens, clock) == 100


async def test_a_reservation_is_settled_once(limiter: Limiter, clock: ManualClock) -> None:
    tokens = rule(unit="tokens", amount=1000)
    kept = (await limiter.reserve([tokens], {"tokens": 100}, clock.us)).reservation
    assert kept is not None
    await limiter.settle(kept, {"tokens": 150}, clock.us)
    await limiter.settle(kept, {"tokens": 150}, clock.us)
    await limiter.release(kept, clock.us)
    assert await used(limiter, tokens, clock) == 150


@pytest.mark.parametrize("window", ["minute", "month"])
async def test_a_call_of_unknown_cost_needs_something_left(
    limiter: Limiter, clock: ManualClock, window: str
) -> None:
    budget = rule(unit="micro_usd", amount=10, window=window)
    assert (await limiter.reserve([budget], ONE, clock.us)).allowed
    assert (await limiter.reserve([budget], {"micro_usd": 10}, clock.us)).allowed
    assert not (await limiter.reserve([budget], ONE, clock.us)).allowed


@pytest.mark.parametrize("changes", [{}, {"burst": 2}, {"window": "day"}])
async def test_a_call_that_asks_for_more_than_there_ever_is_is_refused(
    limiter: Limiter, clock: ManualClock, changes: dict[str, Any]
) -> None:
    small = rule(unit="tokens", amount=10, **changes)
    decision = await limiter.reserve([small], {"tokens": 11}, clock.us)
    assert decision.refused == small
    assert decision.retry_after_s >= 60


async def test_asking_how_rules_stand_takes_nothing(limiter: Limiter, clock: ManualClock) -> None:
    three, bucket = rule(1), rule(2, amount=60, burst=5)
    await limiter.reserve([three, bucket], ONE, clock.us)
    expected = [Standing(three, 1, 3, 0), Standing(bucket, 1, 5, clock.us + SECOND_US)]
    for _ in range(5):
        standings = await limiter.use([three, bucket], clock.us)
        assert [s.used for s in standings] == [1, 1]
        assert [s.remaining for s in standings] == [2, 4]
        assert standings[1] == expected[1]
        assert MINUTE_US < standings[0].resets_us - clock.us <= MINUTE_US + 240_000


async def test_use_at_a_clock_that_stepped_back_counts_as_used_at_the_latest_time(
    limiter: Limiter, clock: ManualClock
) -> None:
    ten = rule(amount=10)
    await limiter.reserve([ten], ONE, clock.us)
    await limiter.reserve([ten], ONE, clock.us - 10 * SECOND_US)
    clock.advance_us(55 * SECOND_US)
    assert await used(limiter, ten, clock) == 2
    await limiter.reserve([ten], ONE, clock.us)
    clock.advance_us(10 * SECOND_US)
    assert await used(limiter, ten, clock) == 1
    clock.advance_us(MINUTE_US)
    assert await used(limiter, ten, clock) == 0


async def test_users_have_their_own_allowance(limiter: Limiter, clock: ManualClock) -> None:
    assert await passed(limiter, [rule(key="1:user:alice")], clock, 5) == 3
    assert await passed(limiter, [rule(key="1:user:bob")], clock, 5) == 3


async def test_a_changed_amount_keeps_what_was_used(limiter: Limiter, clock: ManualClock) -> None:
    assert await passed(limiter, [rule(amount=3)], clock, 5) == 3
    assert await passed(limiter, [rule(amount=5)], clock, 5) == 2
    assert await passed(limiter, [rule(amount=2)], clock, 5) == 0


async def test_a_call_without_rules_passes(limiter: Limiter, clock: ManualClock) -> None:
    decision = await limiter.reserve([], ONE, clock.us)
    assert decision.allowed
    assert decision.standings == ()
    assert decision.reservation is not None
    await limiter.settle(decision.reservation, ONE, clock.us)


def test_a_reservation_closes_once() -> None:
    reservation = Reservation(())
    assert reservation.close()
    assert not reservation.close()


def test_nothing_remains_of_what_is_overdrawn() -> None:
    assert Standing(rule(), 5, 3, 0).remaining == 0
