"""Limits under calls that come all at once: what passes is exact, and every refusal is a row."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.fakes.provider import answer
from tests.fakes.redis import redis_server
from tests.fakes.works import HEADERS, HI, Works, works

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
CALLS, ALLOWED = 200, 50
RATE = [{"per": "project", "requests": f"{ALLOWED}/minute"}]
BUDGET = [{"per": "project", "cost_usd": "1/day"}]
FIVE_CENTS = {"prompt_tokens": 4_000, "completion_tokens": 4_000, "total_tokens": 8_000}
"""What it takes of gpt-4o, at 2.50 and 10 USD for a million, to cost 0.05 USD."""
PAID_CALLS, AFFORDED = 100, 20


@pytest.fixture
def whole(tmp_path: Path) -> Iterator[Works]:
    with works(tmp_path) as made:
        yield made


async def at_once(url: str, count: int, **more: Any) -> list[httpx.Response]:
    """Call over a connection each, so that every process gets its share."""
    limits = httpx.Limits(max_connections=count, max_keepalive_connections=0)
    body = {"model": "openai/gpt-4o", "messages": HI} | more
    async with httpx.AsyncClient(headers=HEADERS, timeout=60, limits=limits) as client:
        calls = [client.post(f"{url}/v1/chat/completions", json=body) for _ in range(count)]
        return await asyncio.gather(*calls)


def check_exact(works: Works, answers: list[httpx.Response]) -> None:
    """Exactly the allowed calls passed, every other is a throttled row, and none is an error."""
    statuses = Counter(one.status_code for one in answers)
    assert statuses == {200: ALLOWED, 429: CALLS - ALLOWED}
    assert all(int(a.headers["retry-after"]) >= 1 for a in answers if a.status_code == 429)
    assert len(works.openai.received) == ALLOWED
    works.installation.wait_stored()
    assert works.numbers("requests", "successes", "throttled", "errors", "error_rate") == {
        "requests": CALLS,
        "successes": ALLOWED,
        "throttled": CALLS - ALLOWED,
        "errors": 0,
        "error_rate": 0,
    }
    refused = works.installation.get("/requests", filter="status:throttled", limit=1)["data"][0]
    detail = works.installation.get(f"/requests/{refused['id']}")["data"]
    assert detail["request"]["limit"] == f"project requests {ALLOWED}/minute"
    assert detail["attempts"] == []


async def test_of_two_hundred_calls_at_once_exactly_fifty_pass(whole: Works) -> None:
    whole.apply(limits=RATE)
    await asyncio.to_thread(whole.installation.start)
    check_exact(whole, await at_once(whole.installation.url, CALLS))


async def test_four_processes_with_redis_let_exactly_fifty_pass(tmp_path: Path) -> None:
    with (
        redis_server() as redis,
        works(tmp_path, {"TAILRACE_REDIS_DSN": redis.dsn}, limits=RATE) as made,
    ):
        await asyncio.to_thread(made.installation.start, "core")
        url = await asyncio.to_thread(made.start_gateways, 4)
        check_exact(made, await at_once(url, CALLS))
        assert processes_that_took_calls(made) > 1


def processes_that_took_calls(works: Works) -> int:
    """Return how many there are; a request's id has five digits of its process's own."""
    seen = works.installation.get("/requests", limit=CALLS)["data"]
    return len({row["id"][14:19] for row in seen})


LONG = [{"role": "user", "content": "word" * FIVE_CENTS["prompt_tokens"]}]


@pytest.mark.parametrize(
    "told", [{"max_tokens": 4_000, "messages": LONG}, {}], ids=["told", "untold"]
)
async def test_a_budget_is_not_overrun_by_calls_at_once(whole: Works, told: dict[str, Any]) -> None:
    whole.apply(limits=BUDGET)
    await asyncio.to_thread(whole.installation.start)
    message = {"role": "assistant", "content": "So much."}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    dear = {"id": "c", "object": "chat.completion", "model": "gpt-4o", "choices": [choice]}
    whole.openai.then(*[answer({**dear, "usage": FIVE_CENTS})] * PAID_CALLS)
    answers = await at_once(whole.installation.url, PAID_CALLS, **told)
    passed = [one for one in answers if one.status_code == 200]
    assert {one.headers["x-tailrace-cost-usd"] for one in passed} == {"0.05"}
    assert 0 < len(passed) <= AFFORDED
    assert len(answers) - len(passed) == sum(one.status_code == 429 for one in answers)
