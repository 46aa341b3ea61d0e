"""The health of a provider's model, as one gateway process holds it and others show it."""

from typing import Literal

import msgspec

from tailrace.core.ids import ProviderId

State = Literal["closed", "open", "half_open"]
"""Calls go there; they go elsewhere; one at a time may try."""


class CircuitState(msgspec.Struct, frozen=True, kw_only=True):
    """One circuit, to be shown. Times are microseconds since 1970."""

    provider_id: ProviderId
    provider: str
    model: str
    state: State
    since_us: int
    failures: int
    """Within the window; of a circuit that is not closed: those that opened it."""
    next_probe_us: int | None
    """When the next call may go there; None when the circuit is closed."""
