"""How a call's limits stand, in words and headers.

The headers are those that OpenAI's clients read: `x-ratelimit-limit-`, `-remaining-` and `-reset-`,
each for requests and tokens (https://platform.openai.com/docs/guides/rate-limits). OpenAI has one
limit for each of them; here it is the one with the least left. A reset is when all of it is free
again.
"""

from collections.abc import Sequence
from decimal import Decimal

from tailrace.core.money import usd_text
from tailrace.gateway.wire.asgi import RawHeaders
from tailrace.limits.decision import Standing
from tailrace.limits.rule import Unit

COUNTED: tuple[Unit, ...] = ("requests", "tokens")
"""The units that have headers; OpenAI has none for money."""
HEADERS = frozenset(
    f"x-ratelimit-{what}-{unit}".encode()
    for what in ("limit", "remaining", "reset")
    for unit in COUNTED
)
"""Where these are ours, a provider's own of the same name are not the client's business."""
_MILLION = Decimal(1_000_000)


def limit_headers(standings: Sequence[Standing], now_us: int) -> RawHeaders:
    """Return the headers that say how the tightest limit of each unit stands."""
    headers: RawHeaders = []
    for unit in COUNTED:
        of_unit = [standing for standing in standings if standing.rule.unit == unit]
        if of_unit:
            tightest = min(of_unit, key=lambda s: (s.remaining, -s.resets_us))
            headers += [
                (f"x-ratelimit-limit-{unit}".encode(), b"%d" % tightest.amount),
                (f"x-ratelimit-remaining-{unit}".encode(), b"%d" % tightest.remaining),
                (
                    f"x-ratelimit-reset-{unit}".encode(),
                    duration(tightest.resets_us - now_us).encode(),
                ),
            ]
    return headers


def duration(microseconds: int) -> str:
    """Return a length of time as OpenAI writes it, in whole milliseconds, rounded up.

    >>> duration(360_000_000)
    '6m0s'
    """
    ms = max(0, -(-microseconds // 1000))
    if 0 < ms < 1000:
        return f"{ms}ms"
    minutes, ms = divmod(ms, 60_000)
    hours, minutes = divmod(minutes, 60)
    text = f"{ms // 1000}.{ms % 1000:03d}".rstrip("0").rstrip(".") if ms % 1000 else str(ms // 1000)
    text += "s"
    if hours or minutes:
        text = f"{minutes}m{text}"
    return f"{hours}h{text}" if hours else text


def used_up(standing: Standing, cost: int) -> str:
    """Return the sentence that says which limit a call of that cost did not pass, and why."""
    rule = standing.rule
    limit, asked = f"The limit {rule.name!r}", amount_text(cost, rule.unit)
    if cost > standing.amount:
        most = amount_text(standing.amount, rule.unit)
        return f"{limit} allows {most} at most, and this call may take {asked}."
    used = amount_text(standing.used, rule.unit)
    most = amount_text(standing.amount, rule.unit)
    return f"{limit} is reached: {used} of {most} are used, and this call may take {asked}."


def amount_text(amount: int, unit: Unit) -> str:
    """Return an amount with its unit: `1 request`, `5,000 tokens`, `$0.05`."""
    if unit == "micro_usd":
        return f"${usd_text(Decimal(amount) / _MILLION)}"
    return f"{amount:,} {unit[:-1] if amount == 1 else unit}"
