"""A circuit travels as JSON from the process that has it to the one that shows it."""

import subprocess
import sys

import msgspec

from tailrace.api.seen import CircuitSeen
from tailrace.core.ids import ProviderId


def test_a_circuit_is_the_same_on_the_other_side() -> None:
    seen = CircuitSeen(ProviderId(1), "openai", "gpt-4o", "half_open", 5, 3, 9)
    assert msgspec.json.decode(msgspec.json.encode(seen), type=CircuitSeen) == seen


def test_a_process_that_takes_calls_does_not_load_the_store() -> None:
    code = "import tailrace.app.serving.workers, sys; print('pyarrow' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"
