"""What takes calls in a process: the gateway with its circuits, its limits and its place.

Nothing here knows the store, so that a process which only takes calls does not load it.
"""

import os
from dataclasses import dataclass
from functools import partial

from tailrace.app.counts import Counts
from tailrace.app.jobs import Job
from tailrace.app.slots import Report, Slot, take_slot
from tailrace.capture.price import Prices
from tailrace.control.open import Control, open_control
from tailrace.core.clock import Clock
from tailrace.core.ids import RequestNumbers
from tailrace.gateway.routes import Gateway, GatewayParts, Limits
from tailrace.settings import Settings
from tailrace.spool.spool import Spool

TEND_EVERY_S = 0.1
DIRECTORY_EVERY_S = 1.0
KEYS_USED_EVERY_S = 10.0
COUNTS_EVERY_S = 1.0
REPORT_EVERY_S = 1.0


@dataclass(frozen=True)
class Front:
    """The gateway of one process, and what it shares with nobody."""

    gateway: Gateway
    counts: Counts
    slot: Slot
    spool: Spool

    async def open(self) -> None:
        """Make ready for calls, in the loop that takes them."""
        await self.gateway.open()
        self.counts.open()

    async def close(self) -> None:
        """Write down what must outlive the process, after the gateway and the jobs."""
        await self.counts.close()
        self.slot.release()

    def report(self) -> None:
        """Tell the others what this process knows."""
        known = self.spool.process, os.getpid(), self.spool.dropped
        self.slot.report(Report(*known, self.gateway.circuits.states()))

    def jobs(self) -> tuple[Job, ...]:
        """Return what has to be done beside the calls."""
        return (
            Job("limits", self.counts.save, COUNTS_EVERY_S),
            Job("report", self.report, REPORT_EVERY_S),
        )


def build_front(
    settings: Settings, clock: Clock, control: Control, spool: Spool, prices: Prices
) -> Front:
    """Put the gateway together; raises a TailraceError with one sentence when that cannot be."""
    slot = take_slot(settings.data_dir)
    counts = Counts(settings, slot.path_of("limits"))
    parts = GatewayParts(
        directory=lambda: control.directory.current,
        note_used=control.directory.note_used,
        append=spool.append,
        prices=prices,
        clock=clock,
        numbers=RequestNumbers(),
        limits=_limits(settings),
        limiter=counts.limiter,
    )
    return Front(Gateway(parts), counts, slot, spool)


def open_folder(settings: Settings) -> Control:
    """Make the data folder if it is not there, and open the control database."""
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    return open_control(settings.control_address, settings.data_dir, settings.secret_key)


def open_spool(settings: Settings, clock: Clock) -> Spool:
    """Return this process's end of the spool."""
    return Spool(
        settings.spool_dir,
        clock=clock,
        max_bytes=settings.spool_max_bytes,
        segment_bytes=settings.spool_segment_bytes,
        sync=settings.spool_sync,
        seal_interval_us=int(settings.drain_interval_s * 1e6),
    )


def tend(spool: Spool) -> None:
    """Seal what is due and flush it to the disk."""
    spool.seal_if_due()
    spool.sync()


def spool_jobs(spool: Spool) -> tuple[Job, ...]:
    """Return the job that hands what was captured on."""
    return (Job("tend-spool", partial(tend, spool), TEND_EVERY_S),)


def directory_jobs(control: Control) -> tuple[Job, ...]:
    """Return the jobs that keep the gateway's picture new, and write down which keys were used."""
    return (
        Job("directory", control.directory.refresh, DIRECTORY_EVERY_S),
        Job("keys-used", control.directory.flush_used, KEYS_USED_EVERY_S),
    )


def _limits(settings: Settings) -> Limits:
    return Limits(
        max_body_bytes=settings.max_body_bytes,
        capture_body_bytes=settings.capture_body_bytes,
        upstream_timeout_s=settings.upstream_timeout_s,
        upstream_connect_timeout_s=settings.upstream_connect_timeout_s,
        allow_private=settings.upstream_allow_private,
        trusts_forwarded=settings.trust_forwarded,
    )
