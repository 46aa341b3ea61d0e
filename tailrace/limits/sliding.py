"""A sliding window: never more than the amount in any stretch as long as the window.

What is used is added up in slots, 250 to a window (4 ms of a second, 240 ms of a minute, 14.4 s of
an hour), so that memory does not grow with the amount. A slot counts in full until a whole window
after its end: an allowance comes back up to one slot late, and never early.
"""

import msgspec

SLOTS = 250


class Sliding(msgspec.Struct, array_like=True, tag="sliding"):
    """The use of one rule, by slot; slots are in the order of time."""

    window_us: int
    slots: dict[int, int] = {}
    used: int = 0

    def roll(self, now_us: int) -> None:
        """Forget what no longer counts. Slots of the future are those of a wrong clock."""
        slots = self.slots
        if not slots:
            return
        width_us = self.window_us // SLOTS
        if next(reversed(slots)) > now_us // width_us:
            slots.clear()
            self.used = 0
        first = (now_us - self.window_us) // width_us
        while slots and (oldest := next(iter(slots))) < first:
            self.used -= slots.pop(oldest)

    def wait_us(self, need: int, capacity: int, now_us: int) -> int:
        """Return how long until `need` fits; 0 when it does."""
        over = self.used + need - capacity
        if over <= 0:
            return 0
        for slot, amount in self.slots.items():
            over -= amount
            if over <= 0:
                return self._gone_us(slot) - now_us
        return max(self.ends_us(now_us) - now_us, self.window_us)

    def take(self, cost: int, now_us: int) -> int:
        """Count the cost and return the slot it is in."""
        slot = now_us // (self.window_us // SLOTS)
        if cost:
            self.slots[slot] = self.slots.get(slot, 0) + cost
            self.used += cost
        return slot

    def give_back(self, amount: int, slot: int) -> None:
        """Count less in a slot, unless it no longer counts anyway."""
        held = self.slots.get(slot)
        if held is None:
            return
        self.used -= min(amount, held)
        if amount < held:
            self.slots[slot] = held - amount
        else:
            del self.slots[slot]

    def ends_us(self, now_us: int) -> int:
        """Return when nothing counts any more."""
        return self._gone_us(next(reversed(self.slots))) if self.slots else now_us

    def _gone_us(self, slot: int) -> int:
        return (slot + 1) * (self.window_us // SLOTS) + self.window_us
