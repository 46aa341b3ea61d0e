"""Jobs repeat, survive their failures, and stop when told."""

import logging
import threading

import pytest

from tailrace.app.jobs import Job, Jobs
from tailrace.core.errors import Busy


def test_a_job_runs_again_and_again_until_stopped() -> None:
    runs, thrice = [0], threading.Event()

    def step() -> None:
        runs[0] += 1
        if runs[0] == 3:
            thrice.set()

    jobs = Jobs([Job("count", step, 0.001)])
    jobs.start()
    assert thrice.wait(5)
    jobs.stop()
    after = runs[0]
    assert not any(thread.name == "count" for thread in threading.enumerate())
    assert runs[0] == after


@pytest.mark.parametrize("error", [RuntimeError("odd"), Busy("The store is away.")])
def test_a_failing_job_goes_on_and_is_logged_once(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    runs, well = [0], threading.Event()

    def step() -> None:
        runs[0] += 1
        if runs[0] <= 3:
            raise error
        if runs[0] == 5:
            well.set()

    with caplog.at_level(logging.INFO, logger="tailrace.jobs"):
        jobs = Jobs([Job("shaky", step, 0.001)])
        jobs.start()
        assert well.wait(5)
        jobs.stop()
    levels = [record.levelno for record in caplog.records]
    assert sum(level >= logging.WARNING for level in levels) == 1
    assert levels.count(logging.INFO) == 1
    assert "works again" in caplog.text


def test_stop_waits_for_the_step_under_way() -> None:
    entered, leave, done = threading.Event(), threading.Event(), [False]

    def step() -> None:
        entered.set()
        leave.wait(5)
        done[0] = True

    jobs = Jobs([Job("slow", step, 0.001)])
    jobs.start()
    assert entered.wait(5)
    threading.Timer(0.05, leave.set).start()
    jobs.stop()
    assert done[0]


def test_jobs_that_never_started_stop_at_once() -> None:
    Jobs([Job("idle", lambda: None, 1)]).stop()
