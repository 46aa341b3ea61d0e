"""A process that only takes calls is whole without the store, and follows its parent."""

import os

from tailrace.app.lifespan import running
from tailrace.app.wiring.apart import build_gateway
from tailrace.app.wiring.whole import build
from tailrace.core.clock import SystemClock
from tailrace.core.record import Record
from tailrace.settings import Settings


async def test_what_a_gateway_process_captured_the_core_stores(
    settings: Settings, record: Record
) -> None:
    apart = build_gateway(settings, SystemClock(), os.getppid())
    assert {job.name for job in apart.jobs} == {
        "tend-spool",
        "directory",
        "keys-used",
        "limits",
        "report",
        "parent",
    }
    async with running(apart):
        apart.check_ready()
        apart.front.spool.append([record])
    core = build(settings, SystemClock(), "http://127.0.0.1:8080", takes_calls=False)
    assert core.front is None
    assert core.pipeline.drain() == 1
    core.close()
