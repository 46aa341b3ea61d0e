"""Splits the change of a number into effects that add up to it. Pure, in exact fractions.

A number that is a product, such as cost = calls x share x tokens per call x price per token, has
as many effects as factors. Each effect is the factor's Shapley value: what its change does to the
product, averaged over every order in which the factors could have changed one after the other

    effect_i = sum over S of |S|! (k - |S| - 1)! / k!
               * product of after_j (j in S) * product of before_j (j not in S, j != i)
               * (after_i - before_i)

with S running over all sets of the k - 1 other factors. What must stay true: the effects add up to
the change exactly, whatever the numbers, and no order of factors is preferred. Sources:
A. F. Shorrocks, "Decomposition procedures for distributional analysis", Journal of Economic
Inequality 11 (2013); J. W. Sun, "Changes in energy consumption and energy intensity", Energy
Economics 20 (1998). For two factors it is E. M. Kitagawa's "Components of a difference between two
rates", Journal of the American Statistical Association 50 (1955).
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from math import factorial, floor, prod

Histogram = Mapping[int, float]
"""Counts by bucket, as the store keeps durations (`query/catalog.py`)."""
_SLACK = 1e-9
"""Weights are no whole numbers, and their sums a little off."""


def effects(before: Sequence[Fraction], after: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """Return each factor's effect on the product; they add up to its change."""
    return tuple(_effect(before, after, one) for one in range(len(before)))


def _effect(before: Sequence[Fraction], after: Sequence[Fraction], one: int) -> Fraction:
    others = [place for place in range(len(before)) if place != one]
    total = Fraction(0)
    for size in range(len(others) + 1):
        orders = Fraction(factorial(size) * factorial(len(others) - size), factorial(len(before)))
        for changed in combinations(others, size):
            rest = prod((after if j in changed else before)[j] for j in others)
            total += orders * rest
    return total * (after[one] - before[one])


def round_together(
    parts: Sequence[Fraction], digits: int, total: Fraction | None = None
) -> list[Fraction]:
    """Round to so many decimal digits, so that the parts add up to the total.

    `total` has no more digits itself, and is the rounded sum when it is not given. Each part is
    cut off, and those that lost most get the missing last digits back (largest remainder).
    """
    if not parts:
        return []
    scale = 10**digits
    scaled = [part * scale for part in parts]
    cut = [floor(part) for part in scaled]
    wanted = round(sum(scaled, Fraction(0)) if total is None else total * scale)
    missing = wanted - sum(cut)
    by_loss = sorted(range(len(cut)), key=lambda i: (cut[i] - scaled[i], i))
    for step in range(abs(missing)):
        if missing > 0:
            cut[by_loss[step % len(cut)]] += 1
        else:
            cut[by_loss[-1 - step % len(cut)]] -= 1
    return [Fraction(value, scale) for value in cut]


def mixed(parts: Iterable[tuple[float, Histogram]]) -> dict[int, float]:
    """Return the sum of histograms, each counted as often as its weight says."""
    counts: dict[int, float] = {}
    for weight, histogram in parts:
        if weight:
            for bucket, count in histogram.items():
                counts[bucket] = counts.get(bucket, 0.0) + weight * count
    return counts


def percentile_ms(counts: Mapping[int, float], percent: int) -> float | None:
    """Return the nearest-rank percentile, as the catalog computes it; null of nothing.

    Counts are whole where requests were counted, so that the rank is exact there.
    """
    total = sum(counts.values())
    if total <= 0:
        return None
    return 1.02 ** _reached(counts, total * percent / 100) * (1 + 1 / 1.02) / 2 / 1000


def _reached(counts: Mapping[int, float], rank: float) -> int:
    """Return the first bucket up to which at least `rank` were counted."""
    seen = 0.0
    for bucket in sorted(counts):
        seen += counts[bucket]
        if seen >= rank - _SLACK:
            return bucket
    return max(counts)
