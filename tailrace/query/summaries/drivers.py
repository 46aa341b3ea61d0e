"""What each value of a dimension adds to a change: cells before and after go in, shares come out.

Pure; `effects.py` has the arithmetic. What must stay true: over all values of a dimension,
whatever is in no listed value included, the changes add up to the change of the whole, and the
parts of a value add up to its change. (Latency is no sum: see `slowness.py`.)

- cost = calls x (share of the value) x (tokens per call) x (cost per token): `volume`, `mix`,
  `tokens`, `price`. Calls are the priced ones; the price is what a token came to, so it moves with
  the list price, and with the parts of cached, prompt and completion tokens. Where one side has
  calls and no tokens, the cost per call is all that is known, and its effect is called `price`.
- errors = answers x share x failure rate of the value: `volume`, `mix`, `rate`.
- failure rate = sum of share x rate: `mix` (a shift towards values that fail more) and `rate`.
- A value that is missing on one side has there the other side's per-call numbers and a share of
  zero, so that its coming or going is `volume` and `mix`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from tailrace.query.summaries.effects import effects, round_together

Cells = Mapping[str, Any]
ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Pair:
    """The cells of one group, before and after."""

    before: Cells
    after: Cells

    def minus(self, others: Sequence["Pair"], cells: Sequence[str]) -> "Pair":
        """Return what is in none of the others."""
        return Pair(
            {cell: self.before[cell] - sum(o.before[cell] for o in others) for cell in cells},
            {cell: self.after[cell] - sum(o.after[cell] for o in others) for cell in cells},
        )


@dataclass(frozen=True, slots=True)
class Driver:
    """How one metric is read, and how its change is shared out among the groups of a whole."""

    metrics: tuple[str, ...]
    """What the store is asked for, so that the cells come."""
    cells: tuple[str, ...]
    """The first one ranks the groups that are read."""
    parts: tuple[str, ...]
    digits: int
    value: Callable[[Cells, Cells], Fraction | None]
    """The metric of a group's cells, beside those of the whole; null: unknown."""
    split: Callable[[Pair, Pair], tuple[Fraction, ...]]
    """The effects of a group within the whole."""
    weight: Callable[[Pair, Pair], Fraction]
    """Which part of the change the group would have had nothing but the whole changed."""


def share_out(driver: Driver, whole: Pair, groups: Sequence[Pair]) -> list[list[Fraction]]:
    """Return the parts of each group's change; all of them add up to the whole's change."""
    exact = [driver.split(group, whole) for group in groups]
    changes = round_together([sum(parts, ZERO) for parts in exact], driver.digits)
    return [
        round_together(parts, driver.digits, change)
        for parts, change in zip(exact, changes, strict=True)
    ]


def of_classes(driver: Driver) -> Driver:
    """Return how errors are shared out among their classes.

    A class says nothing of the answers that succeeded, so it has no share and no rate: what it
    adds is its errors, or its errors among all answers.
    """
    split = _split_classes if driver.parts == ("mix", "rate") else _split_errors_by_class
    value = _rate_of_all if driver.parts == ("mix", "rate") else driver.value
    return replace(driver, parts=(), value=value, split=split, weight=_part_of_errors)


def answers(cells: Cells) -> int:
    return int(cells["errors"]) + int(cells["successes"])


def _over(amount: Fraction, count: int) -> Fraction:
    return amount / count if count else ZERO


def _ratio(pair: tuple[Any, Any], other: tuple[Any, Any]) -> Fraction:
    """Return over / under; where there is nothing under, the other side's."""
    for over, under in (pair, other):
        if under:
            return Fraction(over) / Fraction(under)
    return ZERO


def _ratios(over: tuple[Any, Any], under: tuple[Any, Any]) -> tuple[Fraction, Fraction]:
    """Return the ratios before and after."""
    before, after = (over[0], under[0]), (over[1], under[1])
    return _ratio(before, after), _ratio(after, before)


def _product(factors: Sequence[tuple[Fraction, Fraction]]) -> tuple[Fraction, ...]:
    return effects([before for before, _ in factors], [after for _, after in factors])


def _split_cost(group: Pair, whole: Pair) -> tuple[Fraction, ...]:
    calls = (_calls(group.before), _calls(group.after))
    all_calls = (_calls(whole.before), _calls(whole.after))
    cost = (group.before["cost_usd"], group.after["cost_usd"])
    tokens = (_tokens(group.before), _tokens(group.after))
    if any(count and not known for count, known in zip(calls, tokens, strict=True)):
        tokens = calls
    return _product(
        (
            (Fraction(all_calls[0]), Fraction(all_calls[1])),
            _ratios(calls, all_calls),
            _ratios(tokens, calls),
            _ratios(cost, tokens),
        )
    )


