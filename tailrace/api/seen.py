"""What gateway processes tell of themselves, apart, so that telling it loads nothing of the API."""

from typing import Literal

import msgspec

from tailrace.core.ids import ProviderId


class CircuitSeen(msgspec.Struct, frozen=True):
    """What one gateway process thinks of a provider's model: is it well enough to be asked?"""

    provider_id: ProviderId
    provider: str
    model: str
    state: Literal["closed", "open", "half_open"]
    since_us: int
    failures: int
    next_probe_us: int | None = None
