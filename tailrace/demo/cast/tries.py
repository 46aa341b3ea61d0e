"""How one provider call went, in the demo's made-up past: how long it took, and what failed.

In: who is asked, when in the 30 days, how many tokens. Out: `Try`s, the failed ones first. Three
incidents run through the 30 days, so that the charts have something to tell; apart from them each
model fails as often as `models` says. A pure function of its arguments and the state of `chance`.
"""

from itertools import pairwise
from typing import Literal

import msgspec

from tailrace.control.traffic.workflow import DEFAULT_BACKOFF_MS
from tailrace.demo.cast.chance import Chance
from tailrace.demo.cast.models import Model, Target, get_model
from tailrace.gateway.routing.backoff import SPREAD

HOUR_US = 3_600_000_000
DAY_US = 24 * HOUR_US
TIMEOUT_US = 30_000_000
"""How long Acme waits for a provider."""
BACKOFF_US = tuple(wait_ms * 1000 for wait_ms in DEFAULT_BACKOFF_MS)
"""What the gateway waits before the second target, and the third; Acme's workflows say nothing."""
RETIRED = ("openai", "gpt-4.5-preview")
"""A model that somebody at Acme still asks for, though it is gone."""

Outcome = Literal[
    "answered",
    "hung_up",
    "throttled",
    "overloaded",
    "server_error",
    "rate_limited",
    "timed_out",
    "unreachable",
    "too_long",
    "retired",
    "invalid",
]
RESCUABLE: tuple[Outcome, ...] = (
    "overloaded",
    "overloaded",
    "server_error",
    "server_error",
    "rate_limited",
    "timed_out",
    "unreachable",
)
"""Failures that another provider can make good, as often as they come."""
HOPELESS: tuple[Outcome, ...] = (
    "too_long",
    "too_long",
    "retired",
    "hung_up",
    "throttled",
    "throttled",
)
"""Ends that nobody tries again."""
FAILS_WITHIN_US: dict[Outcome, tuple[int, int]] = {
    "throttled": (0, 0),
    "hung_up": (700_000, 9_000_000),
    "overloaded": (90_000, 1_400_000),
    "server_error": (200_000, 2_500_000),
    "rate_limited": (35_000, 180_000),
    "timed_out": (TIMEOUT_US, TIMEOUT_US + 4_000),
    "unreachable": (2_000, 40_000),
    "too_long": (60_000, 240_000),
    "retired": (30_000, 110_000),
}


class Incident(msgspec.Struct, frozen=True, kw_only=True):
    """One provider, or one of its models, misbehaves for a while."""

    trouble: Literal["outage", "slow", "throttle"]
    provider: str
    model: str = ""
    """Empty: all models of the provider."""
    begins_us: int
    """From the start of the 30 days."""
    lasts_us: int
    strength: float
    """outage, throttle: the share of calls that fail; slow: how many times longer they take."""

    def hits(self, target: Target, at_us: int) -> bool:
        """Tell whether a call at that time of the 30 days meets this incident."""
        return (
            0 <= at_us - self.begins_us < self.lasts_us
            and self.provider == target[0]
            and self.model in {"", target[1]}
        )


INCIDENTS = (
    Incident(
        trouble="throttle",
        provider="groq",
        begins_us=13 * DAY_US + 9 * HOUR_US,
        lasts_us=8 * HOUR_US,
        strength=0.6,
    ),
    Incident(
        trouble="outage",
        provider="openai",
        begins_us=20 * DAY_US + 13 * HOUR_US,
        lasts_us=3 * HOUR_US,
        strength=0.93,
    ),
    Incident(
        trouble="slow",
        provider="anthropic",
        model="claude-sonnet-4-5",
        begins_us=25 * DAY_US + 6 * HOUR_US,
        lasts_us=DAY_US,
        strength=3.5,
    ),
)


class Size(msgspec.Struct, frozen=True):
    """How much a call reads and writes, and whether it streams."""

    prompt_tokens: int
    completion_tokens: int
    streamed: bool


class Try(msgspec.Struct, frozen=True, kw_only=True):
    """One provider call; or, throttled, one that the gateway did not let through to it."""

    target: Target
    outcome: Outcome
    duration_us: int
    ttft_us: int | None = None
    """From the call to its first token; None unless it streamed and got that far."""
    wait_us: int = 0
    """What the gateway waited before it."""


class Check(msgspec.Struct, frozen=True):
    """How answers are held against a schema."""

    broken: float
    """The share of answers that miss it."""
    repairs: bool
    """A model is told once what was wrong; otherwise the sample stands in at once."""


