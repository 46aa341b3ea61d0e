"""Many unlike requests of two organisations: what answers are counted again from by hand.

Seeded, so each run has the same. They cover six days around the end of summer time in Berlin
(25 October 2026), with unknown numbers, odd texts, test requests, retries and empty fields.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from tailrace.core.clock import to_us
from tailrace.core.ids import KeyId, OrgId, ProjectId, RequestNumbers, SpanId
from tailrace.core.record import COUNTED, Line, Record
from tailrace.core.scope import Scope
from tailrace.core.usage import Usage
from tailrace.query.question import Names
from tests.fakes.records import attempt

START = datetime(2026, 10, 22, 3, 12, 7, 250_000, tzinfo=UTC)
END = START + timedelta(days=6)

ACME = OrgId(1)
SHOP, LAB, VAULT, DEPOT = ProjectId(11), ProjectId(12), ProjectId(13), ProjectId(21)
READER = Scope(ACME, frozenset({SHOP, LAB}))
"""May read two of acme's three projects, and nothing of the other organisation's."""
STRANGER = Scope(OrgId(2), frozenset({DEPOT}))
NAMES = Names(
    {SHOP: "shop", LAB: "lab", VAULT: "vault"},
    {KeyId(1): "ci", KeyId(2): "web", KeyId(3): "worker 3"},
)

USERS = ("", "u_1", "u_2", "u 17", 'quo"te', "back\\slash", "50%_of", "Jürgen", "a:b,(c)")
TAGS = ("beta", "night", "b*ta")
SEGMENTS = ("pro", "free", "", "a=b")
MODELS = (("openai", "gpt-4o"), ("openai", "gpt-4o-mini"), ("groq", "llama-3.3-70b"))
WORKFLOWS = ("", "search", "smart_summary")
SCHEMAS = ("", "product_card", "q:1")
PATHS = ("", "", "/", "/items/0/price", "/a b~1c")
LIMITS = ("", "", "user requests 120/minute", "budget")
_PLACES = ((1, SHOP), (1, SHOP), (1, LAB), (1, VAULT), (2, DEPOT))
_WIDTH_US = to_us(END) - to_us(START)


def population(count: int) -> list[Line]:
    """Return that many calls, each a request with its attempts, in no order of time."""
    random = Random(2026)
    numbers = RequestNumbers(boot=77, trace_prefix=5)
    return [Line("p", n, tuple(_call(random, numbers))) for n in range(1, count + 1)]


def _call(random: Random, numbers: RequestNumbers) -> Iterator[Record]:
    org_id, project_id = random.choice(_PLACES)
    span_id = numbers.take()
    trace = numbers.trace_of(span_id)
    provider, model = random.choice(MODELS)
    tries = random.choice((0, 1, 1, 1, 2, 3))
    fields: dict[str, Any] = {
        "org_id": org_id,
        "project_id": project_id,
        "started_us": to_us(START) + random.randrange(_WIDTH_US),
        "span_id": span_id,
        "trace_high": trace.high,
        "trace_low": trace.low,
        "attempts": tries,
        "requested_provider": provider,
        "requested_model": model,
        "provider": provider if tries else "",
        "model": model if tries else "",
        **_who(random),
        **_outcome(random, tries),
        **_versions(random),
        **_numbers(random),
    }
    request = Record(kind="request", cls=COUNTED, **fields)
    yield request
    yield from (attempt(request, position) for position in range(1, tries + 1))


def _who(random: Random) -> dict[str, Any]:
    return {
        "key_id": random.randrange(4),
        "environment": random.choice(("", "production", "staging")),
        "source": random.choice(("gateway", "gateway", "import")),
        "user": random.choice(USERS),
        "session": f"s_{random.randrange(40)}",
        "operation": random.choice(("chat", "chat", "embeddings")),
        "workflow": random.choice(WORKFLOWS),
        "streamed": random.random() < 0.5,
        "test_mode": random.random() < 0.1,
        "tags": tuple(random.choices(TAGS, k=random.randrange(4))),
        "customer_data": _customer(random),
    }


def _customer(random: Random) -> dict[str, str]:
    data = {"segment": random.choice(SEGMENTS), "meta.plan": "x", "meta=": "y"}
    return {path: value for path, value in data.items() if random.random() < 0.6}


def _outcome(random: Random, tries: int) -> dict[str, Any]:
    status = random.choice(("success",) * 5 + ("error", "error", "throttled", "cancelled"))
    kind = random.choice(("server_error", "timeout")) if status == "error" else ""
    statuses = {"success": 200, "error": 502, "throttled": 429, "cancelled": 0}
    return {
        "status": status,
        "http_status": 504 if kind == "timeout" else statuses[status],
        "error_class": "rate_limited" if status == "throttled" else kind,
        "error_type": f"{kind}_type" if kind else "",
        "error_message": "It failed." if kind else "",
        "finish_reason": "stop" if status == "success" and tries else "",
    }


def _versions(random: Random) -> dict[str, Any]:
    """Return which versions ran and what they led to, in no way that makes sense together."""
    return {
        "workflow_version": random.choice((0, 1, 2, 11)),
        "schema": random.choice(SCHEMAS),
        "schema_version": random.choice((0, 1, 2)),
        "invalid_path": random.choice(PATHS),
        "limit": random.choice(LIMITS),
        "offline_fallback": random.random() < 0.2,
    }


def _numbers(random: Random) -> dict[str, Any]:
    duration_us = int(random.lognormvariate(13, 2))
    cost = random.choice((None, Decimal(0), Decimal(random.randrange(10**9)) / 10**10))
    return {
        "duration_us": random.choice((0, 1, duration_us, duration_us)),
        "ttft_us": random.choice((None, 0, duration_us // 3)),
        "overhead_us": random.choice((None, random.randrange(5000))),
        "usage": _usage(random),
        "cost_usd": cost,
        "cost_source": "none" if cost is None else random.choice(("priced", "reported")),
    }


def _usage(random: Random) -> Usage | None:
    if random.random() < 0.2:
        return None
    prompt, completion, cached, written, reasoning = (
        random.choice((None, 0, random.randrange(5000))) for _ in range(5)
    )
    return Usage(prompt, completion, cached, written, reasoning)


def requests_of(lines: list[Line]) -> list[Record]:
    """Return the requests without their attempts."""
    return [line.records[0] for line in lines]


def span_of(record: Record) -> SpanId:
    return SpanId(record.span_id)
