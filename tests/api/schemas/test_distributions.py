"""A distribution names its field; nothing else is needed."""

import pytest
from pydantic import ValidationError

from tailrace.api.schemas.distributions import DistributionParams, HeatMapParams


def test_a_field_is_needed() -> None:
    with pytest.raises(ValidationError):
        DistributionParams.model_validate({})
    assert HeatMapParams.model_validate({"field": "duration_ms"}).granularity is None


def test_a_granularity_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValidationError):
        HeatMapParams.model_validate({"field": "duration_ms", "granularity": "fortnight"})
