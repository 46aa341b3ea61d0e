"""Money: exact decimals in US dollars, never float.

Prices go down to fractions of a micro-dollar per token, so cost is kept to ten decimals (the
scale of the store's `Decimal(18, 10)`) and printed without an exponent.
"""

from decimal import ROUND_HALF_EVEN, Decimal

SCALE = Decimal("0.0000000001")


def round_usd(amount: Decimal) -> Decimal:
    """Return the amount at the store's scale."""
    return amount.quantize(SCALE, rounding=ROUND_HALF_EVEN)


def usd_text(amount: Decimal) -> str:
    """Return the amount for people and headers: plain digits, no trailing zeros, never an exponent.

    >>> usd_text(Decimal("0.0000450000"))
    '0.000045'
    """
    text = format(amount, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
