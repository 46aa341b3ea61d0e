"""Limits kept in one process: for a single gateway process, and in an emergency for each of many.

Everything runs on one event loop and nothing waits, so a call's rules are checked and charged
without anything in between, and no lock is needed. A call costs time in proportion to its rules.

Memory is bounded: what no longer counts is dropped, a few entries with each call, in the order in
which they stop counting. What still counts is never dropped. When `max_keys` entries count, the
newcomers of a limit share one allowance: that is strict, but nobody gets around a limit by making
up names.
"""

from collections.abc import Sequence
from heapq import heapify, heappop, heappush

import msgspec

from tailrace.core.errors import BadInput
from tailrace.limits.bucket import Bucket
from tailrace.limits.decision import Amounts, Decision, Reservation, Standing, Taking
from tailrace.limits.periods import Periods
from tailrace.limits.rule import SPAN_US, Rule
from tailrace.limits.sliding import Sliding
from tailrace.limits.tally import Tally

MAX_KEYS = 100_000
STEP_BACK_US = 60_000_000
"""A clock that goes back by less than this is taken to stand still until it has caught up."""
_DROPPED_AT_ONCE = 8
_KEPT_OVER_RESTARTS_US = SPAN_US["hour"]
"""Shorter windows are over, or nearly, when a process is up again."""

State = Sliding | Bucket | Tally
Found = tuple[Rule, str, State]


class Snapshot(msgspec.Struct, array_like=True):
    """What outlives a process."""

    version: int
    states: dict[str, State]


class MemoryLimiter:
    """A Limiter that keeps count itself; not for use by several threads."""

    def __init__(self, *, max_keys: int = MAX_KEYS) -> None:
        self.dirty = False
        """Whether something changed since the last snapshot."""
        self._max_keys = max_keys
        self._states: dict[str, State] = {}
        self._ends: list[tuple[int, str]] = []
        """A heap with one entry for each state: when it may stop counting, at the earliest."""
        self._periods = Periods()
        self._latest_us = 0

    def __len__(self) -> int:
        """Return how many allowances are kept."""
        return len(self._states)

    async def reserve(self, rules: Sequence[Rule], costs: Amounts, now_us: int) -> Decision:
        """Take the costs from all rules, or from none; never raises Busy."""
        now_us = self._tick(now_us)
        self._drop_some(now_us)
        found = [self._find(rule, now_us) for rule in rules]
        refused, longest_us = None, 0
        for rule, _, state in found:
            wait_us = state.wait_us(costs.get(rule.unit) or 1, rule.capacity, now_us)
            if wait_us > longest_us:
                refused, longest_us = rule, wait_us
        reservation = None if refused else self._charge(found, costs, now_us)
        standings = tuple([_standing(rule, state, now_us) for rule, _, state in found])
        return Decision(refused is None, refused, longest_us / 1_000_000, standings, reservation)

    async def settle(self, reservation: Reservation, actual: Amounts, now_us: int) -> None:
        """Give back what was reserved too much; take what was too little, as used now."""
        if not reservation.close():
            return
        now_us = self._tick(now_us)
        for taking in reservation.takings:
            more = actual.get(taking.rule.unit, taking.amount) - taking.amount
            if more:
                self._correct(taking, more, now_us)

    async def release(self, reservation: Reservation, now_us: int) -> None:
        """Give everything back."""
        await self.settle(reservation, {t.rule.unit: 0 for t in reservation.takings}, now_us)

    async def use(self, rules: Sequence[Rule], now_us: int) -> list[Standing]:
        """Return how the rules stand."""
        now_us = self._tick(now_us)
        found = [self._find(rule, now_us) for rule in rules]
        return [_standing(rule, state, now_us) for rule, _, state in found]

    def snapshot(self) -> bytes:
        """Return what must outlive this process: the windows of an hour and longer.

        What calls under way have reserved is in it as used: after a crash nobody knows what they
        cost. It takes about 0.3 µs per allowance, on the event loop.
        """
        self.dirty = False
        kept = {place: state for place, state in self._states.items() if _is_long(state)}
        return msgspec.msgpack.encode(Snapshot(1, kept))

    def restore(self, snapshot: bytes) -> None:
        """Take over a snapshot, before the first call; raises BadInput when it is none."""
        try:
            states = msgspec.msgpack.decode(snapshot, type=Snapshot).states
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise BadInput(
                "The saved limits cannot be read.", hint="Without the file they start from nothing."
            ) from error
        self._states.update(states)
        self._ends = [(state.ends_us(0), place) for place, state in self._states.items()]
        heapify(self._ends)

    def _tick(self, now_us: int) -> int:
        """Return the time, which goes back only if it goes back far."""
        if 0 < self._latest_us - now_us < STEP_BACK_US:
            return self._latest_us
        self._latest_us = now_us
        return now_us

    def _find(self, rule: Rule, now_us: int) -> Found:
        """Return the rule, where its use is kept, and the use as it counts now."""
        place = rule.place
        state = self._states.get(place)
        if state is None and len(self._states) >= self._max_keys:
            place = f"{rule.kind}:{rule.window}:{rule.unit}:{rule.limit_id}:newcomers"
            state = self._states.get(place)
        if state is None:
            state = _empty(rule)
        self._roll(state, rule, now_us)
        return rule, place, state

    def _roll(self, state: State, rule: Rule, now_us: int) -> None:
        if isinstance(state, Sliding):
            state.roll(now_us)
        elif isinstance(state, Bucket):
            state.roll(now_us, rule.amount)
        else:
            state.roll(*self._periods.period(rule.window, rule.zone, now_us))

    def _charge(self, found: Sequence[Found], costs: Amounts, now_us: int) -> Reservation:
        takings = []
        for rule, place, state in found:
            cost = costs.get(rule.unit, 0)
            mark = state.take(cost, now_us)
            takings.append(Taking(rule, place, mark, cost))
            self._keep(place, state, now_us)
        self.dirty = True
        return Reservation(tuple(takings))

    def _correct(self, taking: Taking, more: int, now_us: int) -> None:
        """Count more now, or less where it was counted."""
        place, rule = taking.place, taking.rule
        state = self._states.get(place) or _empty(rule)
        self._roll(state, rule, now_us)
        if more > 0:
            state.take(more, now_us)
            self._keep(place, state, now_us)
        else:
            state.give_back(-more, taking.mark)
        self.dirty = True

    def _keep(self, place: str, state: State, now_us: int) -> None:
        if place not in self._states:
            self._states[place] = state
            heappush(self._ends, (state.ends_us(now_us), place))

    def _drop_some(self, now_us: int) -> None:
        for _ in range(_DROPPED_AT_ONCE):
            if not self._ends or self._ends[0][0] > now_us:
                return
            place = heappop(self._ends)[1]
            ends_us = self._states[place].ends_us(now_us)
            if ends_us > now_us:
                heappush(self._ends, (ends_us, place))
            else:
                del self._states[place]


def _empty(rule: Rule) -> State:
    if rule.kind == "calendar":
        return Tally()
    if rule.kind == "bucket":
        return Bucket(SPAN_US[rule.window], rule.amount)
    return Sliding(SPAN_US[rule.window])


def _standing(rule: Rule, state: State, now_us: int) -> Standing:
    return Standing(rule, state.used, rule.capacity, state.ends_us(now_us))


def _is_long(state: State) -> bool:
    return isinstance(state, Tally) or state.window_us >= _KEPT_OVER_RESTARTS_US
