"""A circuit travels as JSON from the process that has it to the one that shows it."""

import msgspec

from tailrace.core.circuit import CircuitState
from tailrace.core.ids import ProviderId


def test_a_circuit_is_the_same_on_the_other_side() -> None:
    state = CircuitState(
        provider_id=ProviderId(1),
        provider="openai",
        model="gpt-4o",
        state="half_open",
        since_us=5,
        failures=3,
        next_probe_us=9,
    )
    assert msgspec.json.decode(msgspec.json.encode(state), type=CircuitState) == state
