import asyncio
import logging
import secrets
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from tailrace.core.clock import SystemClock
from tailrace.core.errors import Busy
from tailrace.limits.redis import PAUSE_US, RedisLimiter, WhenLost
from tailrace.limits.rule import Unit
from tests.conftest import ManualClock
from tests.fakes.redis import RedisServer, redis_server
from tests.limits.conftest import DAY_US, HOUR_US, patient, rule

ONE: dict[Unit, int] = {"requests": 1}
LONG = rule(amount=1000, window="hour")


@pytest.fixture
async def client(redis: RedisServer) -> AsyncIterator[Redis]:
    client = patient(redis)
    yield client
    await client.aclose()


@pytest.fixture
def prefix() -> str:
    return f"{secrets.token_hex(4)}:"


async def test_several_processes_share_what_is_used(redis: RedisServer, prefix: str) -> None:
    limiters = [RedisLimiter(patient(redis), prefix=prefix) for _ in range(4)]
    fifty = rule(amount=50)
    now_us = SystemClock().now_us()
    decisions = await asyncio.gather(
        *(limiters[i % 4].reserve([fifty], ONE, now_us) for i in range(200))
    )
    assert sum(decision.allowed for decision in decisions) == 50
    assert [limiter.lost for limiter in limiters] == [0] * 4
    for limiter in limiters:
        await limiter.close()


async def test_the_servers_clock_decides(client: Redis, prefix: str) -> None:
    limiter = RedisLimiter(client, prefix=prefix)
    now_us = SystemClock().now_us()
    hour = now_us // HOUR_US % 24
    noon = f"Etc/GMT{hour - 12:+d}"  # where it is noon now, so that no midnight is near
    daily, hourly = rule(1, window="day", zone=noon), rule(2, window="hour")
    for skew_us in (-HOUR_US, 0, HOUR_US):
        assert (await limiter.reserve([daily, hourly], ONE, now_us + skew_us)).allowed
    ahead = await limiter.reserve([daily, hourly], ONE, now_us + DAY_US)
    behind = await limiter.reserve([daily, hourly], ONE, now_us - DAY_US)
    assert not ahead.allowed
    assert not behind.allowed
    assert ahead.standings == behind.standings


async def test_keys_go_by_themselves(client: Redis, prefix: str, clock: ManualClock) -> None:
    limiter = RedisLimiter(client, prefix=prefix, server_clock=False)
    rules = [rule(1), rule(2, amount=60, burst=5), rule(3, window="day"), rule(4, window="month")]
    await limiter.reserve(rules, ONE, clock.us)
    left_ms = [await client.pttl(prefix + r.place) for r in rules]
    most_ms = [62_000, 3_000, 12 * 3_600_000 + 2_000, (29 * 24 + 12) * 3_600_000 + 2_000]
    for left, most in zip(left_ms, most_ms, strict=True):
        assert max(0, most - 60_000) < left <= most


async def test_a_refused_call_leaves_no_key(client: Redis, prefix: str, clock: ManualClock) -> None:
    limiter = RedisLimiter(client, prefix=prefix, server_clock=False)
    small = rule(2, unit="tokens", amount=5)
    assert not (await limiter.reserve([rule(1), small], {"tokens": 6}, clock.us)).allowed
    assert [key async for key in client.scan_iter(f"{prefix}*")] == []


async def test_scripts_come_back_after_the_server_forgot_them(
    client: Redis, prefix: str, clock: ManualClock
) -> None:
    limiter = RedisLimiter(client, prefix=prefix)
    await limiter.reserve([rule()], ONE, clock.us)
    await client.script_flush()
    await limiter.reserve([rule()], ONE, clock.us)
    assert limiter.lost == 0


async def test_a_lost_redis_leaves_each_process_its_own_count(
    clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    with redis_server() as server:
        limiter = RedisLimiter(patient(server), server_clock=False)
        kept = (await limiter.reserve([LONG], ONE, clock.us)).reservation
        assert kept is not None
        server.stop()
        with caplog.at_level(logging.WARNING, "tailrace.limits.redis"):
            decisions = [await limiter.reserve([rule()], ONE, clock.us) for _ in range(5)]
            await limiter.settle(kept, {"requests": 0}, clock.us)
            standings = await limiter.use([rule()], clock.us)
        assert [d.allowed for d in decisions] == [True] * 3 + [False] * 2
        assert standings[0].used == 3
        assert limiter.lost == 7
        assert len(caplog.records) == 1
        server.start()
        clock.advance_us(PAUSE_US)
        with caplog.at_level(logging.WARNING, "tailrace.limits.redis"):
            assert (await limiter.reserve([rule()], ONE, clock.us)).standings[0].used == 1
        assert len(caplog.records) == 2
        own = decisions[0].reservation
        assert own is not None
        await limiter.release(own, clock.us)
        assert (await limiter.use([rule()], clock.us))[0].used == 1
        await limiter.close()


async def test_a_lost_redis_can_refuse_calls_instead(clock: ManualClock) -> None:
    closed: WhenLost = "closed"
    with redis_server() as server:
        limiter = RedisLimiter(patient(server), when_lost=closed)
        server.stop()
        with pytest.raises(Busy):
            await limiter.reserve([rule()], ONE, clock.us)
        assert (await limiter.reserve([], ONE, clock.us)).allowed
        assert limiter.lost == 1
        await limiter.close()


async def test_a_connection_that_the_server_dropped_is_no_loss(
    client: Redis, redis: RedisServer, prefix: str, clock: ManualClock
) -> None:
    limiter = RedisLimiter(patient(redis), prefix=prefix)
    await limiter.reserve([rule()], ONE, clock.us)
    await client.client_kill_filter(_type="normal", skipme=True)
    assert (await limiter.reserve([rule()], ONE, clock.us)).allowed
    assert limiter.lost == 0
    await limiter.close()
