"""Money stays text, unknown stays null, and words are the ones that are known."""

from typing import Any

import pytest
from pydantic import ValidationError

from tailrace.api.schemas.explain import ChangeAnswer, ExplainParams, ExplanationAnswer

DRIVEN: dict[str, Any] = {
    "by": {"provider": None},
    "before": None,
    "after": "0.0000000001",
    "change": "0.0000000001",
    "excess": 0,
    "parts": {"volume": "0.0000000001"},
}


def test_an_explanation_keeps_text_numbers_and_null_apart() -> None:
    one: dict[str, Any] = {
        "dimension": ["provider"],
        "parts": {},
        "values": [DRIVEN],
        "rest": None,
        "strength": 0.5,
    }
    whole = {"metric": "cost_usd", "unit": "usd", "before": None, "after": "1", "change": None}
    given = whole | {"adds_up": True, "breakdowns": [one]}
    assert ExplanationAnswer.model_validate(given).model_dump(mode="json") == given


def test_only_some_metrics_can_be_explained() -> None:
    assert ExplainParams.model_validate({"metric": "errors"}).against == "previous"
    with pytest.raises(ValidationError, match="metric"):
        ExplainParams.model_validate({"metric": "ttft_p50_ms"})


def test_a_change_may_have_no_number_and_nobody() -> None:
    change = {
        "at": "2026-11-01T12:00:00Z",
        "thing": "key",
        "name": "ci",
        "action": "revoked",
        "version": None,
        "id": None,
        "project": None,
        "by": None,
    }
    assert ChangeAnswer.model_validate(change).model_dump(mode="json") == change
