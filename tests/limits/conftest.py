"""Both limiters under the same tests; a test that asks for `limiter` runs on each."""

import secrets
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from redis.asyncio import Redis

from tailrace.limits.decision import Limiter
from tailrace.limits.memory import MemoryLimiter
from tailrace.limits.redis import RedisLimiter, connect
from tailrace.limits.rule import Rule
from tests.fakes.redis import RedisServer, redis_server

SECOND_US = 1_000_000
MINUTE_US = 60 * SECOND_US
HOUR_US = 60 * MINUTE_US
DAY_US = 24 * HOUR_US


def rule(number: int = 1, **changes: Any) -> Rule:
    """Return requests of one user, 3 a minute, or something else."""
    values: dict[str, Any] = {
        "limit_id": number,
        "name": f"limit {number}",
        "key": f"{number}:user:alice",
        "unit": "requests",
        "amount": 3,
        "window": "minute",
    }
    return Rule(**(values | changes))


def patient(server: RedisServer) -> Redis:
    """Return a client that a slow machine does not make lose the server."""
    return connect(server.dsn, timeout_s=30)


@pytest.fixture(scope="session")
def redis() -> Iterator[RedisServer]:
    with redis_server() as server:
        yield server


@pytest.fixture(params=["memory", "redis"])
async def limiter(request: pytest.FixtureRequest) -> AsyncIterator[Limiter]:
    """A limiter that has counted nothing, on the caller's clock."""
    if request.param == "memory":
        yield MemoryLimiter()
        return
    server: RedisServer = request.getfixturevalue("redis")
    shared = RedisLimiter(patient(server), server_clock=False, prefix=f"{secrets.token_hex(4)}:")
    try:
        yield shared
        assert shared.lost == 0
    finally:
        await shared.close()
