"""What every call is carried by: the same objects for all calls of a process."""

from dataclasses import dataclass

from tailrace.core.clock import Clock
from tailrace.gateway.admit.limits import Allowances
from tailrace.gateway.providers.upstream import Upstream
from tailrace.gateway.routing.circuit import Circuits
from tailrace.gateway.tee import Tee


@dataclass(frozen=True, slots=True)
class Tools:
    """Made once, when the gateway opens."""

    clock: Clock
    upstream: Upstream
    circuits: Circuits
    limits: Allowances
    tee: Tee
    max_answer_bytes: int

    @property
    def now_s(self) -> int:
        """Seconds since 1970, as answers tell them."""
        return self.clock.now_us() // 1_000_000
