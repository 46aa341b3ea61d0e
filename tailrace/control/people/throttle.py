"""Slows down guessing: how many sign-ins may fail for one e-mail address from one place.

Counted in memory of one process, bounded. A pair of address and place is counted, not the e-mail
address alone, so that nobody can lock somebody else out.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tailrace.core.errors import LimitReached

TRIES = 10
PERIOD = timedelta(minutes=15)
MOST_COUNTED = 10_000


@dataclass(slots=True)
class _Count:
    tries: int
    since: datetime


@dataclass(frozen=True, slots=True)
class SignInLimit:
    """Counts sign-ins that have not succeeded; shared between threads."""

    _counts: "OrderedDict[tuple[str, str], _Count]" = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, email: str, address: str, now: datetime) -> None:
        """Count one try before it is made; raises LimitReached when too many have failed."""
        with self._lock:
            count = self._counts.get((email, address))
            if count is None or count.since + PERIOD <= now:
                count = _Count(0, now)
                self._counts[email, address] = count
                self._counts.move_to_end((email, address))
                if len(self._counts) > MOST_COUNTED:
                    self._counts.popitem(last=False)
            if count.tries >= TRIES:
                wait = (count.since + PERIOD - now).total_seconds()
                raise LimitReached(
                    f"{TRIES} sign-ins have failed.",
                    retry_after=wait,
                    hint=f"Try again in {round(wait / 60) or 1} min.",
                )
            count.tries += 1

    def forgive(self, email: str, address: str) -> None:
        """Forget the tries: one succeeded."""
        with self._lock:
            self._counts.pop((email, address), None)
