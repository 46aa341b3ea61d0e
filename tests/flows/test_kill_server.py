"""`kill -9` under load: every answered call is a row, once, in the table and in the numbers."""

import asyncio
import random
from collections import Counter
from decimal import Decimal
from typing import Any

import httpx
import pytest

from tests.fakes.installation import SECRET, Installation

pytestmark = pytest.mark.slow
ROUNDS, CLIENTS = 3, 8


async def _call_until_dead(url: str, answered: list[str]) -> None:
    """Call in a loop, note the ids of answered calls, and return when the server is gone."""
    headers = {"Authorization": f"Bearer {SECRET}"}
    body = {"model": "openai/gpt-4o-mini", "messages": [{"role": "user", "content": "hi"}]}
    async with httpx.AsyncClient(headers=headers, timeout=10) as client:
        while True:
            try:
                answer = await client.post(f"{url}/v1/chat/completions", json=body)
            except httpx.TransportError:
                return
            assert answer.status_code == 200, answer.text
            answered.append(answer.headers["x-tailrace-request-id"])


async def _load_and_kill(installation: Installation, answered: list[str], after_s: float) -> None:
    clients = [_call_until_dead(installation.url, answered) for _ in range(CLIENTS)]

    async def kill() -> None:
        await asyncio.sleep(after_s)
        await asyncio.to_thread(installation.kill)

    await asyncio.gather(kill(), *clients)


@pytest.mark.timeout(300)
async def test_every_answered_call_is_stored_once(installation: Installation) -> None:
    chance = random.Random(20261123)
    answered: list[str] = []
    for _ in range(ROUNDS):
        await asyncio.to_thread(installation.start)
        await _load_and_kill(installation, answered, chance.uniform(0.5, 3.0))
    await asyncio.to_thread(installation.start)
    await asyncio.to_thread(installation.wait_stored)

    rows = await asyncio.to_thread(_all_rows, installation)
    times = Counter(row["id"] for row in rows)
    assert len(answered) > 100
    assert set(answered) <= set(times)
    assert set(times.values()) == {1}
    # Calls cut off between the append and the answer are rows that no client saw.
    assert len(rows) - len(answered) <= ROUNDS * CLIENTS

    (total,) = installation.get("/metrics", metrics="requests,attempts,total_tokens,cost_usd")[
        "data"
    ]
    assert total["requests"] == len(rows)
    assert total["attempts"] == sum(row["attempts"] for row in rows)
    assert Decimal(total["cost_usd"]) == sum(Decimal(row["cost_usd"]) for row in rows)
    assert installation.get("/health/pipeline")["gaps"] == 0


def _all_rows(installation: Installation) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    cursor = ""
    while True:
        more = {"cursor": cursor} if cursor else {}
        page = installation.get("/requests", limit=200, last="24h", **more)
        rows += page["data"]
        cursor = page["next_cursor"]
        if not cursor:
            return rows