def find_incident(target: Target, at_us: int) -> Incident | None:
    """Return the incident that a call at that time of the 30 days meets, or None."""
    return next((each for each in INCIDENTS if each.hits(target, at_us)), None)


def succeed(
    chance: Chance,
    targets: tuple[Target, ...],
    size: Size,
    at_us: int,
    check: Check | None = None,
) -> tuple[Try, ...]:
    """Ask one target after the other until one answers; the last one always does.

    With a check, an answer that misses the schema comes before the one that mends it, or stands
    last when the sample takes its place.
    """
    tries: list[Try] = []
    for target in targets[:-1]:
        outcome = _mishap(chance, target, at_us)
        if outcome is None:
            return _waits(chance, (*tries, *_answers(chance, target, size, at_us, check)))
        tries.append(_fail(chance, target, outcome))
    return _waits(chance, (*tries, *_answers(chance, targets[-1], size, at_us, check)))


def fail(chance: Chance, targets: tuple[Target, ...], at_us: int) -> tuple[Try, ...]:
    """Ask in vain: either nobody tries again, or every target fails."""
    first = _disturbance(chance, targets[0], at_us)
    if first is None and chance.happens(0.5):
        end = chance.pick(HOPELESS)
        return (_fail(chance, RETIRED if end == "retired" else targets[0], end),)
    outcome = chance.pick(RESCUABLE) if first is None else first
    return _waits(chance, tuple(_fail(chance, target, outcome) for target in targets))


def _waits(chance: Chance, tries: tuple[Try, ...]) -> tuple[Try, ...]:
    """Let the gateway wait before another target is asked, as it does: never before a repair."""
    if len(tries) == 1:
        return tries
    waited, targets = [tries[0]], 1
    for before, one in pairwise(tries):
        if one.target == before.target:
            waited.append(one)
            continue
        targets += 1
        usual_us = BACKOFF_US[min(targets - 2, len(BACKOFF_US) - 1)]
        wait_us = int(usual_us * chance.uniform(1 - SPREAD, 1 + SPREAD))
        waited.append(msgspec.structs.replace(one, wait_us=wait_us))
    return tuple(waited)


def _mishap(chance: Chance, target: Target, at_us: int) -> Outcome | None:
    disturbed = _disturbance(chance, target, at_us)
    if disturbed is not None or not chance.happens(get_model(target).failure_rate):
        return disturbed
    return chance.pick(RESCUABLE)


def _disturbance(chance: Chance, target: Target, at_us: int) -> Outcome | None:
    incident = find_incident(target, at_us)
    if incident is None or incident.trouble == "slow" or not chance.happens(incident.strength):
        return None
    if incident.trouble == "throttle":
        return "rate_limited"
    return "overloaded" if chance.happens(0.85) else "timed_out"


def _fail(chance: Chance, target: Target, outcome: Outcome) -> Try:
    least, most = FAILS_WITHIN_US[outcome]
    return Try(target=target, outcome=outcome, duration_us=chance.randint(least, most))


def _answers(
    chance: Chance, target: Target, size: Size, at_us: int, check: Check | None
) -> tuple[Try, ...]:
    """Return an answer, after one that missed the schema or instead of it."""
    answer = _answer(chance, target, size, at_us)
    if check is None or not chance.happens(check.broken):
        return (answer,)
    invalid = msgspec.structs.replace(answer, outcome="invalid")
    return (invalid, _answer(chance, target, size, at_us)) if check.repairs else (invalid,)


def _answer(chance: Chance, target: Target, size: Size, at_us: int) -> Try:
    incident = find_incident(target, at_us)
    slower = incident.strength if incident and incident.trouble == "slow" else 1.0
    ttft_us, duration_us = _timing(chance, get_model(target), size, slower)
    return Try(
        target=target,
        outcome="answered",
        duration_us=duration_us,
        ttft_us=ttft_us if size.streamed else None,
    )


def _timing(chance: Chance, model: Model, size: Size, slower: float) -> tuple[int, int]:
    """Return (time to first token, whole time): reading grows with the prompt, writing is linear.

    The noise is log-normal, as response times are: never negative, with a long tail to the right.
    """
    reading_s = model.ttft_ms / 1000 * (1 + size.prompt_tokens / 12_000)
    ttft_us = int(reading_s * 1e6 * slower * chance.lognormvariate(0, 0.35))
    writing_s = size.completion_tokens / model.tokens_per_s
    writing_us = int(writing_s * 1e6 * slower * chance.lognormvariate(0, 0.2))
    return ttft_us, ttft_us + writing_us + chance.randint(1_000, 9_000)
