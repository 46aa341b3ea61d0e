import asyncio
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tailrace.capture.price import Prices
from tailrace.control.directory import KeyGrant, ProjectView, ProviderTarget
from tailrace.control.traffic.limit import LimitView, read_limit
from tailrace.core.ids import KeyId, LimitId, OrgId, ProjectId, ProviderId
from tailrace.core.record import Record
from tailrace.core.usage import Usage
from tailrace.gateway.admit.limits import Allowances, Charge, Held, network, rules_of, taken
from tailrace.gateway.routing.target import Target
from tailrace.limits.memory import MemoryLimiter
from tailrace.limits.rule import Unit
from tests.conftest import ManualClock

ORG, SHOP = OrgId(1), ProjectId(10)
GRANT = KeyGrant(KeyId(5), ORG, SHOP, "ci", frozenset({"gateway"}), "live", None)
OPENAI = ProviderTarget(ProviderId(1), "openai", "openai", "http://127.0.0.1:9/v1", "")
BODY = b'{"model": "gpt-4o", "messages": [], "max_tokens": 100}'


def charge(*definitions: dict[str, Any], **changes: Any) -> Charge:
    limits = tuple(
        LimitView(LimitId(number), ORG, SHOP, read_limit(definition))
        for number, definition in enumerate(definitions, start=1)
    )
    project = ProjectView(
        ORG, SHOP, "acme", "shop", "Europe/Berlin", {"openai": OPENAI}, True, limits=limits
    )
    call = Charge(
        project=project,
        grant=GRANT,
        body=BODY,
        operation="chat",
        targets=[Target(OPENAI, "gpt-4o")],
        user="alice",
        workflow="summary",
        ip="192.0.2.7",
    )
    return replace(call, **changes)


def attempt(**changes: Any) -> Record:
    values: dict[str, Any] = {
        "org_id": 1,
        "project_id": 10,
        "kind": "attempt",
        "cls": 1,
        "source": "gateway",
        "started_us": 0,
        "trace_high": 0,
        "trace_low": 1,
        "span_id": 1,
        "operation": "chat",
        "status": "success",
        "http_status": 200,
        "duration_us": 1,
    }
    return Record(**(values | changes))


@pytest.fixture(scope="module")
def prices() -> Prices:
    return Prices()


@pytest.fixture
def allowances(prices: Prices) -> Allowances:
    return Allowances(MemoryLimiter(), prices)


async def held(allowances: Allowances, call: Charge, clock: ManualClock) -> Held:
    answer = await allowances.reserve(call, clock.us)
    assert answer is not None
    return answer


def used(answer: Held) -> list[int]:
    return [standing.used for standing in answer.decision.standings]


def test_each_limit_counts_for_its_holder() -> None:
    pers = ("organisation", "project", "key", "user", "ip", "workflow")
    rules = rules_of(charge(*({"per": per, "requests": "9/minute"} for per in pers)))
    assert [rule.key for rule in rules] == [
        "1:organisation:1",
        "2:project:10",
        "3:key:5",
        "4:user:alice",
        "5:ip:192.0.2.7",
        "6:workflow:10:summary",
    ]
    assert {rule.zone for rule in rules} == {"Europe/Berlin"}


def test_a_rule_is_what_its_limit_says() -> None:
    (rule,) = rules_of(charge({"per": "user", "requests": "120/minute", "burst": 20}))
    assert (rule.name, rule.unit, rule.amount, rule.window, rule.burst) == (
        "user requests 120/minute",
        "requests",
        120,
        "minute",
        20,
    )
    (budget,) = rules_of(charge({"per": "project", "cost_usd": "0.5/day"}))
    assert (budget.unit, budget.amount, budget.kind) == ("micro_usd", 500_000, "calendar")


@pytest.mark.parametrize(
    ("definition", "changes"),
    [
        ({"per": "user"}, {"user": ""}),
        ({"per": "ip"}, {"ip": ""}),
        ({"per": "workflow"}, {"workflow": ""}),
        ({"per": "project", "workflow": "other"}, {}),
        ({"per": "project", "workflow": "summary"}, {"workflow": ""}),
        ({"per": "project", "key": "other"}, {}),
    ],
)
def test_a_call_is_under_no_limit_of_others(
    definition: dict[str, Any], changes: dict[str, Any]
) -> None:
    assert rules_of(charge({**definition, "requests": "1/minute"}, **changes)) == ()


