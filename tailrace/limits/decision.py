"""What a limiter says: may this call go on, how its limits stand, what was put aside for it."""

from collections.abc import Mapping, Sequence
from typing import Protocol

import msgspec

from tailrace.limits.rule import Rule, Unit

Amounts = Mapping[Unit, int]


class Standing(msgspec.Struct, frozen=True):
    """How one rule stands."""

    rule: Rule
    used: int
    """Reserved and settled; more than `amount` when calls took more than was reserved."""
    amount: int
    """What may be used in all: the rule's amount, or its burst."""
    resets_us: int
    """When nothing of it is used any more, if nobody uses it until then."""

    @property
    def remaining(self) -> int:
        return max(0, self.amount - self.used)


class Taking(msgspec.Struct, frozen=True):
    """What a reservation took from one rule."""

    rule: Rule
    place: str
    mark: int
    """Where it was counted: a slot, a period's start, or a time."""
    amount: int


class Reservation(msgspec.Struct):
    """What was put aside for a call. It is settled or released once; a second time does nothing."""

    takings: tuple[Taking, ...]
    shared: bool = False
    """Kept where other processes see it, rather than in this one."""
    open: bool = True

    def close(self) -> bool:
        """Return whether it was still open."""
        was, self.open = self.open, False
        return was


class Decision(msgspec.Struct, frozen=True):
    """The answer to one call. Either every rule was charged or none was."""

    allowed: bool
    refused: Rule | None
    """Of the rules that refuse, the one with the longest wait."""
    retry_after_s: float
    """How long until it would pass if nothing else is used; 0 when allowed.

    A call that asks for more than a rule ever has is told the rule's reset: it never passes.
    """
    standings: tuple[Standing, ...]
    """In the order of the rules; with this call in them when it was allowed."""
    reservation: Reservation | None


class Limiter(Protocol):
    """Keeps count. A call reserves before it goes to a provider, and settles when it is over.

    Amounts are by unit. A unit that `reserve` is not told counts as 0, and still needs something
    left; a unit that `settle` is not told stays as it was reserved, for unknown is not zero.
    """

    async def reserve(self, rules: Sequence[Rule], costs: Amounts, now_us: int) -> Decision:
        """Take the costs from all rules, or from none; raises Busy when that cannot be known."""

    async def settle(self, reservation: Reservation, actual: Amounts, now_us: int) -> None:
        """Give back what was reserved too much; take what was too little, as used now."""

    async def release(self, reservation: Reservation, now_us: int) -> None:
        """Give everything back: the call never went to a provider."""

    async def use(self, rules: Sequence[Rule], now_us: int) -> list[Standing]:
        """Return how the rules stand, without taking anything."""
