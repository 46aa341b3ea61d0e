from typing import Any

import pytest

from tailrace.core.errors import BadInput
from tailrace.limits.memory import MemoryLimiter
from tailrace.limits.rule import Rule, Unit
from tests.conftest import ManualClock
from tests.limits.conftest import DAY_US, HOUR_US, MINUTE_US, SECOND_US, rule

ONE: dict[Unit, int] = {"requests": 1}
BUDGET = rule(2, unit="micro_usd", amount=1_000_000, window="month")


def of(user: int, **changes: Any) -> Rule:
    return rule(key=f"1:user:{user}", **changes)


async def used(limiter: MemoryLimiter, rule: Rule, clock: ManualClock) -> int:
    (standing,) = await limiter.use([rule], clock.us)
    return standing.used


async def test_a_budget_survives_a_restart(clock: ManualClock) -> None:
    rules = [BUDGET, rule(3, window="day"), rule(4, window="hour"), rule(5, window="day", burst=9)]
    first = MemoryLimiter()
    await first.reserve(rules, {"micro_usd": 400_000, "requests": 1}, clock.us)
    saved = first.snapshot()
    second = MemoryLimiter()
    second.restore(saved)
    clock.advance_us(SECOND_US)
    assert [s.used for s in await second.use(rules, clock.us)] == [400_000, 1, 1, 1]
    clock.advance_us(31 * DAY_US)
    await second.reserve([], {}, clock.us)
    assert len(second) == 0


async def test_what_is_over_within_minutes_is_not_saved(clock: ManualClock) -> None:
    first, second = MemoryLimiter(), MemoryLimiter()
    await first.reserve([rule(1), rule(2, window="second", burst=5)], ONE, clock.us)
    second.restore(first.snapshot())
    assert len(second) == 0


@pytest.mark.parametrize("saved", [b"", b"\xc1", b"no snapshot", b"\x92\x01\x91\x92\xa1\xff\x80"])
def test_a_broken_snapshot_is_bad_input(saved: bytes) -> None:
    with pytest.raises(BadInput):
        MemoryLimiter().restore(saved)


async def test_it_is_dirty_when_something_changed_since_the_last_snapshot(
    clock: ManualClock,
) -> None:
    limiter, dirty = MemoryLimiter(), []
    for actual in (5, 0):
        kept = (await limiter.reserve([BUDGET], {"micro_usd": 5}, clock.us)).reservation
        assert kept is not None
        dirty.append(limiter.dirty)
        limiter.snapshot()
        dirty.append(limiter.dirty)
        await limiter.settle(kept, {"micro_usd": actual}, clock.us)
        dirty.append(limiter.dirty)
    assert dirty == [True, False, False, True, False, True]


async def test_what_no_longer_counts_is_dropped(clock: ManualClock) -> None:
    limiter = MemoryLimiter()
    for user in range(1000):
        await limiter.reserve([of(user)], ONE, clock.us)
    await limiter.reserve([BUDGET], {"micro_usd": 1}, clock.us)
    assert len(limiter) == 1001
    clock.advance_us(2 * MINUTE_US)
    for user in range(1000, 1200):
        await limiter.reserve([of(user)], ONE, clock.us)
    assert len(limiter) == 201
    assert await used(limiter, BUDGET, clock) == 1


async def test_what_is_still_used_is_not_dropped(clock: ManualClock) -> None:
    limiter, busy = MemoryLimiter(), rule(amount=100)
    for step in range(200):
        clock.advance_us(SECOND_US)
        await limiter.reserve([busy, of(step)], ONE, clock.us)
    assert await used(limiter, busy, clock) == 61
    assert len(limiter) <= 63


async def test_newcomers_share_an_allowance_when_memory_is_full(clock: ManualClock) -> None:
    limiter = MemoryLimiter(max_keys=10)
    for user in range(10):
        assert (await limiter.reserve([of(user)], ONE, clock.us)).allowed
    passed = [(await limiter.reserve([of(u)], ONE, clock.us)).allowed for u in range(10, 100)]
    assert sum(passed) == 3
    assert len(limiter) == 11
    assert [await used(limiter, of(u), clock) for u in range(10)] == [1] * 10
    clock.advance_us(2 * MINUTE_US)
    assert (await limiter.reserve([of(99)], ONE, clock.us)).allowed
    assert await used(limiter, of(99), clock) == 1


async def test_a_refused_newcomer_takes_no_memory(clock: ManualClock) -> None:
    limiter, tight = MemoryLimiter(), rule(2, amount=1, window="hour")
    for user in range(100):
        await limiter.reserve([of(user), tight], ONE, clock.us)
    assert len(limiter) == 2


async def test_a_clock_that_steps_back_gives_nothing_away(clock: ManualClock) -> None:
    limiter, daily = MemoryLimiter(), rule(1, window="day")
    clock.advance_us(12 * HOUR_US)  # midnight in UTC
    for _ in range(3):
        await limiter.reserve([daily, rule(2)], ONE, clock.us)
    clock.advance_us(-10 * SECOND_US)
    decision = await limiter.reserve([daily, rule(2)], ONE, clock.us)
    assert not decision.allowed
    assert [s.used for s in decision.standings] == [3, 3]


async def test_a_clock_that_was_set_back_by_years_is_believed(clock: ManualClock) -> None:
    limiter, rules = MemoryLimiter(), [rule(1, window="day"), rule(2), rule(3, burst=1)]
    await limiter.reserve(rules[:2], ONE, clock.us + 900 * DAY_US)
    assert (await limiter.reserve(rules, ONE, clock.us)).allowed
    assert [s.used for s in await limiter.use(rules, clock.us)] == [1, 1, 1]


async def test_a_reservation_outlives_what_it_was_taken_from(clock: ManualClock) -> None:
    limiter, tokens = MemoryLimiter(), rule(unit="tokens", amount=100)
    kept = (await limiter.reserve([tokens], {"tokens": 10}, clock.us)).reservation
    assert kept is not None
    clock.advance_us(5 * MINUTE_US)
    await limiter.reserve([], ONE, clock.us)
    assert len(limiter) == 0
    await limiter.settle(kept, {"tokens": 70}, clock.us)
    assert await used(limiter, tokens, clock) == 60