def test_a_limit_may_name_the_key_and_workflow_it_is_for() -> None:
    named = {"per": "user", "requests": "1/minute", "workflow": "summary", "key": "ci"}
    assert len(rules_of(charge(named))) == 1


@pytest.mark.parametrize(
    ("ip", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("no:address", "no:address"),
        ("", ""),
    ],
)
def test_an_ipv6_client_is_its_network(ip: str, counted: str) -> None:
    assert network(ip) == counted


async def test_a_call_under_no_limit_is_not_held(
    allowances: Allowances, clock: ManualClock
) -> None:
    assert await allowances.reserve(charge(), clock.us) is None


async def test_of_200_concurrent_calls_against_50_a_minute_exactly_50_pass(
    allowances: Allowances, clock: ManualClock
) -> None:
    call = charge({"per": "project", "requests": "50/minute"})
    answers = await asyncio.gather(*(held(allowances, call, clock) for _ in range(200)))
    refused = [answer for answer in answers if answer.refusal is not None]
    assert len(refused) == 150
    assert {answer.limit for answer in refused} == {"project requests 50/minute"}


async def test_a_refusal_names_the_limit_and_when_to_retry(
    allowances: Allowances, clock: ManualClock
) -> None:
    call = charge({"per": "user", "requests": "1/minute", "name": "fair use"})
    first, second = await held(allowances, call, clock), await held(allowances, call, clock)
    assert first.refusal is None
    assert first.limit == ""
    error = second.refusal
    assert error is not None
    assert (error.status, error.code, error.retry_after) == (429, "limit_reached", 61)
    assert error.message == (
        "The limit 'fair use' is reached: 1 request of 1 request are used, "
        "and this call may take 1 request."
    )
    assert error.hint == "Retry in 61 s."
    assert dict(second.headers(clock.us)) == {
        b"x-ratelimit-limit-requests": b"1",
        b"x-ratelimit-remaining-requests": b"0",
        b"x-ratelimit-reset-requests": b"1m0.24s",
        b"retry-after": b"61",
    }
    assert b"retry-after" not in dict(first.headers(clock.us))


async def test_a_call_that_can_never_pass_is_told_so(
    allowances: Allowances, clock: ManualClock
) -> None:
    answer = await held(allowances, charge({"per": "key", "tokens": "50/minute"}), clock)
    assert answer.refusal is not None
    assert "50 tokens at most" in answer.refusal.message
    assert "raised" in answer.refusal.hint


async def test_a_budget_is_not_overrun_by_calls_at_the_same_time(
    allowances: Allowances, clock: ManualClock
) -> None:
    call = charge({"per": "project", "cost_usd": "0.01/day"})
    answers = await asyncio.gather(*(held(allowances, call, clock) for _ in range(100)))
    passed = [answer for answer in answers if answer.refusal is None]
    cost = passed[0].costs["micro_usd"]
    assert cost > 1000  # 100 tokens at 10 dollars a million, and the prompt
    assert len(passed) == 10_000 // cost
    record = attempt(usage=Usage(prompt_tokens=5, completion_tokens=1), cost_usd=Decimal("0.00002"))
    for answer in passed:
        await allowances.settle(answer, [record], clock.us)
    assert used(await held(allowances, call, clock)) == [20 * len(passed) + cost]


async def test_settling_takes_what_the_attempts_say(
    allowances: Allowances, clock: ManualClock
) -> None:
    call = charge(
        {"per": "key", "requests": "9/minute"},
        {"per": "key", "tokens": "9000/minute"},
        {"per": "key", "cost_usd": "1/month"},
    )
    answer = await held(allowances, call, clock)
    records = [
        attempt(http_status=500, status="error"),
        attempt(
            usage=Usage(prompt_tokens=400, completion_tokens=30), cost_usd=Decimal("0.0012345")
        ),
        attempt(kind="request"),
    ]
    await allowances.settle(answer, records, clock.us)
    after = await held(allowances, call, clock)
    before = [after.costs[unit] for unit in ("requests", "tokens", "micro_usd")]
    assert [now - own for now, own in zip(used(after), before, strict=True)] == [1, 430, 1235]


