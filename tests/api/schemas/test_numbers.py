"""Rows of numbers, and totals that may be unknown."""

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from tailrace.api.schemas.numbers import MetricsAnswer, SnapshotAnswer

META = {"window": None, "as_of": None, "missing": 0, "truncated": False}
EMPTY: dict[str, Any] = {
    "chart": [],
    "top_providers": [],
    "requests": 0,
    "tokens": 0,
    "latency_p50_ms": None,
    "latency_p95_ms": None,
    "fail_rate": None,
    "cost_usd": None,
    "meta": META,
}


def test_rows_keep_text_numbers_and_null_apart() -> None:
    rows = [{"provider": "openai", "requests": 1, "error_rate": 0.5, "cost_usd": None}]
    answer = MetricsAnswer.model_validate({"data": rows, "meta": META})
    assert answer.model_dump(mode="json")["data"] == rows


def test_a_snapshot_may_know_nothing_but_not_leave_it_out() -> None:
    assert SnapshotAnswer.model_validate(EMPTY).model_dump(mode="json") == EMPTY
    with pytest.raises(ValidationError, match="cost_usd"):
        SnapshotAnswer.model_validate({k: v for k, v in EMPTY.items() if k != "cost_usd"})


def test_a_snapshot_s_cost_is_exact() -> None:
    answer = SnapshotAnswer.model_validate(EMPTY | {"cost_usd": "0.0000000001"})
    assert answer.cost_usd == Decimal("0.0000000001")
    assert answer.model_dump(mode="json")["cost_usd"] == "0.0000000001"


def test_a_rate_is_a_share() -> None:
    with pytest.raises(ValidationError, match="fail_rate"):
        SnapshotAnswer.model_validate(EMPTY | {"fail_rate": 1.2})
