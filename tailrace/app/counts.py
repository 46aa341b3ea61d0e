"""Where limits are counted: in this process, kept on disk over restarts, or in Redis.

A budget of a month must outlive a restart, so what this process counted is written down each second
in which it changed. The counting is done on the event loop and by nobody else; a job's thread
asks the loop for a snapshot. A crash forgets at most a second.
"""

import asyncio
import importlib
import logging
from pathlib import Path
from typing import Any

from tailrace.core.errors import BadInput
from tailrace.limits.decision import Limiter
from tailrace.limits.memory import MemoryLimiter
from tailrace.settings import Settings

SNAPSHOT_WITHIN_S = 5.0
log = logging.getLogger(__name__)


class Counts:
    """The limiter of a process, and its file if it has one."""

    def __init__(self, settings: Settings, file: Path) -> None:
        self._file = file
        self._loop: asyncio.AbstractEventLoop | None = None
        self._redis: Any = None
        self._memory: MemoryLimiter | None = None
        if settings.redis_dsn:
            self._redis = _open_redis(settings)
        else:
            self._memory = MemoryLimiter()
            _restore(self._memory, self._file)

    @property
    def limiter(self) -> Limiter:
        limiter: Limiter = self._memory if self._memory is not None else self._redis
        return limiter

    def open(self) -> None:
        """Note the loop that serves calls; to be called in it."""
        self._loop = asyncio.get_running_loop()

    def save(self) -> None:
        """Write down what changed; to be called from another thread than the loop's."""
        loop, memory = self._loop, self._memory
        if loop is None or memory is None or not memory.dirty:
            return
        asked = asyncio.run_coroutine_threadsafe(_snapshot(memory), loop)
        written = self._file.with_name(f"{self._file.name}.new")
        written.write_bytes(asked.result(SNAPSHOT_WITHIN_S))
        written.replace(self._file)

    async def close(self) -> None:
        """Write down the last of it, once no call comes any more; in the loop."""
        if self._redis is not None:
            await self._redis.close()
        else:
            await asyncio.to_thread(self.save)


async def _snapshot(memory: MemoryLimiter) -> bytes:
    return memory.snapshot()


def _restore(memory: MemoryLimiter, file: Path) -> None:
    """Go on where the last process stopped; a file that cannot be read is none."""
    if not file.is_file():
        return
    try:
        memory.restore(file.read_bytes())
    except BadInput as error:
        log.warning("%s: %s Limits start anew.", file.name, error.message)


def _open_redis(settings: Settings) -> Any:
    try:
        redis = importlib.import_module("tailrace.limits.redis")
    except ModuleNotFoundError:
        raise BadInput(
            "TAILRACE_REDIS_DSN is set, but the Redis client is not installed.",
            hint="Install tailrace[redis].",
        ) from None
    try:
        client = redis.connect(settings.redis_dsn)
    except ValueError:
        raise BadInput(
            "TAILRACE_REDIS_DSN is not an address.", hint="Write it like redis://127.0.0.1:6379/0."
        ) from None
    return redis.RedisLimiter(client, when_lost=settings.redis_when_lost)
