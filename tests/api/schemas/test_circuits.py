"""A circuit is one of three states."""

import pytest
from pydantic import ValidationError

from tailrace.api.schemas.circuits import CircuitAnswer
from tailrace.core.clock import from_us


def test_a_state_that_is_none_is_refused() -> None:
    with pytest.raises(ValidationError):
        CircuitAnswer.model_validate(
            {
                "project": "shop",
                "provider": "openai",
                "model": "gpt-4o",
                "state": "ajar",
                "since": from_us(0),
                "failures": 0,
                "next_probe": None,
            }
        )
