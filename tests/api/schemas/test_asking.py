"""What may be asked for."""

import pytest
from pydantic import ValidationError

from tailrace.api.schemas.asking import FacetsParams, MetricsQuestion, RequestsParams


def test_limits_are_bounded() -> None:
    for model, most in ((RequestsParams, 500), (FacetsParams, 1000), (MetricsQuestion, 10_000)):
        given: dict[str, object] = {"field": "model"} if model is FacetsParams else {}
        given |= {"metrics": ["requests"]} if model is MetricsQuestion else {}
        assert model.model_validate(given | {"limit": most})
        for wrong in (0, most + 1):
            with pytest.raises(ValidationError, match="limit"):
                model.model_validate(given | {"limit": wrong})


def test_from_goes_by_its_own_name() -> None:
    asked = RequestsParams.model_validate({"from": "2026-11-01T00:00:00Z"})
    assert asked.from_ == "2026-11-01T00:00:00Z"
