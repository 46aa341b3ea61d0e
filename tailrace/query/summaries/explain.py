"""What changed between two periods, and which values of which dimensions explain it.

A metric, two windows and a filter go in. Out come the metric on both sides, its change, and for
each dimension the values that did most to it; `drivers.py` and `slowness.py` say how a change is
shared out, and into which parts. What must stay true: the same question has the same answer (no
sampling, no chance); where parts and values are said to add up, they do, to the last digit;
everything is read from rollups where they hold the filter and the dimension.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Final

from tailrace.core.money import usd_text
from tailrace.core.scope import Scope
from tailrace.query.catalog import get_metric
from tailrace.query.question import Names, Value
from tailrace.query.reader import Reader
from tailrace.query.summaries.compared import Asker, Group, read_groups
from tailrace.query.summaries.drivers import DRIVERS, ZERO, Driver, Pair, of_classes, share_out
from tailrace.query.summaries.effects import Histogram, percentile_ms
from tailrace.query.summaries.explanation import (
    Breakdown,
    Dimension,
    Driven,
    ExplainedMetric,
    ExplainQuestion,
    Explanation,
)
from tailrace.query.summaries.slowness import (
    PARTS,
    PERCENT,
    Speeds,
    had_it_stayed,
    mean_share,
    mix_and_within,
)

LATENCY: Final = "latency_p95_ms"
ERRORS = ("errors", "error_rate")
MODEL: Dimension = ("provider", "model")
CLASSES: tuple[Dimension, ...] = (("error_class",), ("error_type",))
USUAL: tuple[Dimension, ...] = (MODEL, ("provider",), ("workflow",), ("key",), ("user",))
LISTED = 8
"""How many values of a dimension are told; the others are added up."""
READ, READ_LATENCIES = 200, 50
"""How many values are read, those that changed most; the others count as one."""
LATENCY_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Account:
    """What one group did, in exact numbers."""

    group: Group
    before: Fraction | None
    after: Fraction | None
    change: Fraction
    excess: Fraction
    parts: Sequence[Fraction] = ()


def explain(reader: Reader, scope: Scope, names: Names, asked: ExplainQuestion) -> Explanation:
    """Return what explains the change; raises BadInput for a dimension that nobody knows."""
    asker = Asker(reader, scope, names, asked)
    found = _explain_latency(asker) if asked.metric == LATENCY else _explain_sum(asker)
    return replace(found, breakdowns=tuple(sorted(found.breakdowns, key=lambda one: -one.strength)))


def dimensions_of(asked: ExplainQuestion) -> tuple[Dimension, ...]:
    """Return what to look at: errors by their class too, latency not by user.

    The rollup of users holds no latencies, and reading raw rows would take seconds.
    """
    if asked.dimensions:
        return asked.dimensions
    if asked.metric in ERRORS:
        return (CLASSES[0], *USUAL)
    return tuple(one for one in USUAL if asked.metric != LATENCY or one != ("user",))


def _explain_sum(asker: Asker) -> Explanation:
    metric, driver = asker.asked.metric, DRIVERS[asker.asked.metric]
    whole = read_groups(asker, driver.metrics, driver.cells, (), 1)[0].cells
    before = driver.value(whole.before, whole.before)
    after = driver.value(whole.after, whole.after)
    if before is None or after is None:
        return _explanation(metric, before, after, None, ())
    change = _sum(share_out(driver, whole, [whole])[0])
    found = [_break_down(asker, driver, whole, one) for one in dimensions_of(asker.asked)]
    return _explanation(metric, before, after, change, found)


def _break_down(asker: Asker, driver: Driver, whole: Pair, dimension: Dimension) -> Breakdown:
    groups = read_groups(asker, driver.metrics, driver.cells, dimension, READ)
    if dimension in CLASSES and asker.asked.metric in ERRORS:
        driver = of_classes(driver)
        groups = [group for group in groups if group.by[dimension[0]] is not None]
    groups.append(Group({}, whole.minus([group.cells for group in groups], driver.cells)))
    shared = share_out(driver, whole, [group.cells for group in groups])
    total = _sum(_sum(parts) for parts in shared)
    accounts = [
        _account(driver, whole, group, parts, total)
        for group, parts in zip(groups, shared, strict=True)
    ]
    listed, others = _ranked(accounts)
    rest = whole.minus([one.group.cells for one in listed], driver.cells)
    parts = [_sum(column) for column in zip(*(one.parts for one in others), strict=True)]
    remaining = _account(driver, whole, Group({}, rest), parts, total)
    return _breakdown(asker.asked.metric, dimension, driver.parts, total, [*listed, remaining])


def _account(
    driver: Driver, whole: Pair, group: Group, parts: Sequence[Fraction], total: Fraction
) -> Account:
    change = _sum(parts)
    return Account(
        group,
        driver.value(group.cells.before, whole.before),
        driver.value(group.cells.after, whole.after),
        change,
        change - driver.weight(group.cells, whole) * total,
        parts,
    )


def _explain_latency(asker: Asker) -> Explanation:
    whole = _speeds(read_groups(asker, (LATENCY, "requests"), ("n", "latency"), (), 1)[0])
    before = _percentile(whole.before)
    after = _percentile(whole.after)
    if before is None or after is None:
        return _explanation(LATENCY, before, after, None, ())
    found = [_slow_values(asker, whole, one, after - before) for one in dimensions_of(asker.asked)]
    return _explanation(LATENCY, before, after, after - before, found)


def _slow_values(asker: Asker, whole: Speeds, dimension: Dimension, total: Fraction) -> Breakdown:
    groups = read_groups(asker, (LATENCY, "requests"), ("n", "latency"), dimension, READ_LATENCIES)
    speeds = [_speeds(group) for group in groups]
    speeds.append(whole.minus(speeds))
    groups.append(Group({}, Pair({}, {})))
    stayed = had_it_stayed(speeds)
    accounts = [
        Account(
            group,
            _percentile(speed.before),
            _percentile(speed.after),
            _ms(change),
            _ms(change) - _ms(float(total) * mean_share(speed, whole)),
        )
        for group, speed, change in zip(groups, speeds, stayed, strict=True)
    ]
    effects = mix_and_within(speeds)
    within = _ms(effects[1]) if effects else ZERO
    listed, _ = _ranked(accounts)
    found = _breakdown(LATENCY, dimension, (), total, listed)
    parts = zip(PARTS, (total - within, within), strict=True)
    return replace(found, parts={name: told(LATENCY, part) for name, part in parts})


def _ranked(accounts: Sequence[Account]) -> tuple[list[Account], list[Account]]:
    """Return the named values that stand out most, and all others."""
    named = sorted((one for one in accounts if one.group.by), key=lambda one: -abs(one.excess))
    listed = [one for one in named[:LISTED] if one.change or one.excess]
    return listed, [one for one in accounts if one not in listed]


def _breakdown(
    metric: ExplainedMetric,
    dimension: Dimension,
    names: Sequence[str],
    total: Fraction,
    accounts: Sequence[Account],
) -> Breakdown:
    """Return the dimension as it is told; parts of all accounts together are the dimension's."""
    driven = [_driven(metric, names, one) for one in accounts]
    values = tuple(one for one in driven if one.by)
    sums = [_sum(column) for column in zip(*(one.parts for one in accounts), strict=True)]
    first = accounts[0].excess if values else ZERO
    return Breakdown(
        dimension,
        {name: told(metric, part) for name, part in zip(names, sums, strict=False)},
        values,
        next((one for one in driven if not one.by), None),
        min(float(abs(first / total)), 1.0) if total else 0.0,
    )


