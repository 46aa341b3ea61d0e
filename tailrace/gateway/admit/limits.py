"""How much may pass: the limits that stand for a call, charged before any provider is called.

A project's limits and a call go in, `Held` comes out: what was put aside for the call, or why it is
refused. When the call is over it is settled with its records, or released if no provider was
called.

    organisation, project   all their calls share one allowance
    key, user, workflow     each has its own; a call that names no user or no workflow is under no
                            such limit, so a limit per user wants one per key or project beside it
    ip                      each address has its own; of IPv6 each /64 network, as one client has
                            all of it
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import AddressValueError, IPv6Address
from typing import Any

from tailrace.capture.price import Prices
from tailrace.control.directory import KeyGrant, ProjectView
from tailrace.control.traffic.limit import LimitView
from tailrace.core.errors import LimitReached
from tailrace.core.record import Record
from tailrace.gateway.admit.estimate import Estimate, dearest, estimate, micro_usd
from tailrace.gateway.admit.standing import limit_headers, used_up
from tailrace.gateway.routing.target import Target
from tailrace.gateway.wire.asgi import RawHeaders
from tailrace.limits.decision import Amounts, Decision, Limiter
from tailrace.limits.rule import Rule, Unit

UNTOLD_AT_ONCE = 20
_NETWORK_BITS = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """A call, as far as limits ask for it."""

    project: ProjectView
    grant: KeyGrant
    body: bytes
    """In the door's format."""
    operation: str
    targets: Sequence[Target]
    """Every place that it may go to."""
    user: str = ""
    workflow: str = ""
    ip: str = ""
    """The client's address; empty when it is not known."""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    """What its workflow fills in."""


@dataclass(frozen=True, slots=True)
class Held:
    """A call's limits, and what they said to it."""

    decision: Decision
    costs: Amounts
    """What was asked for."""

    @property
    def limit(self) -> str:
        """The name of the limit that refuses the call; empty when none does."""
        return self.decision.refused.name if self.decision.refused else ""

    @property
    def refusal(self) -> LimitReached | None:
        """Why the call may not pass; None when it may."""
        refused = self.decision.refused
        if refused is None:
            return None
        standing = next(s for s in self.decision.standings if s.rule is refused)
        cost = self.costs.get(refused.unit, 0)
        wait_s = max(1, math.ceil(self.decision.retry_after_s))
        never = cost > standing.amount
        return LimitReached(
            used_up(standing, cost),
            retry_after=wait_s,
            hint="Ask for less, or have the limit raised." if never else f"Retry in {wait_s} s.",
        )

    def headers(self, now_us: int) -> RawHeaders:
        """Return what every answer to the call carries: `x-ratelimit-*`, and `retry-after`."""
        headers = limit_headers(self.decision.standings, now_us)
        if self.decision.refused is not None:
            wait_s = max(1, math.ceil(self.decision.retry_after_s))
            headers.append((b"retry-after", b"%d" % wait_s))
        return headers


class Allowances:
    """Charges calls to their limits, and settles them."""

    def __init__(self, limiter: Limiter, prices: Prices) -> None:
        self._limiter = limiter
        self._prices = prices

    async def reserve(self, charge: Charge, now_us: int) -> Held | None:
        """Put aside what the call may take; None when it is under no limit.

        Look at `refusal` before going on. Raises Busy when limits are kept in a Redis that does
        not answer, and calls are not to pass then.
        """
        rules = rules_of(charge)
        if not rules:
            return None
        costs = self._costs(charge, rules, now_us)
        return Held(await self._limiter.reserve(rules, costs, now_us), costs)

    async def settle(self, held: Held, records: Sequence[Record], now_us: int) -> None:
        """Correct what was put aside to what the call's records say; once.

        Without records what was put aside stays; with records of no attempt all goes back.
        """
        reservation = held.decision.reservation
        if reservation is None or not records:
            return
        attempts = [record for record in records if record.kind == "attempt"]
        if attempts:
            actual = taken(attempts, held.costs)
            await self._limiter.settle(reservation, actual, now_us)
        else:
            await self._limiter.release(reservation, now_us)

    async def release(self, held: Held, now_us: int) -> None:
        """Give back what was put aside: no provider was called."""
        if held.decision.reservation is not None:
            await self._limiter.release(held.decision.reservation, now_us)

    def _costs(self, charge: Charge, rules: Sequence[Rule], now_us: int) -> Amounts:
        """Return what to put aside of each unit.

        An answer whose length nobody bounds may become long, and many at once would overrun a
        budget. So it puts aside the longest there is, as far as that leaves room for UNTOLD_AT_ONCE
        such calls; what it did not take comes back when it is settled.
        """
        costs: dict[Unit, int] = {"requests": 1}
        least = {rule.unit: min(r.amount for r in rules if r.unit == rule.unit) for rule in rules}
        if "tokens" not in least and "micro_usd" not in least:
            return costs
        estimated = estimate(charge.body, charge.operation, charge.parameters)
        costs |= self._units(charge, estimated, least, now_us)
        if estimated.longest_tokens:
            for unit, cost in self._units(charge, estimated.longest, least, now_us).items():
                share = least.get(unit, 0) // UNTOLD_AT_ONCE
                costs[unit] = max(costs[unit], min(cost, share))
        return costs

    def _units(
        self, charge: Charge, estimated: Estimate, wanted: Mapping[Unit, int], now_us: int
    ) -> Amounts:
        costs: dict[Unit, int] = {"tokens": estimated.tokens}
        if "micro_usd" in wanted:
            costs["micro_usd"] = dearest(estimated, charge.targets, self._prices, now_us)
        return costs


