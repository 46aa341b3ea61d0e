"""Reads the stretch of time that a call asks about."""

from tailrace.api.schemas.asking import InWindow
from tailrace.core import window
from tailrace.core.clock import Clock, from_us
from tailrace.core.errors import BadInput
from tailrace.core.window import Window

USUAL = "24h"


def read_window(asked: InWindow, clock: Clock, timezone: str, usual: str = USUAL) -> Window:
    """Return the window; raises BadInput.

    `timezone` (the organisation's) counts when the call names none, `usual` when it names no time.
    """
    now = from_us(clock.now_us())
    tz = window.zone(timezone if asked.tz is None else asked.tz)
    if asked.from_ is None and asked.to is None:
        return window.last(usual if asked.last is None else asked.last, now, tz)
    if asked.last is not None:
        raise BadInput("last stands beside from or to.", hint="Send last, or from and to.")
    if asked.from_ is None:
        raise BadInput("to stands without from.", hint="Send from as well, or last.")
    return window.between(asked.from_, asked.to, now, tz)
