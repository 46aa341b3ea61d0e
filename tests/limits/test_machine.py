"""Random calls against a recount of everything that was ever used.

Safety: when a call passes, no stretch of time holds more than its rules allow. Liveness: when one
is refused, some rule really had too little left, give or take a slot.
"""

import asyncio
import secrets
from dataclasses import dataclass, field
from typing import ClassVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from tailrace.core.window import zone
from tailrace.limits.decision import Limiter, Reservation
from tailrace.limits.memory import MemoryLimiter
from tailrace.limits.periods import borders
from tailrace.limits.redis import RedisLimiter
from tailrace.limits.rule import SPAN_US, Rule, Unit
from tailrace.limits.sliding import SLOTS
from tests.fakes.redis import RedisServer
from tests.limits.conftest import patient

START_US = 1_793_534_400_000_000
RULES = [
    Rule(1, "a", "1:a", "requests", 3, "second"),
    Rule(2, "b", "2:b", "requests", 7, "minute"),
    Rule(3, "c", "3:c", "requests", 30, "minute", burst=4),
    Rule(4, "d", "4:d", "tokens", 100, "minute"),
    Rule(5, "e", "5:e", "tokens", 400, "day", zone="Europe/Berlin"),
    Rule(6, "f", "6:f", "micro_usd", 1000, "month", zone="America/New_York"),
    Rule(7, "g", "7:g", "requests", 7, "second", burst=2),
]
COSTS = {"requests": st.just(1), "tokens": st.integers(0, 60), "micro_usd": st.integers(0, 400)}
STEPS_US = st.one_of(
    st.integers(0, 50_000),
    st.integers(0, 2_000_000),
    st.integers(0, 90_000_000),
    st.integers(0, 40 * 3_600_000_000),
)


@dataclass
class Used:
    """What one reservation used of one rule, and what it took on top when it was settled."""

    rule: Rule
    at_us: int
    amount: int


@dataclass
class Model:
    """All use there ever was."""

    uses: list[Used] = field(default_factory=list)

    def within(self, rule: Rule, first_us: int) -> int:
        return sum(u.amount for u in self.uses if u.rule == rule and u.at_us >= first_us)

    def too_much(self, rule: Rule, need: int, now_us: int, late_us: int = 0) -> bool:
        """Return whether `need` more would be over the rule; `late_us` makes it stricter."""
        if rule.kind == "calendar":
            start_us = borders(rule.window, zone(rule.zone), now_us)[1]
            return self.within(rule, start_us) + need > rule.amount
        span_us = SPAN_US[rule.window]
        if rule.kind == "sliding":
            return self.within(rule, now_us - span_us + 1 - late_us) + need > rule.amount
        starts = {u.at_us for u in self.uses if u.rule == rule} | {now_us}
        return any(
            (self.within(rule, at) + need - rule.capacity) * span_us > rule.amount * (now_us - at)
            for at in starts
        )


class Calls(RuleBasedStateMachine):
    """Calls against a limiter."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.now_us = START_US
        self.model = Model()
        self.open: list[tuple[Reservation, list[Used]]] = []
        self.given_back: set[int] = set()
        self.limiter = self.make_limiter()

    def make_limiter(self) -> Limiter:
        """Return one that has counted nothing."""
        raise AssertionError("subclasses say which")

    @rule(step_us=STEPS_US)
    def wait(self, step_us: int) -> None:
        self.now_us += step_us

    @rule(
        chosen=st.lists(st.sampled_from(RULES), min_size=1, max_size=4, unique=True),
        costs=st.fixed_dictionaries(COSTS),
    )
    def reserve(self, chosen: list[Rule], costs: dict[Unit, int]) -> None:
        decision = self.runner.run(self.limiter.reserve(chosen, costs, self.now_us))
        needs = {r: max(1, costs[r.unit]) for r in chosen}
        if decision.reservation is None:
            assert decision.refused in chosen
            assert any(self.is_reason(r, need) for r, need in needs.items())
            return
        for r, need in needs.items():
            assert not self.model.too_much(r, need, self.now_us), r
        uses = [Used(r, self.now_us, costs[r.unit]) for r in chosen]
        self.model.uses += uses
        self.open.append((decision.reservation, uses))

    def is_reason(self, r: Rule, need: int) -> bool:
        """Whether the rule may refuse. A bucket takes back less than was given, to be safe."""
        if r.kind == "bucket" and r.limit_id in self.given_back:
            return True
        late_us = SPAN_US[r.window] // SLOTS if r.kind == "sliding" else 0
        return self.model.too_much(r, need, self.now_us, late_us)

    @rule(data=st.data(), actual=st.fixed_dictionaries({}, optional=COSTS))
    def settle(self, data: st.DataObject, actual: dict[Unit, int]) -> None:
        if not self.open:
            return
        at = data.draw(st.integers(0, len(self.open) - 1))
        reservation, uses = self.open.pop(at)
        self.runner.run(self.limiter.settle(reservation, actual, self.now_us))
        for used in uses:
            more = actual.get(used.rule.unit, used.amount) - used.amount
            if more > 0:
                self.model.uses.append(Used(used.rule, self.now_us, more))
            else:
                used.amount += more

    @rule(data=st.data())
    def release(self, data: st.DataObject) -> None:
        if not self.open:
            return
        at = data.draw(st.integers(0, len(self.open) - 1))
        reservation, uses = self.open.pop(at)
        self.runner.run(self.limiter.release(reservation, self.now_us))
        for used in uses:
            used.amount = 0
            self.given_back.add(used.rule.limit_id)

    @rule(asked=st.sampled_from(RULES))
    def look(self, asked: Rule) -> None:
        (standing,) = self.runner.run(self.limiter.use([asked], self.now_us))
        assert standing.resets_us >= self.now_us
        if asked.kind == "calendar":
            start_us = borders(asked.window, zone(asked.zone), self.now_us)[1]
            assert standing.used == self.model.within(asked, start_us)
        if asked.kind == "sliding":
            first_us = self.now_us - SPAN_US[asked.window] + 1
            late_us = SPAN_US[asked.window] // SLOTS
            least = self.model.within(asked, first_us)
            assert least <= standing.used <= self.model.within(asked, first_us - late_us)

    def teardown(self) -> None:
        self.runner.close()


class MemoryCalls(Calls):
    """In memory."""

    def make_limiter(self) -> Limiter:
        return MemoryLimiter()


class RedisCalls(Calls):
    """In Redis, under names of its own."""

    server: ClassVar[RedisServer]

    def make_limiter(self) -> Limiter:
        prefix = f"{secrets.token_hex(4)}:"
        self.shared = RedisLimiter(patient(self.server), server_clock=False, prefix=prefix)
        return self.shared

    def teardown(self) -> None:
        assert self.shared.lost == 0
        self.runner.run(self.shared.close())
        super().teardown()


@pytest.fixture(scope="module", autouse=True)
def _server(redis: RedisServer) -> None:
    RedisCalls.server = redis


TestMemory = MemoryCalls.TestCase
TestMemory.settings = settings(max_examples=100, stateful_step_count=50, deadline=None)
TestRedis = RedisCalls.TestCase
TestRedis.settings = settings(max_examples=20, stateful_step_count=50, deadline=None)