def _calls(cells: Cells) -> int:
    """Return the priced calls; where money was spent without any, all that it may be of."""
    return int(cells["priced"] or (cells["unpriced"] if cells["cost_usd"] else 0))


def _tokens(cells: Cells) -> int:
    return int(cells["prompt_tokens"] + cells["completion_tokens"]) if _calls(cells) else 0


def _split_errors(group: Pair, whole: Pair) -> tuple[Fraction, ...]:
    volume = (Fraction(answers(whole.before)), Fraction(answers(whole.after)))
    return _product((volume, *_share_and_rate(group, whole)))


def _split_rate(group: Pair, whole: Pair) -> tuple[Fraction, ...]:
    """As Kitagawa's two effects, with the shares seen against the rate of the whole.

    All shares add up to 1 on both sides, so what is taken off adds up to nothing.
    """
    share, rate = _share_and_rate(group, whole)
    mix, own = _product((share, rate))
    rates = (_over(Fraction(c["errors"]), answers(c)) for c in (whole.before, whole.after))
    usual = sum(rates, ZERO) / 2
    return mix - (share[1] - share[0]) * usual, own


def _share_and_rate(
    group: Pair, whole: Pair
) -> tuple[tuple[Fraction, Fraction], tuple[Fraction, Fraction]]:
    own = (answers(group.before), answers(group.after))
    everything = (answers(whole.before), answers(whole.after))
    errors = (group.before["errors"], group.after["errors"])
    return _ratios(own, everything), _ratios(errors, own)


def _split_errors_by_class(group: Pair, whole: Pair) -> tuple[Fraction, ...]:
    del whole
    return (Fraction(group.after["errors"] - group.before["errors"]),)


def _split_classes(group: Pair, whole: Pair) -> tuple[Fraction, ...]:
    before = _over(Fraction(group.before["errors"]), answers(whole.before))
    return (_over(Fraction(group.after["errors"]), answers(whole.after)) - before,)


def _split_requests(group: Pair, whole: Pair) -> tuple[Fraction, ...]:
    del whole
    return (Fraction(group.after["n"] - group.before["n"]),)


def _cost(cells: Cells, whole: Cells) -> Fraction | None:
    del whole
    return None if not cells["priced"] and cells["unpriced"] else Fraction(cells["cost_usd"])


def _rate(cells: Cells, whole: Cells) -> Fraction | None:
    del whole
    return _rate_of_all(cells, cells)


def _rate_of_all(cells: Cells, whole: Cells) -> Fraction | None:
    count = answers(whole)
    return Fraction(cells["errors"], count) if count else None


def _count(cell: str) -> Callable[[Cells, Cells], Fraction | None]:
    def value(cells: Cells, whole: Cells) -> Fraction | None:
        del whole
        return Fraction(cells[cell])

    return value


def _part_of(cell: str) -> Callable[[Pair, Pair], Fraction]:
    """Where a metric is a sum: what the group had of it before."""

    def weight(group: Pair, whole: Pair) -> Fraction:
        total = whole.before[cell]
        return Fraction(group.before[cell]) / Fraction(total) if total else ZERO

    return weight


def _mean_share(group: Pair, whole: Pair) -> Fraction:
    share, _ = _share_and_rate(group, whole)
    return sum(share, ZERO) / 2


_part_of_errors = _part_of("errors")

DRIVERS: Mapping[str, Driver] = MappingProxyType(
    {
        "cost_usd": Driver(
            ("cost_usd", "total_tokens"),
            ("cost_usd", "priced", "unpriced", "prompt_tokens", "completion_tokens"),
            ("volume", "mix", "tokens", "price"),
            10,
            _cost,
            _split_cost,
            _part_of("cost_usd"),
        ),
        "errors": Driver(
            ("errors", "successes"),
            ("errors", "successes"),
            ("volume", "mix", "rate"),
            3,
            _count("errors"),
            _split_errors,
            _part_of_errors,
        ),
        "error_rate": Driver(
            ("errors", "successes"),
            ("errors", "successes"),
            ("mix", "rate"),
            8,
            _rate,
            _split_rate,
            _mean_share,
        ),
        "requests": Driver(
            ("requests",),
            ("n",),
            (),
            0,
            _count("n"),
            _split_requests,
            _part_of("n"),
        ),
    }
)
