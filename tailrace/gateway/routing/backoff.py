"""How long to wait before the next attempt.

The workflow's list says it: its first entry before attempt 2, and so on; the last one repeats.
Each wait is spread by up to 20 % either way, so that callers who failed together do not come back
together: 400 ms become 320 to 480. A provider's `Retry-After` counts when it is longer than that
and the next attempt goes to the same provider. What must stay true: a wait never goes past the
call's deadline, nor past a minute because a provider said so; then there is no further attempt.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from email.utils import parsedate_to_datetime

from tailrace.core.clock import to_us

SPREAD = 0.2
LONGEST_RETRY_AFTER_US = 60_000_000
"""A provider that asks for a longer pause than this is not waited for."""
_SECONDS = re.compile(r"\d{1,9}(\.\d{0,9})?")
_UNITS_US = {b"retry-after-ms": 1_000, b"retry-after": 1_000_000}


def wait_us(
    attempt: int,
    backoff_ms: Sequence[int],
    draw: Callable[[], float],
    *,
    retry_after_us: int | None = None,
    left_us: int | None = None,
) -> int | None:
    """Return the wait before an attempt (2 or more); None: there is no time for it, so stop.

    `draw` gives numbers from 0 up to 1. `retry_after_us` is what the provider of the next attempt
    asked for, `left_us` the time until the call's deadline; None: there is none.
    """
    if retry_after_us is not None and retry_after_us > LONGEST_RETRY_AFTER_US:
        return None
    wait = max(_spread_us(attempt, backoff_ms, draw), retry_after_us or 0)
    return None if left_us is not None and wait >= left_us else wait


def retry_after_us(headers: Iterable[tuple[bytes, bytes]], now_us: int) -> int | None:
    """Return the pause that a provider asks for; None when it does not, or not clearly.

    RFC 9110 section 10.2.3: seconds or a date. `retry-after-ms` is OpenAI's, more exact, and wins.
    """
    found: dict[bytes, bytes] = {}
    for name, value in headers:
        lower = name.lower()
        if lower in _UNITS_US:
            found[lower] = value
    for name, unit_us in _UNITS_US.items():
        sent = found.get(name)
        pause_us = None if sent is None else _pause_us(sent.decode("latin-1"), unit_us, now_us)
        if pause_us is not None:
            return pause_us
    return None


def _spread_us(attempt: int, backoff_ms: Sequence[int], draw: Callable[[], float]) -> int:
    if not backoff_ms:
        return 0
    usual_us = backoff_ms[min(attempt - 2, len(backoff_ms) - 1)] * 1_000
    return round(usual_us * (1 - SPREAD + 2 * SPREAD * draw()))


def _pause_us(text: str, unit_us: int, now_us: int) -> int | None:
    text = text.strip()
    if _SECONDS.fullmatch(text):
        return round(float(text) * unit_us)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return None if moment.tzinfo is None else max(0, to_us(moment) - now_us)
