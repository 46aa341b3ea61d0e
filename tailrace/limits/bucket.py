"""A token bucket: a burst at once, and the amount per window comes back evenly.

What is used is a debt that is paid off with time. It is kept in units times microseconds of the
window, so that all arithmetic is in whole numbers: a call costs `window_us`, and each microsecond
pays `rate`, the amount per window. In any stretch of t no more than burst + amount * t / window
is used.
"""

import msgspec


class Bucket(msgspec.Struct, array_like=True, tag="bucket"):
    """The use of one rule."""

    window_us: int
    rate: int
    debt: int = 0
    at_us: int = 0
    """The moment for which the debt is written."""

    def roll(self, now_us: int, rate: int) -> None:
        """Pay off what time has paid; a clock that went back pays nothing."""
        elapsed_us = max(0, now_us - self.at_us)
        self.debt = max(0, self.debt - elapsed_us * self.rate)
        self.at_us, self.rate = now_us, rate

    @property
    def used(self) -> int:
        return -(-self.debt // self.window_us)

    def wait_us(self, need: int, capacity: int, now_us: int) -> int:
        """Return how long until `need` fits; 0 when it does."""
        over = self.debt + (need - capacity) * self.window_us
        if over <= 0:
            return 0
        if need > capacity:
            return max(self.ends_us(now_us) - now_us, self.window_us)
        return -(-over // self.rate)

    def take(self, cost: int, now_us: int) -> int:
        """Count the cost and return the time of it."""
        self.debt += cost * self.window_us
        return now_us

    def give_back(self, amount: int, taken_us: int) -> None:
        """Count less: of what was taken, the part that time has surely not paid off yet.

        Without the call the bucket might have been full in between, and time would have paid
        nothing; so no more than this can be given back without letting too many pass.
        """
        paid = max(0, self.at_us - taken_us) * self.rate
        self.debt = max(0, self.debt - max(0, amount * self.window_us - paid))

    def ends_us(self, now_us: int) -> int:
        """Return when the debt is paid off."""
        return max(now_us, self.at_us - (-self.debt // self.rate))
