"""A calendar window's count: it starts anew at each local midnight, or first of the month."""

import msgspec


class Tally(msgspec.Struct, array_like=True, tag="tally"):
    """The use of one rule in one period."""

    start_us: int = 0
    end_us: int = 0
    used: int = 0

    def roll(self, start_us: int, end_us: int) -> None:
        """Move to the period that is now; another one starts from nothing."""
        if self.start_us != start_us:
            self.start_us, self.used = start_us, 0
        self.end_us = end_us

    def wait_us(self, need: int, capacity: int, now_us: int) -> int:
        """Return how long until `need` fits; 0 when it does."""
        return 0 if self.used + need <= capacity else self.end_us - now_us

    def take(self, cost: int, _now_us: int) -> int:
        """Count the cost and return the period it is in; the moment is in the present one."""
        self.used += cost
        return self.start_us

    def give_back(self, amount: int, start_us: int) -> None:
        """Count less, if that period is still the present one."""
        if start_us == self.start_us:
            self.used = max(0, self.used - amount)

    def ends_us(self, now_us: int) -> int:
        """Return when the period is over."""
        return max(now_us, self.end_us)
