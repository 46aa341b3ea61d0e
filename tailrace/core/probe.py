"""What a test of a provider's connection found; the gateway makes it, the API shows it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Probe:
    """One look at a provider. No text in it comes from the provider: it might repeat the key."""

    latency_ms: int | None
    """From asking to the whole answer; None when none came."""
    models: int | None
    """How many models it lists; None when it did not say."""
    error: str = ""
    """What is wrong, in a sentence; empty when calls can be made."""
    hint: str = ""
