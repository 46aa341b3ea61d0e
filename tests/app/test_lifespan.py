"""A running process does its jobs, and stops without losing anything."""

import asyncio

from tailrace.app.lifespan import running
from tailrace.app.wiring.whole import build
from tailrace.core.clock import SystemClock
from tailrace.core.record import Record
from tailrace.settings import Settings
from tailrace.store.engine import Engine


async def test_what_was_captured_is_stored_at_the_end(settings: Settings, record: Record) -> None:
    services = build(settings, SystemClock(), "http://127.0.0.1:8080")
    started, ended = asyncio.Event(), asyncio.Event()

    async def background() -> None:
        started.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    async with running(services, [background]):
        await asyncio.wait_for(started.wait(), 5)
        services.spool.append([record])
    assert ended.is_set()

    engine = Engine.open(settings.store_address)
    try:
        assert engine.query("SELECT count() FROM spans").rows == [(1,)]
    finally:
        engine.close()