async def test_a_call_that_reached_no_provider_gives_everything_back(
    allowances: Allowances, clock: ManualClock
) -> None:
    call = charge({"per": "key", "requests": "9/minute"}, {"per": "key", "tokens": "900/minute"})
    one = used(await held(allowances, call, clock))
    await allowances.settle(
        await held(allowances, call, clock), [attempt(kind="request")], clock.us
    )
    await allowances.release(await held(allowances, call, clock), clock.us)
    assert used(await held(allowances, call, clock)) == [2 * amount for amount in one]


async def test_without_records_what_was_put_aside_stays(
    allowances: Allowances, clock: ManualClock
) -> None:
    call = charge({"per": "key", "tokens": "900/minute"})
    answer = await held(allowances, call, clock)
    await allowances.settle(answer, [], clock.us)
    assert used(await held(allowances, call, clock)) == [2 * answer.costs["tokens"]]


async def test_a_refused_call_has_nothing_to_settle(
    allowances: Allowances, clock: ManualClock
) -> None:
    call = charge({"per": "key", "requests": "1/minute"})
    await held(allowances, call, clock)
    refused = await held(allowances, call, clock)
    await allowances.settle(refused, [attempt()], clock.us)
    await allowances.release(refused, clock.us)
    assert used(await held(allowances, call, clock)) == [1]


COSTS: dict[Unit, int] = {"requests": 1, "tokens": 500, "micro_usd": 70}
KNOWN = {"usage": Usage(prompt_tokens=3, completion_tokens=4), "cost_usd": Decimal("0.00009")}


@pytest.mark.parametrize(
    ("attempts", "amounts"),
    [
        ([attempt(**KNOWN)], {"requests": 1, "tokens": 7, "micro_usd": 90}),
        ([attempt(**KNOWN)] * 2, {"requests": 1, "tokens": 14, "micro_usd": 180}),
        # nothing known of an answer: it stays as it was put aside
        ([attempt()], {"requests": 1}),
        # a provider that refused, or was never reached, took nothing
        ([attempt(http_status=500)], {"requests": 1, "tokens": 0, "micro_usd": 0}),
        ([attempt(http_status=0)], {"requests": 1, "tokens": 0, "micro_usd": 0}),
        ([attempt(http_status=429), attempt()], {"requests": 1}),
        # tokens known, price not
        ([attempt(usage=Usage(prompt_tokens=3))], {"requests": 1, "tokens": 3}),
        # what is known is more than what was put aside
        ([attempt(), attempt(**KNOWN)], {"requests": 1, "micro_usd": 90}),
    ],
)
def test_what_is_not_known_of_an_answer_is_not_taken_for_nothing(
    attempts: list[Record], amounts: dict[str, int]
) -> None:
    assert taken(attempts, COSTS) == amounts


UNTOLD = b'{"model": "gpt-4o", "messages": []}'


@pytest.mark.parametrize(
    ("limit", "put_aside"),
    [
        ({"per": "project", "cost_usd": "1/day"}, 50_000),
        ({"per": "project", "cost_usd": "0.001/day"}, 10_020),
        ({"per": "project", "cost_usd": "100/day"}, 163_860),
        ({"per": "project", "tokens": "100000/minute"}, 5_000),
        ({"per": "project", "tokens": "3000/minute"}, 1_008),
        ({"per": "project", "requests": "100/minute"}, 1),
    ],
)
async def test_an_answer_of_any_length_puts_aside_much_but_not_all(
    allowances: Allowances, clock: ManualClock, limit: dict[str, Any], put_aside: int
) -> None:
    answer = await held(allowances, charge(limit, body=UNTOLD), clock)
    (standing,) = answer.decision.standings
    assert answer.costs[standing.rule.unit] == put_aside
