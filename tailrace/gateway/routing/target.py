"""One place that a call can go to."""

import msgspec

from tailrace.control.directory import ProviderTarget
from tailrace.core.ids import ProviderId


class Target(msgspec.Struct, frozen=True):
    """A provider, and a model by the name that the provider knows."""

    provider: ProviderTarget
    model: str
    weight: int | None = None
    """Its share among the weighted targets of a workflow, of which one is drawn to go first."""
    timeout_ms: int | None = None
    """Of one attempt on it; None: the workflow's."""

    @property
    def circuit(self) -> tuple[ProviderId, str]:
        """What its health is kept by."""
        return self.provider.provider_id, self.model
