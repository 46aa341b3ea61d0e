"""Processes that take calls beside a core: nothing is lost between them, whichever of them dies."""

import asyncio
import os
import signal
import threading
import time
from collections import Counter
from typing import Any

import httpx
import pytest

from tailrace.app.slots import read_reports
from tests.fakes.installation import SECRET, Installation
from tests.fakes.provider import DONE, FakeProvider, chunk, stream

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
BODY = {"model": "openai/gpt-4o-mini", "messages": [{"role": "user", "content": "hi"}]}
HEADERS = {"Authorization": f"Bearer {SECRET}"}
NEW_SECRET = "tr_live_" + "z" * 32
CLIENTS, FOLLOWS_WITHIN_S = 8, 2.0


def test_calls_to_several_processes_are_rows_of_one_installation(
    installation: Installation,
) -> None:
    installation.start("core")
    url = installation.start_gateways(workers=2)
    ids = [_call(url).headers["x-tailrace-request-id"] for _ in range(40)]
    installation.wait_stored()
    assert _stored_ids(installation) == Counter(ids)
    assert len(_processes(installation)) == 2
    assert httpx.post(f"{installation.url}/v1/chat/completions", json=BODY).status_code == 404
    assert httpx.get(f"{url}/api/v1/snapshot").status_code == 404
    assert installation.stop_gateways() == 0
    assert not _processes(installation)


def test_a_change_reaches_every_process_in_two_seconds(installation: Installation) -> None:
    installation.start("core")
    url = installation.start_gateways(workers=2)
    assert _call(url).status_code == 200
    text = installation.manifest.read_text()
    installation.manifest.write_text(text.replace("${TR_KEY}", NEW_SECRET))
    applied = installation.run("apply", "-f", str(installation.manifest))
    assert applied.returncode == 0, applied.stderr
    time.sleep(FOLLOWS_WITHIN_S)
    assert {_call(url).status_code for _ in range(12)} == {401}


async def test_a_process_that_is_killed_loses_nothing_and_comes_back(
    installation: Installation,
) -> None:
    await asyncio.to_thread(installation.start, "core")
    url = await asyncio.to_thread(installation.start_gateways, 2)
    answered: list[str] = []
    ended = asyncio.Event()
    clients = [asyncio.create_task(_call_until(ended, url, answered)) for _ in range(CLIENTS)]
    for _ in range(2):
        before = await _until(lambda: _processes(installation), lambda found: len(found) == 2)
        os.kill(before[0], signal.SIGKILL)
        await _until(
            lambda: _processes(installation),
            lambda found, gone=before[0]: len(found) == 2 and gone not in found,
        )
    ended.set()
    await asyncio.gather(*clients)
    await asyncio.to_thread(installation.wait_stored)
    stored = await asyncio.to_thread(_stored_ids, installation)
    assert len(answered) > 50
    assert set(answered) <= set(stored)
    assert set(stored.values()) == {1}
    assert installation.get("/health/pipeline")["gaps"] == 0


async def test_a_stop_lets_a_stream_finish(
    installation: Installation, provider: FakeProvider
) -> None:
    await asyncio.to_thread(installation.start, "core")
    url = await asyncio.to_thread(installation.start_gateways, 1)
    gate, words = threading.Event(), [chunk({"content": f"word{n} "}) for n in range(5)]
    provider.then(stream(*words, chunk({}, finish_reason="stop"), DONE, gate=gate))
    async with (
        httpx.AsyncClient(headers=HEADERS, timeout=30) as client,
        client.stream("POST", f"{url}/v1/chat/completions", json={**BODY, "stream": True}) as said,
    ):
        chunks = said.aiter_raw()
        body = await anext(chunks)
        stopping = asyncio.create_task(asyncio.to_thread(installation.stop_gateways))
        await _until(lambda: _refuses(url), bool)
        gate.set()
        body += b"".join([piece async for piece in chunks])
    assert body.rstrip().endswith(b"data: [DONE]")
    assert await stopping == 0
    await asyncio.to_thread(installation.wait_stored)
    (row,) = installation.get("/requests")["data"]
    assert row["status"] == "success"


async def test_processes_end_with_the_one_that_started_them(installation: Installation) -> None:
    await asyncio.to_thread(installation.start, "core")
    await asyncio.to_thread(installation.start_gateways, 2)
    await _until(lambda: _processes(installation), lambda found: len(found) == 2)
    assert installation.gateways is not None
    installation.gateways.kill()
    await _until(lambda: _processes(installation), lambda found: not found)


def _call(url: str) -> httpx.Response:
    return httpx.post(f"{url}/v1/chat/completions", json=BODY, headers=HEADERS, timeout=30)


async def _call_until(ended: asyncio.Event, url: str, answered: list[str]) -> None:
    """Call on new connections, so that each may reach another process; note what was answered."""
    while not ended.is_set():
        async with httpx.AsyncClient(headers=HEADERS, timeout=10) as client:
            try:
                answer = await client.post(f"{url}/v1/chat/completions", json=BODY)
            except httpx.TransportError:
                continue
            answered.append(answer.headers["x-tailrace-request-id"])


async def _until(look: Any, is_so: Any, within_s: float = 30) -> Any:
    deadline = time.monotonic() + within_s
    while not is_so(found := await asyncio.to_thread(look)):
        assert time.monotonic() < deadline, found
        await asyncio.sleep(0.05)
    return found


def _processes(installation: Installation) -> list[int]:
    """Return the ids of the processes that take calls, as their reports have them."""
    return [report.pid for report in read_reports(installation.folder / "data")]


def _refuses(url: str) -> bool:
    """Whether nobody takes a new connection any more."""
    try:
        httpx.get(f"{url}/healthz", timeout=0.5)
    except httpx.TransportError:
        return True
    return False


def _stored_ids(installation: Installation) -> Counter[str]:
    ids: Counter[str] = Counter()
    cursor = ""
    while True:
        more = {"cursor": cursor} if cursor else {}
        page = installation.get("/requests", limit=200, last="24h", **more)
        ids.update(row["id"] for row in page["data"])
        cursor = page["next_cursor"]
        if not cursor:
            return ids
