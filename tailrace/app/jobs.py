"""The one place that starts background work: named steps, each repeated in a thread of its own.

A step that fails is logged and tried again at its next turn; it says itself what it must not lose.
The same failure is logged once, and once more when it is over, however often it repeats.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tailrace.core.errors import TailraceError

log = logging.getLogger("tailrace.jobs")


@dataclass(frozen=True, slots=True)
class Job:
    """A step, and how long to wait between two runs of it."""

    name: str
    step: Callable[[], object]
    every_s: float


class Jobs:
    """Runs jobs from `start` to `stop`; a stopped one cannot be started again."""

    def __init__(self, jobs: Sequence[Job]) -> None:
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._repeat, args=(job,), name=job.name, daemon=True)
            for job in jobs
        ]

    def start(self) -> None:
        """Start every job; each runs its step at once."""
        for thread in self._threads:
            thread.start()

    def stop(self, timeout_s: float = 30.0) -> None:
        """Let the steps under way finish, then return."""
        self._stopping.set()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(timeout_s)

    def _repeat(self, job: Job) -> None:
        failing = ""
        while not self._stopping.is_set():
            failing = _run(job, failing)
            self._stopping.wait(job.every_s)


def _run(job: Job, failing: str) -> str:
    """Run one step; return what it failed with, or nothing."""
    try:
        job.step()
    except TailraceError as error:
        if failing != error.message:
            log.warning("%s: %s %s", job.name, error.message, error.hint)
        return error.message
    except Exception as error:
        if failing != repr(error):
            log.exception("%s failed and will be tried again", job.name)
        return repr(error)
    if failing:
        log.info("%s works again", job.name)
    return ""
