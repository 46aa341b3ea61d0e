"""What the demo makes up about each recorded call, from one seed.

In: the workload (`workload.Call`: when, how many tokens). Out: one `Part` per request: when in the
30 days, who asked for what, which providers were called, and how each call went.

Three things must stay true. The same seed gives the same parts. Every recorded call becomes exactly
one part that keeps its token counts and its place in the order of arrival. A request that ended
without tokens cannot be in the recording, so those (failed for good, throttled, hung up before the
first token) are added between the recorded ones; their `call` is None.
"""

from collections.abc import Iterator, Sequence
from operator import attrgetter

import msgspec

from tailrace.demo.cast.acme import PROJECTS, Project, Workflow
from tailrace.demo.cast.chance import Chance
from tailrace.demo.cast.models import Target, find_provider
from tailrace.demo.cast.tries import (
    DAY_US,
    HOUR_US,
    RETIRED,
    Check,
    Size,
    Try,
    fail,
    find_incident,
    succeed,
)
from tailrace.demo.workload import Call

SEED = 20_231_116
"""The day of the recording."""
WINDOW_US = 30 * DAY_US
EDGE_US = 2 * HOUR_US
"""The oldest call is this much younger than 30 days, so that a 30-day chart keeps showing it."""
TAIL_US = 180_000_000
"""The newest call began this long before the end, so that all have ended by then."""
LOST_SHARE = 0.022
LOST_SHARE_IN_TROUBLE = 0.35
"""How many requests without tokens are added per recorded one."""
HANG_UP_SHARE = 0.015
"""Of the streamed calls whose provider counts as it goes."""
DIRECT_SHARE = 0.12
"""Of the calls that name a provider and a model themselves, instead of a workflow."""
SESSION_US = 25 * 60_000_000
"""A session may go on while its last call is younger than this."""


class Visit(msgspec.Struct):
    """One person's session, or one run of an agent."""

    number: int
    user: str
    segment: str
    last_us: int


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One request; `at_us` counts from the start of the 30 days."""

    number: int
    """Unique among the parts; also the seed of its texts."""
    at_us: int
    call: Call | None
    """None: added by the demo, ended without tokens."""
    size: Size
    """How long the texts are; only `call` has tokens that count."""
    project: Project
    workflow: Workflow
    """What it is about; also what it ran, unless `version` is 0."""
    version: int
    """The version of the workflow that ran; 0: the call named a provider and a model itself."""
    schema_version: int
    """The version of the workflow's schema that answers were held against; 0: none."""
    user: str
    segment: str
    visit: int
    """The number of the session, or of the agent's run whose trace this request joins."""
    tries: tuple[Try, ...]
    """At least one; the first is the provider and model that were asked for."""
    overhead_us: int


def cast(calls: Sequence[Call], seed: int = SEED) -> list[Part]:
    """Return every part, oldest first; about 15 microseconds each."""
    scale = (WINDOW_US - EDGE_US - TAIL_US) / max(calls[-1].arrival_us, 1)
    company = _Company(Chance(seed))
    parts: list[Part] = []
    for call in calls:
        parts.extend(company.ask(call, EDGE_US + int(call.arrival_us * scale)))
    return sorted(parts, key=attrgetter("at_us"))


class _Company:
    """Acme while it is being cast: whose sessions are open, and how many parts there are."""

    def __init__(self, chance: Chance) -> None:
        self._chance = chance
        self._open: dict[str, list[Visit]] = {project.name: [] for project in PROJECTS}
        self._visits = 0
        self._parts = 0

    def ask(self, call: Call, at_us: int) -> Iterator[Part]:
        """Yield the part of a recorded call, and perhaps that of a lost one shortly before."""
        chance = self._chance
        project = chance.weigh([each for each in PROJECTS if each.kind == call.kind])
        workflow = chance.weigh(project.workflows)
        version = workflow.version_at(at_us)
        asks = workflow.versions[version - 1]
        first = chance.weigh(asks.choices).target
        visit = self._visit(project, at_us)
        size = Size(
            prompt_tokens=call.prompt_tokens,
            completion_tokens=call.completion_tokens,
            streamed=chance.happens(workflow.streamed),
        )
        direct = chance.happens(DIRECT_SHARE) and not _in_trouble(first, at_us)
        targets = (first,) if direct else asks.order(first)
        asked = _Asked(project, workflow, 0 if direct else version, visit, size)
        if chance.happens(LOST_SHARE_IN_TROUBLE if _in_trouble(first, at_us) else LOST_SHARE):
            lost_us = max(at_us - chance.randint(3_000_000, 90_000_000), 0)
            yield self._part(asked, lost_us, None, fail(chance, targets, lost_us))
        check = None if direct else _check(workflow, at_us)
        tries = succeed(chance, targets, size, at_us, check)
        yield self._part(asked, at_us, call, _maybe_cut(chance, tries, size))

    def _visit(self, project: Project, at_us: int) -> Visit:
        chance = self._chance
        still = [v for v in self._open[project.name] if at_us - v.last_us < SESSION_US]
        self._open[project.name] = still
        if still and chance.happens(0.7):
            visit = chance.pick(still)
            visit.last_us = at_us
            return visit
        # A power of a uniform draw: few people ask much, many ask little.
        person = int(project.people * chance.random() ** 2.2)
        self._visits += 1
        visit = Visit(self._visits, *project.person(person), at_us)
        still.append(visit)
        return visit

    def _part(self, asked: "_Asked", at_us: int, call: Call | None, tries: tuple[Try, ...]) -> Part:
        self._parts += 1
        version = 0 if tries[0].target == RETIRED else asked.version
        schema = asked.workflow.schema if version else None
        return Part(
            number=self._parts,
            at_us=at_us,
            call=call,
            size=asked.size,
            project=asked.project,
            workflow=asked.workflow,
            version=version,
            schema_version=schema.version_at(at_us) if schema else 0,
            user=asked.visit.user,
            segment=asked.visit.segment,
            visit=asked.visit.number,
            tries=tries,
            overhead_us=int(900 + 1e6 * self._chance.lognormvariate(-6.9, 0.5)),
        )


class _Asked(msgspec.Struct, frozen=True):
    """What one person wants; asked again when the first request was lost."""

    project: Project
    workflow: Workflow
    version: int
    visit: Visit
    size: Size


def _in_trouble(target: Target, at_us: int) -> bool:
    incident = find_incident(target, at_us)
    return incident is not None and incident.trouble != "slow"


def _check(workflow: Workflow, at_us: int) -> Check | None:
    schema = workflow.schema
    if schema is None:
        return None
    version = schema.versions[schema.version_at(at_us) - 1]
    return Check(version.broken, repairs=schema.on_invalid == "retry")


def _maybe_cut(chance: Chance, tries: tuple[Try, ...], size: Size) -> tuple[Try, ...]:
    """Let the client hang up mid-stream, where the provider has told the tokens so far."""
    provider = find_provider(tries[-1].target[0])
    counts = size.streamed and provider is not None and provider.running_usage
    if tries[-1].outcome != "answered" or not counts or not chance.happens(HANG_UP_SHARE):
        return tries
    return (*tries[:-1], msgspec.structs.replace(tries[-1], outcome="hung_up"))
