"""What made answers slower or faster: a percentile before and after, by the values of a dimension.

A percentile is no sum, so its change is split by what it would have been: with the shares of after
and each value's latencies of before, and the other way round. `mix` is what the changed shares do,
`within` what the changed latencies of the values do, each the mean of both orders; the two add up
to the change (the Shapley values of two factors, as in `effects.py`). What a value does is how far
the percentile would be from where it is, had this value alone kept its share and its latencies of
before; such numbers do not add up. Percentiles come from the catalog's histograms.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tailrace.query.summaries.effects import Histogram, mixed, percentile_ms

PERCENT = 95
PARTS = ("mix", "within")


@dataclass(frozen=True, slots=True)
class Speeds:
    """The latencies of one group, before and after."""

    before: Histogram
    after: Histogram

    def minus(self, others: Sequence["Speeds"]) -> "Speeds":
        """Return what is in none of the others."""
        return Speeds(
            _without(self.before, [other.before for other in others]),
            _without(self.after, [other.after for other in others]),
        )


def mix_and_within(groups: Sequence[Speeds]) -> tuple[float, float] | None:
    """Return the two effects; None when one side has no answers."""
    sizes = ([_size(g.before) for g in groups], [_size(g.after) for g in groups])
    if not sum(sizes[0]) or not sum(sizes[1]):
        return None
    q = {(w, f): _percentile(groups, sizes[w], f) for w in (0, 1) for f in (0, 1)}
    mix = (q[1, 0] - q[0, 0] + q[1, 1] - q[0, 1]) / 2
    within = (q[0, 1] - q[0, 0] + q[1, 1] - q[1, 0]) / 2
    return mix, within


def had_it_stayed(groups: Sequence[Speeds]) -> list[float]:
    """Return, for each group, the percentile after less what it would be had the group stayed."""
    after = mixed((1, group.after) for group in groups)
    now = percentile_ms(after, PERCENT)
    before_size = sum(_size(group.before) for group in groups)
    growth = sum(after.values()) / before_size if before_size else 0
    found = []
    for group in groups:
        stayed = mixed(((1, after), (-1, group.after), (growth, group.before)))
        then = percentile_ms(stayed, PERCENT)
        found.append(0.0 if now is None or then is None else now - then)
    return found


def mean_share(group: Speeds, whole: Speeds) -> float:
    """Return the group's part of the answers, the mean of both sides."""
    sides = ((group.before, whole.before), (group.after, whole.after))
    return sum(_size(own) / (_size(all_of_them) or 1) for own, all_of_them in sides) / 2


def _percentile(groups: Sequence[Speeds], sizes: Sequence[float], side: int) -> float:
    """Return the percentile with these shares and that side's latencies.

    A group that has none on that side is taken with those of the other.
    """
    parts = []
    for group, size in zip(groups, sizes, strict=True):
        own, other = (group.after, group.before) if side else (group.before, group.after)
        histogram = own or other
        if histogram:
            parts.append((size / _size(histogram), histogram))
    return percentile_ms(mixed(parts), PERCENT) or 0.0


def _size(histogram: Histogram) -> float:
    return sum(histogram.values())


def _without(whole: Histogram, others: Sequence[Histogram]) -> dict[int, float]:
    rest = mixed(((1, whole), *((-1, other) for other in others)))
    return {bucket: count for bucket, count in rest.items() if count > 0}