def rules_of(charge: Charge) -> tuple[Rule, ...]:
    """Return the limits that a call is under, each for the holder that it counts against."""
    return tuple(_rules(charge))


def _rules(charge: Charge) -> Iterator[Rule]:
    zone = charge.project.timezone
    for limit in charge.project.limits:
        holder = _holder(limit, charge)
        if holder:
            spec = limit.spec
            yield Rule(
                limit.limit_id,
                spec.name,
                f"{limit.limit_id}:{holder}",
                spec.unit,
                spec.amount,
                spec.window,
                spec.burst,
                zone,
            )


def _holder(limit: LimitView, charge: Charge) -> str:
    """Return whose allowance of the limit the call uses; empty when it is not under it."""
    spec, grant = limit.spec, charge.grant
    if spec.workflow and spec.workflow != charge.workflow:
        return ""
    if spec.key and spec.key != grant.name:
        return ""
    if spec.per == "user":
        return f"user:{charge.user}" if charge.user else ""
    if spec.per == "workflow":
        return f"workflow:{grant.project_id}:{charge.workflow}" if charge.workflow else ""
    if spec.per == "ip":
        return f"ip:{network(charge.ip)}" if charge.ip else ""
    owners = {"organisation": grant.org_id, "project": grant.project_id, "key": grant.key_id}
    return f"{spec.per}:{owners[spec.per]}"


def network(ip: str) -> str:
    """Return an IPv4 address as it is, and the /64 network of an IPv6 one."""
    if ":" not in ip:
        return ip
    try:
        address = IPv6Address(ip.partition("%")[0])
    except AddressValueError:
        return ip
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    prefix = int(address) >> _NETWORK_BITS << _NETWORK_BITS
    return f"{IPv6Address(prefix)}/{_NETWORK_BITS}"


def taken(attempts: Sequence[Record], costs: Amounts) -> Amounts:
    """Return what attempts took, by unit; a unit is left out where that is not known.

    All attempts count, also those before the one that answered. An attempt that a provider did not
    answer with a success took nothing unless it says so. One that it did answer, and that does not
    say what it took (a stream that was left half-way, a model without a price), is unknown: then
    what was put aside stays, or what is known if that is more.
    """
    amounts: dict[Unit, int] = {"requests": 1}
    answered = [attempt for attempt in attempts if 200 <= attempt.http_status < 300]
    tokens = [a.usage.total_tokens for a in attempts if a.usage is not None]
    known_tokens = sum(count for count in tokens if count is not None)
    if known_tokens >= costs.get("tokens", 0) or all(_counts_tokens(a) for a in answered):
        amounts["tokens"] = known_tokens
    known_usd = sum(micro_usd(a.cost_usd) for a in attempts if a.cost_usd is not None)
    if known_usd >= costs.get("micro_usd", 0) or all(a.cost_usd is not None for a in answered):
        amounts["micro_usd"] = known_usd
    return amounts


def _counts_tokens(attempt: Record) -> bool:
    return attempt.usage is not None and attempt.usage.total_tokens is not None
