"""Money is exact and prints plainly."""

from decimal import Decimal

import pytest

from tailrace.core.money import round_usd, usd_text


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("0.0000450000", "0.000045"),
        ("0", "0"),
        ("0.0000000000", "0"),
        ("1E-9", "0.000000001"),
        ("12.50", "12.5"),
        ("100", "100"),
        ("1E+3", "1000"),
    ],
)
def test_usd_text_is_plain(amount: str, text: str) -> None:
    assert usd_text(Decimal(amount)) == text


def test_rounding_is_half_even_at_ten_places() -> None:
    assert round_usd(Decimal("0.00000000005")) == Decimal("0E-10")
    assert round_usd(Decimal("0.00000000015")) == Decimal("0.0000000002")
