"""Limits between a client and a provider: what passes, what is refused, and what the rows say."""

import asyncio
import json
from typing import Any

import httpx
import pytest

from tests.fakes.provider import FakeProvider, failure
from tests.fakes.site import Site, headers

HI = [{"role": "user", "content": "Hi"}]
CHAT = {"model": "gpt-4o-mini", "messages": HI}


@pytest.fixture
def limited(site: Site) -> Site:
    site.forget_counts()
    return site


def ask(site: Site, path: str = "chat/completions", **more: Any) -> httpx.Response:
    return httpx.post(f"{site.v1}/{path}", json={**CHAT, **more}, headers=headers())


async def at_once(site: Site, count: int, **more: Any) -> list[httpx.Response]:
    async with httpx.AsyncClient() as client:
        url = f"{site.v1}/chat/completions"
        calls = (client.post(url, json={**CHAT, **more}, headers=headers()) for _ in range(count))
        return await asyncio.gather(*calls)


async def test_of_two_hundred_at_once_exactly_fifty_pass(
    limited: Site, provider: FakeProvider
) -> None:
    limited.define(limits=[{"per": "project", "requests": "50/minute"}])
    answers = await at_once(limited, 200)
    assert sorted(answer.status_code for answer in answers) == [200] * 50 + [429] * 150
    assert len(provider.received) == 50
    rows = await asyncio.to_thread(limited.ledger.requests, 200)
    assert sum(row.status == "throttled" for row in rows) == 150
    assert sum(row.status == "error" for row in rows) == 0


def test_a_refusal_says_which_limit_and_when_to_come_back(limited: Site) -> None:
    limited.define(limits=[{"name": "slow lane", "per": "key", "requests": "1/minute"}])
    first, second = ask(limited), ask(limited)
    assert first.headers["x-ratelimit-limit-requests"] == "1"
    assert first.headers["x-ratelimit-remaining-requests"] == "0"
    error = second.json()["error"]
    assert (second.status_code, error["code"]) == (429, "limit_reached")
    assert "slow lane" in error["message"]
    assert 1 <= int(second.headers["retry-after"]) <= 61
    row = limited.ledger.requests(2)[-1]
    assert (row.status, row.limit, row.error_type) == ("throttled", "slow lane", "limit_reached")
    assert (row.http_status, row.attempts) == (429, 0)


def test_each_user_has_an_allowance_of_his_own(limited: Site) -> None:
    limited.define(limits=[{"per": "user", "requests": "1/minute"}])
    statuses = [ask(limited, user=user).status_code for user in ("u1", "u2", "u1")]
    assert statuses == [200, 200, 429]


async def test_a_budget_is_never_overrun_by_calls_at_once(
    limited: Site, provider: FakeProvider
) -> None:
    limited.define(limits=[{"per": "project", "cost_usd": "0.01/day"}])
    answers = await at_once(limited, 60, max_tokens=1000)
    passed = sum(answer.status_code == 200 for answer in answers)
    assert 0 < passed < 60
    assert len(provider.received) == passed
    spent = [float(a.headers["x-tailrace-cost-usd"]) for a in answers if a.status_code == 200]
    assert sum(spent) <= 0.01


def test_what_a_call_did_not_use_is_given_back(limited: Site) -> None:
    limited.define(limits=[{"per": "project", "tokens": "3000/minute"}])
    for _ in range(3):
        assert ask(limited, max_tokens=2000).status_code == 200


def test_a_call_that_reached_nobody_is_given_back_its_tokens(
    limited: Site, provider: FakeProvider
) -> None:
    limited.define(limits=[{"per": "project", "tokens": "3000/minute"}])
    provider.then(failure(500, "x", "No."))
    assert ask(limited, max_tokens=2000).status_code == 500
    limited.configure(openai="http://127.0.0.1:9/v1")
    assert ask(limited, max_tokens=2000).status_code == 502


def test_the_envelope_says_throttled(limited: Site) -> None:
    limited.define(limits=[{"per": "project", "requests": "1/day"}])
    document = {"provider": "openai", **CHAT}
    url = f"{limited.v1}/ai"
    httpx.post(url, json=document, headers=headers())
    refused = httpx.post(url, json=document, headers=headers())
    assert (refused.status_code, refused.json()["meta"]["status"]) == (429, "throttled")


def test_what_passes_through_is_limited_too(limited: Site) -> None:
    limited.define(limits=[{"per": "project", "requests": "1/day"}])
    url = f"{limited.v1}/batches"
    assert [httpx.get(url, headers=headers()).status_code for _ in range(2)] == [200, 429]


def test_an_address_is_the_peers_whatever_a_header_says(limited: Site) -> None:
    limited.define(limits=[{"per": "ip", "requests": "1/minute"}])
    statuses = []
    for claimed in ("10.0.0.1", "10.0.0.2"):
        sent = headers(x_forwarded_for=claimed)
        url = f"{limited.v1}/chat/completions"
        statuses.append(httpx.post(url, json=CHAT, headers=sent).status_code)
    assert statuses == [200, 429]


def test_streams_carry_what_is_left(limited: Site) -> None:
    limited.define(limits=[{"per": "project", "requests": "5/minute"}])
    response = ask(limited, stream=True)
    assert response.headers["x-ratelimit-remaining-requests"] == "4"


def test_a_providers_own_limits_are_told_where_there_are_none_of_ours(
    limited: Site, provider: FakeProvider
) -> None:
    theirs = (("x-ratelimit-remaining-requests", "77"),)
    provider.then(failure(400, "x", "No.", theirs), failure(400, "x", "No.", theirs))
    assert ask(limited).headers["x-ratelimit-remaining-requests"] == "77"
    limited.define(limits=[{"per": "project", "requests": "5/minute"}])
    assert json.loads(ask(limited).headers["x-ratelimit-remaining-requests"]) == 4
