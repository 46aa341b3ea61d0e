"""The life of a running process: open, run, and stop without losing anything.

Stopping goes against the flow: the server has let calls finish, then the gateway closes, the jobs
stop, what was captured is stored, and the databases close last.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Protocol

from tailrace.app.jobs import Job, Jobs
from tailrace.app.wiring.front import Front

Background = Callable[[], Awaitable[object]]


class Parts(Protocol):
    """What runs: a whole installation, its core, or a process that only takes calls."""

    @property
    def front(self) -> Front | None: ...

    @property
    def jobs(self) -> tuple[Job, ...]: ...

    def close(self) -> None: ...


@contextlib.asynccontextmanager
async def running(services: Parts, background: Sequence[Background] = ()) -> AsyncIterator[None]:
    """Run the jobs, and the given coroutines until they end or the server stops."""
    front = services.front
    if front is not None:
        await front.open()
    jobs = Jobs(services.jobs)
    jobs.start()
    tasks = [asyncio.ensure_future(start()) for start in background]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if front is not None:
            await front.gateway.close()
        await asyncio.to_thread(jobs.stop)
        if front is not None:
            await front.close()
        await asyncio.to_thread(services.close)
