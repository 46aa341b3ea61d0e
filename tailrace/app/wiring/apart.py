"""A process that takes calls and nothing else, beside a core on the same data folder.

It knows the control database and the spool, but not the store, which the core fills and reads.
"""

import os
import signal
from dataclasses import dataclass
from functools import partial

from tailrace.app.jobs import Job
from tailrace.app.wiring import front as fronts
from tailrace.app.wiring.front import Front, build_front
from tailrace.capture.price import Prices
from tailrace.control.open import Control
from tailrace.core.clock import Clock
from tailrace.settings import Settings

PARENT_EVERY_S = 1.0


@dataclass(frozen=True)
class GatewayServices:
    """Everything that runs in one gateway process."""

    control: Control
    front: Front
    jobs: tuple[Job, ...]

    def check_ready(self) -> None:
        """Raise a TailraceError while the control database cannot be reached."""
        self.control.directory.refresh()

    def close(self) -> None:
        """Seal what was captured, for the core to store; after the front and the jobs."""
        self.front.spool.close()
        self.control.directory.flush_used()
        self.control.close()


def build_gateway(settings: Settings, clock: Clock, parent: int) -> GatewayServices:
    """Open the control database and the spool, and put the gateway together.

    The process ends by itself when `parent`, which started it, is gone. Raises a TailraceError.
    """
    control = fronts.open_folder(settings)
    spool = fronts.open_spool(settings, clock)
    front = build_front(settings, clock, control, spool, Prices())
    return GatewayServices(
        control=control,
        front=front,
        jobs=(
            *fronts.spool_jobs(spool),
            *fronts.directory_jobs(control),
            *front.jobs(),
            Job("parent", partial(_follow, parent), PARENT_EVERY_S),
        ),
    )


def _follow(parent: int) -> None:
    """End this process in good order when the one that started it is gone."""
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGTERM)