def _driven(metric: ExplainedMetric, names: Sequence[str], account: Account) -> Driven:
    return Driven(
        account.group.by,
        told(metric, account.before),
        told(metric, account.after),
        told(metric, account.change),
        told(metric, account.excess),
        {name: told(metric, part) for name, part in zip(names, account.parts, strict=False)},
    )


def _explanation(
    metric: ExplainedMetric,
    before: Fraction | None,
    after: Fraction | None,
    change: Fraction | None,
    breakdowns: Sequence[Breakdown],
) -> Explanation:
    return Explanation(
        metric,
        get_metric(metric).unit,
        told(metric, before),
        told(metric, after),
        told(metric, change),
        adds_up=metric != LATENCY,
        breakdowns=tuple(breakdowns),
    )


def told(metric: ExplainedMetric, amount: Fraction | None) -> Value:
    """Return the number as answers hold it: money as text, whole numbers whole."""
    if amount is None:
        return None
    if metric == "cost_usd":
        return usd_text(Decimal(round(amount * 10**10)).scaleb(-10))
    if amount.denominator == 1:
        return int(amount)
    digits = LATENCY_DIGITS if metric == LATENCY else DRIVERS[metric].digits
    return round(float(amount), digits)


def _speeds(group: Group) -> Speeds:
    return Speeds(group.cells.before["latency"], group.cells.after["latency"])


def _percentile(histogram: Histogram) -> Fraction | None:
    found = percentile_ms(histogram, PERCENT)
    return None if found is None else _ms(found)


def _ms(value: float) -> Fraction:
    return Fraction(round(value * 10**LATENCY_DIGITS), 10**LATENCY_DIGITS)


def _sum(parts: Iterable[Fraction]) -> Fraction:
    return sum(parts, ZERO)
