"""Columns are chosen by name, in the order they are asked for."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from tailrace.core.errors import BadInput
from tailrace.exports.column import Column, choose, time_text

KNOWN = (Column("id", "text"), Column("cost_usd", "usd"), Column("model", "text"))


def test_columns_come_in_the_order_asked_for() -> None:
    assert [c.name for c in choose(KNOWN, " model , id", KNOWN)] == ["model", "id"]
    assert choose(KNOWN, " , ", KNOWN[:1]) == KNOWN[:1]


def test_an_unknown_column_is_told_with_the_nearest() -> None:
    with pytest.raises(BadInput, match="no column 'modle'") as caught:
        choose(KNOWN, "id,modle", KNOWN)
    assert caught.value.hint == "Did you mean model? There are: id, cost_usd, model."


def test_a_column_comes_once() -> None:
    with pytest.raises(BadInput, match="twice"):
        choose(KNOWN, "id,model,id", KNOWN)


def test_times_are_written_as_the_api_writes_them() -> None:
    moment = datetime(2026, 11, 1, 2, 30, 0, 250_000, timezone(timedelta(hours=2)))
    assert time_text(moment) == "2026-11-01T00:30:00.250000Z"
    assert time_text(datetime(2026, 11, 1, tzinfo=UTC)) == "2026-11-01T00:00:00Z"
