"""The life of a running process: open, run, and stop without losing anything.

Stopping goes against the flow: the server has let calls finish, then the gateway closes, the jobs
stop, what was captured is stored, and the databases close last.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

from tailrace.app.jobs import Jobs
from tailrace.app.wiring import Services

Background = Callable[[], Awaitable[object]]


@contextlib.asynccontextmanager
async def running(services: Services, background: Sequence[Background] = ()) -> AsyncIterator[None]:
    """Run the jobs, and the given coroutines until they end or the server stops."""
    await services.gateway.open()
    services.counts.open()
    jobs = Jobs(services.jobs)
    jobs.start()
    tasks = [asyncio.ensure_future(start()) for start in background]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await services.gateway.close()
        await asyncio.to_thread(jobs.stop)
        await services.counts.close()
        await asyncio.to_thread(services.close)
