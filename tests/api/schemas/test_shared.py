"""Money and times leave in one form, and unknown fields do not come in."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from pydantic import TypeAdapter, ValidationError

from tailrace.api.schemas.shared import Ask, Id, Moment, Usd


@pytest.mark.parametrize(
    ("amount", "text"),
    [("0.0000450000", "0.000045"), ("1E-10", "0.0000000001"), ("0", "0"), ("12.50", "12.5")],
)
def test_money_is_text_in_plain_digits(amount: str, text: str) -> None:
    assert TypeAdapter(Usd).dump_python(Decimal(amount), mode="json") == text


def test_times_are_turned_to_utc() -> None:
    moments = TypeAdapter(Moment)
    read = moments.validate_python("2026-11-01T12:00:00+02:00")
    assert read == datetime(2026, 11, 1, 10, tzinfo=UTC)
    assert moments.dump_python(read, mode="json") == "2026-11-01T10:00:00Z"


@pytest.mark.parametrize("text", ["2026-11-01T12:00:00", "soon", "0001-01-01T00:00:00+14:00"])
def test_a_time_without_zone_or_year_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Moment).validate_python(text)


def test_ids_fit_a_javascript_number() -> None:
    ids = TypeAdapter(Id)
    assert ids.validate_python(2**53 - 1) == 2**53 - 1
    for wrong in (0, -1, 2**53, 2**70):
        with pytest.raises(ValidationError):
            ids.validate_python(wrong)


def test_an_unknown_field_is_refused() -> None:
    class Question(Ask):
        name: str = ""

    with pytest.raises(ValidationError, match="extra_forbidden"):
        Question.model_validate({"nam": "x"})
