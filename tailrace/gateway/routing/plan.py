"""The targets of one call, in the order in which they are tried, and the call's way through them.

A workflow goes in, a `Plan` comes out; a `Course` walks it, one step per failed attempt. Weighted
targets are variants of each other: one is drawn to go first, the others follow as listed. Targets
whose circuit is open go last, so that they are tried only when nothing else is left. What must
stay true: never more attempts than `max_attempts`; each target has its turn before any has a
second one, unless the workflow wants the same one again; a target that is set up wrongly for a
call is not asked twice.
"""

from collections.abc import Callable, Mapping, Sequence

import msgspec

from tailrace.control.directory import ProviderTarget
from tailrace.control.traffic.workflow import OnError, WorkflowSpec
from tailrace.core.errors import NotFound
from tailrace.gateway.routing.judge import Verdict
from tailrace.gateway.routing.target import Target


class Plan(msgspec.Struct, frozen=True):
    """What a call may try."""

    targets: tuple[Target, ...]
    """First choice first, each once."""
    on_error: OnError = "stop"
    max_attempts: int = 1
    """May be more than there are targets: then it goes round again."""
    backoff_ms: tuple[int, ...] = ()
    timeout_ms: int | None = None
    """Of the whole call, waits included."""
    attempt_timeout_ms: int | None = None

    def attempt_ms(self, target: Target) -> int | None:
        """Return the time that one attempt on the target may take; None: as the gateway says."""
        return self.attempt_timeout_ms if target.timeout_ms is None else target.timeout_ms


def direct(target: Target) -> Plan:
    """Return the plan of a call that names its provider and model itself: one attempt."""
    return Plan((target,))


def plan(
    spec: WorkflowSpec,
    providers: Mapping[str, ProviderTarget],
    allows: Callable[[Target], bool],
    draw: Callable[[], float],
) -> Plan:
    """Return the plan of one call of a workflow.

    `allows` is the circuits' word on a target; `draw` gives numbers from 0 up to 1. Raises
    NotFound when the project has none of the workflow's providers any more; one that is missing
    is left out.
    """
    listed = [
        Target(providers[name], each.model, each.weight, each.timeout_ms)
        for each in spec.targets
        if (name := each.provider) in providers
    ]
    if not listed:
        raise _without_providers(spec)
    return Plan(
        order(listed, allows, draw),
        spec.on_error,
        spec.max_attempts,
        spec.backoff_ms,
        spec.timeout_ms,
        spec.attempt_timeout_ms,
    )


def order(
    listed: Sequence[Target], allows: Callable[[Target], bool], draw: Callable[[], float]
) -> tuple[Target, ...]:
    """Return the targets as they are to be tried.

    The draw is among the variants that are allowed, so that an ill one's share goes to the others
    in proportion; when none is allowed, among all.
    """
    well = list(filter(allows, listed))
    if len(well) == len(listed) or not well:
        return tuple(_drawn_first(listed, draw))
    return (*_drawn_first(well, draw), *(target for target in listed if target not in well))


class Course:
    """One call's way through its plan: where it is, and where it goes after a failure."""

    __slots__ = ("_at", "_barred", "_reached", "attempts", "plan")

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.attempts = 1
        """Those begun, with the current one. Repairs of an answer are not counted here."""
        self._at = 0
        self._reached = 0
        self._barred: set[int] = set()

    @property
    def target(self) -> Target:
        """Where the current attempt goes."""
        return self.plan.targets[self._at]

    def advance(self, verdict: Verdict) -> bool:
        """Go on to the next attempt; False: there is none, and the call has failed."""
        if verdict == "elsewhere":
            self._barred.add(self._at)
        following = self._following(verdict)
        if following is None:
            return False
        self._at = following
        self._reached = max(self._reached, following)
        self.attempts += 1
        return True

    def backups(self) -> tuple[Target, ...]:
        """Return the targets that were not tried, in the order in which they would be.

        Those that this call could not have reached are not among them: a workflow that stops on
        an error has none.
        """
        if self.plan.on_error != "next_available":
            return ()
        first = self._reached + 1
        return self.plan.targets[first : first + self.plan.max_attempts - self.attempts]

    def _following(self, verdict: Verdict) -> int | None:
        plan = self.plan
        if verdict == "stop" or plan.on_error == "stop" or self.attempts >= plan.max_attempts:
            return None
        if plan.on_error == "same_target":
            return None if self._at in self._barred else self._at
        count = len(plan.targets)
        turns = ((self._at + step) % count for step in range(1, count + 1))
        return next((turn for turn in turns if turn not in self._barred), None)


def _drawn_first(listed: Sequence[Target], draw: Callable[[], float]) -> Sequence[Target]:
    """Return the targets with the drawn variant in front; as listed when none has a weight."""
    total = sum([target.weight or 0 for target in listed])
    if not total:
        return listed
    drawn = _drawn(listed, draw() * total)
    return [listed[drawn], *listed[:drawn], *listed[drawn + 1 :]]


def _drawn(listed: Sequence[Target], point: float) -> int:
    """Return the place of the target whose share of the total has the point."""
    last = 0
    for index, target in enumerate(listed):
        if target.weight:
            last = index
            point -= target.weight
            if point < 0:
                break
    return last


def _without_providers(spec: WorkflowSpec) -> NotFound:
    named = dict.fromkeys(target.provider for target in spec.targets)
    return NotFound(
        f"The workflow {spec.name!r} has no provider left: the project has none of "
        f"{', '.join(named)}.",
        hint="Add one, or change the workflow's targets.",
        code="provider_not_found",
    )
