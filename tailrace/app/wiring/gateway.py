"""The gateway's side of an installation: what a process needs that takes calls and nothing else.

It knows the control database and the spool, but not the store, which another process fills and
reads. Nothing here runs yet: `lifespan` opens the gateway and starts the jobs.
"""

import os
import signal
from dataclasses import dataclass
from functools import partial

from tailrace.api.services import CircuitSeen
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
REPORT_EVERY_S = 1.0
PARENT_EVERY_S = 1.0


@dataclass(frozen=True)
class GatewayServices:
    """Everything that runs in one gateway process."""

    settings: Settings
    control: Control
    spool: Spool
    slot: Slot
    prices: Prices
    gateway: Gateway
    jobs: tuple[Job, ...]

    def check_ready(self) -> None:
        """Raise a TailraceError while the control database cannot be reached."""
        self.control.directory.refresh()

    def close(self) -> None:
        """Seal what was captured, for whoever drains, and close; after the gateway and the jobs."""
        self.spool.close()
        self.control.directory.flush_used()
        self.slot.release()
        self.control.close()


def build_gateway(settings: Settings, clock: Clock) -> GatewayServices:
    """Open the control database and the spool, and put the gateway together; raises TailraceError.

    The gateway ends by itself when the process that started it is gone.
    """
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    control = open_control(settings.control_address, settings.data_dir, settings.secret_key)
    spool, slot, prices = open_spool(settings, clock), take_slot(settings.data_dir), Prices()
    gateway = Gateway(gateway_parts(settings, clock, control, spool, prices))
    return GatewayServices(
        settings=settings,
        control=control,
        spool=spool,
        slot=slot,
        prices=prices,
        gateway=gateway,
        jobs=(
            Job("tend-spool", partial(tend, spool), TEND_EVERY_S),
            *directory_jobs(control),
            Job("report", partial(report, slot, spool, gateway), REPORT_EVERY_S),
            Job("parent", partial(_follow, os.getppid()), PARENT_EVERY_S),
        ),
    )


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


def gateway_parts(
    settings: Settings, clock: Clock, control: Control, spool: Spool, prices: Prices
) -> GatewayParts:
    """Return what the gateway is made of."""
    return GatewayParts(
        directory=lambda: control.directory.current,
        note_used=control.directory.note_used,
        append=spool.append,
        prices=prices,
        clock=clock,
        numbers=RequestNumbers(),
        limits=Limits(
            max_body_bytes=settings.max_body_bytes,
            capture_body_bytes=settings.capture_body_bytes,
            upstream_timeout_s=settings.upstream_timeout_s,
            upstream_connect_timeout_s=settings.upstream_connect_timeout_s,
            allow_private=settings.upstream_allow_private,
        ),
    )


def tend(spool: Spool) -> None:
    """Seal what is due and flush it to the disk."""
    spool.seal_if_due()
    spool.sync()


def directory_jobs(control: Control) -> tuple[Job, ...]:
    """Return the jobs that keep the gateway's picture new, and write down which keys were used."""
    return (
        Job("directory", control.directory.refresh, DIRECTORY_EVERY_S),
        Job("keys-used", control.directory.flush_used, KEYS_USED_EVERY_S),
    )


def report(slot: Slot, spool: Spool, gateway: Gateway) -> None:
    """Tell the others what this process knows."""
    circuits = tuple(
        CircuitSeen(
            state.provider_id,
            state.provider,
            state.model,
            state.state,
            state.since_us,
            state.failures,
            state.next_probe_us,
        )
        for state in gateway.circuit_states()
    )
    slot.report(Report(spool.process, os.getpid(), spool.dropped, circuits))


def _follow(parent: int) -> None:
    """End this process in good order when the one that started it is gone."""
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGTERM)
