"""Limits kept in Redis, for several gateway processes that share them.

Each step is one Lua script, called by its hash, so a call's rules are taken together or not at all
whoever else asks. Redis's own clock decides, for the clocks of several machines differ; calendar
borders are worked out here and handed over for the day before, the day and the day after, so that
a machine whose clock is off by hours still counts in the day that Redis says it is.

When Redis cannot be asked, `when_lost` decides. "open": each process counts for itself until Redis
is back, so that a limit holds per process, and calls go on. "closed": calls are refused with Busy.
Either way `lost` counts the steps, and one log line says that it began, one that it is over.
"""

import asyncio
import logging
from collections.abc import Sequence
from importlib.resources import files
from itertools import chain
from typing import Literal

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.commands.core import AsyncScript
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError

from tailrace.core.errors import Busy
from tailrace.limits.decision import Amounts, Decision, Reservation, Standing, Taking
from tailrace.limits.memory import MemoryLimiter
from tailrace.limits.periods import Periods
from tailrace.limits.rule import SPAN_US, Rule

WhenLost = Literal["open", "closed"]
PREFIX = "{tailrace}:limit:"
"""In braces what a cluster hashes, so that the keys of one call are on one server."""
TIMEOUT_S = 2.0
CONNECTIONS = 16
"""A step takes well under a millisecond, so further calls wait until one is free."""
PAUSE_US = 5_000_000
"""So long after the start of a step that failed Redis is left alone: calls do not all wait."""
_NO_BORDERS = (0, 0, 0, 0)

log = logging.getLogger(__name__)


def connect(dsn: str, *, timeout_s: float = TIMEOUT_S) -> Redis:
    """Return a client that fails soon; nothing is opened yet.

    A connection that had been closed meanwhile is tried again once; a time-out is not, for the step
    may have been done.
    """
    retry = Retry(NoBackoff(), 1, supported_errors=(RedisConnectionError,))
    client: Redis = Redis.from_url(
        dsn,
        max_connections=CONNECTIONS,
        socket_timeout=timeout_s,
        socket_connect_timeout=timeout_s,
        retry=retry,
    )
    return client


class RedisLimiter:
    """A Limiter on a Redis (6 or newer) that others use too; not for use by several threads."""

    def __init__(
        self,
        client: Redis,
        *,
        when_lost: WhenLost = "open",
        server_clock: bool = True,
        prefix: str = PREFIX,
    ) -> None:
        """`server_clock=False`: the caller's clock decides instead of Redis's."""
        self.lost = 0
        """How many steps Redis did not do."""
        self._client = client
        self._when_lost: WhenLost = when_lost
        self._server_clock = server_clock
        self._prefix = prefix
        self._reserve = _script(client, "reserve")
        self._settle = _script(client, "settle")
        self._use = _script(client, "use")
        self._periods = Periods()
        self._spare = MemoryLimiter()
        self._places = asyncio.Semaphore(CONNECTIONS)
        self._is_lost = False
        self._asked_again_us = 0

    async def reserve(self, rules: Sequence[Rule], costs: Amounts, now_us: int) -> Decision:
        """Take the costs from all rules, or from none; raises Busy when lost and closed."""
        takings = [Taking(rule, rule.place, 0, costs.get(rule.unit, 0)) for rule in rules]
        answer = await self._ask(self._reserve, takings, now_us)
        if answer is not None:
            return _decision(takings, answer)
        if self._when_lost == "closed":
            raise Busy(
                "The limits of this call cannot be checked.", hint="Redis does not answer; retry."
            )
        return await self._spare.reserve(rules, costs, now_us)

    async def settle(self, reservation: Reservation, actual: Amounts, now_us: int) -> None:
        """Give back what was reserved too much; take what was too little, as used now.

        While Redis is lost, what it holds of the call stays as it was reserved.
        """
        if not reservation.shared:
            await self._spare.settle(reservation, actual, now_us)
        elif reservation.close():
            changes = [
                Taking(taking.rule, taking.place, taking.mark, more)
                for taking in reservation.takings
                if (more := actual.get(taking.rule.unit, taking.amount) - taking.amount)
            ]
            await self._ask(self._settle, changes, now_us)

    async def release(self, reservation: Reservation, now_us: int) -> None:
        """Give everything back."""
        await self.settle(reservation, {t.rule.unit: 0 for t in reservation.takings}, now_us)

    async def use(self, rules: Sequence[Rule], now_us: int) -> list[Standing]:
        """Return how the rules stand; while Redis is lost, in this process."""
        takings = [Taking(rule, rule.place, 0, 0) for rule in rules]
        answer = await self._ask(self._use, takings, now_us)
        if answer is None:
            return await self._spare.use(rules, now_us)
        return [
            Standing(rule, answer[2 * i], rule.capacity, answer[2 * i + 1])
            for i, rule in enumerate(rules)
        ]

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _ask(
        self, script: AsyncScript, takings: Sequence[Taking], now_us: int
    ) -> list[int] | None:
        """Return what the script answers; None when Redis does not do it."""
        if not takings:
            return [1]
        keys = [self._prefix + taking.place for taking in takings]
        words = chain.from_iterable(self._words(taking, now_us) for taking in takings)
        line = " ".join(map(str, (0 if self._server_clock else now_us, *words)))
        async with self._places:
            if now_us < self._asked_again_us:
                self.lost += 1
                return None
            try:
                answer: bytes = await script(keys, [line])
            except (RedisError, OSError) as error:
                self._lose(error, now_us)
                return None
        self._find_again()
        return [int(word) for word in answer.split()]

    def _words(self, taking: Taking, now_us: int) -> tuple[str | int, ...]:
        """Return what the scripts are told of one rule; `prelude.lua` says in which order."""
        rule = taking.rule
        borders = (
            self._periods.borders(rule.window, rule.zone, now_us)
            if rule.kind == "calendar"
            else _NO_BORDERS
        )
        span_us = SPAN_US.get(rule.window, 0)
        head = (rule.kind, taking.amount, rule.capacity, rule.amount, span_us, taking.mark)
        return head + borders

    def _lose(self, error: Exception, now_us: int) -> None:
        self.lost += 1
        self._asked_again_us = now_us + PAUSE_US
        if not self._is_lost:
            self._is_lost = True
            log.warning(
                "Redis does not answer (%s); limits are %s until it does.",
                type(error).__name__,
                "kept per process" if self._when_lost == "open" else "refusing calls",
            )

    def _find_again(self) -> None:
        if self._is_lost:
            self._is_lost = False
            log.warning("Redis answers again; %d steps went without it.", self.lost)


def _script(client: Redis, name: str) -> AsyncScript:
    folder = files("tailrace.limits") / "scripts"
    text = "\n".join((folder / f"{part}.lua").read_text() for part in ("prelude", name))
    script: AsyncScript = client.register_script(text)
    return script


def _decision(takings: Sequence[Taking], answer: Sequence[int]) -> Decision:
    """Read the answer of `reserve.lua`."""
    allowed, rows = answer[0] == 1, [answer[at : at + 4] for at in range(1, len(answer), 4)]
    standings, marked = [], []
    refused, longest_us = None, 0
    for taking, (used, resets_us, wait_us, mark) in zip(takings, rows, strict=True):
        rule = taking.rule
        standings.append(Standing(rule, used, rule.capacity, resets_us))
        marked.append(Taking(rule, taking.place, mark, taking.amount))
        if wait_us > longest_us:
            refused, longest_us = rule, wait_us
    reservation = Reservation(tuple(marked), shared=True) if allowed else None
    return Decision(allowed, refused, longest_us / 1_000_000, tuple(standings), reservation)
