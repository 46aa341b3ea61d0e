"""What may be asked, and the shape of rows."""

import pytest
from pydantic import ValidationError

from tailrace.api.schemas.reading import (
    FacetsParams,
    MetricsAnswer,
    MetricsQuestion,
    RequestsParams,
)


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


def test_rows_keep_text_numbers_and_null_apart() -> None:
    rows = [{"provider": "openai", "requests": 1, "error_rate": 0.5, "cost_usd": None}]
    answer = MetricsAnswer.model_validate(
        {
            "data": rows,
            "meta": {"window": None, "as_of": None, "missing": 0, "truncated": False},
        }
    )
    assert answer.model_dump(mode="json")["data"] == rows
