"""Builds everything, once: settings in, one frozen Services out.

Nothing here runs yet: `lifespan` opens the gateway and starts the jobs. What a lower room needs of
a higher one is handed over here as a callable.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from fastapi import FastAPI

from tailrace.api.application import create_api
from tailrace.api.services import ApiServices, Loading
from tailrace.app.counts import Counts
from tailrace.app.jobs import Job
from tailrace.app.pipeline import Pipeline
from tailrace.capture.price import Prices
from tailrace.control.open import Control, open_control
from tailrace.core.clock import Clock
from tailrace.core.ids import RequestNumbers
from tailrace.gateway.routes import Gateway, GatewayParts, Limits
from tailrace.query.reader import Reader
from tailrace.settings import Settings
from tailrace.spool.spool import Spool
from tailrace.store.drain import Drain
from tailrace.store.engine import Engine
from tailrace.store.engine import Limits as QueryLimits
from tailrace.store.migrate import migrate

TEND_EVERY_S = 0.1
DRAIN_EVERY_S = 0.1
DIRECTORY_EVERY_S = 1.0
KEYS_USED_EVERY_S = 10.0
COUNTS_EVERY_S = 1.0


@dataclass(frozen=True)
class Services:
    """Everything that runs in one process."""

    settings: Settings
    clock: Clock
    control: Control
    engine: Engine
    spool: Spool
    pipeline: Pipeline
    prices: Prices
    counts: Counts
    gateway: Gateway
    api: FastAPI
    jobs: tuple[Job, ...]

    def check_ready(self) -> None:
        """Raise a TailraceError while the store or the control database cannot be reached."""
        self.engine.query("SELECT 1")
        self.control.directory.refresh()

    def close(self) -> None:
        """Store what was captured and close the databases; after the gateway and the jobs."""
        self.pipeline.finish()
        self.control.directory.flush_used()
        self.engine.close()
        self.control.close()


def build(
    settings: Settings,
    clock: Clock,
    public_url: str,
    *,
    demo_owner: str = "",
    loading: Callable[[], Loading | None] = lambda: None,
) -> Services:
    """Open the databases, bring them up to date and put the rooms together.

    Raises a TailraceError with one sentence when something cannot be opened.
    """
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    control = open_control(settings.control_address, settings.data_dir, settings.secret_key)
    engine = Engine.open(settings.store_address)
    migrate(engine, clock=clock)
    spool = open_spool(settings, clock)
    drain = Drain(
        engine, settings.spool_dir, clock=clock, retention=lambda _: settings.retention_days
    )
    pipeline = Pipeline(spool, drain, engine, clock)
    prices, counts = Prices(), Counts(settings)
    api_services = ApiServices(
        control=control,
        store=Reader(engine, QueryLimits(settings.query_timeout_s, settings.query_memory_bytes)),
        clock=clock,
        pipeline=partial(pipeline.status, loading),
        public_url=public_url,
        session_lifetime=timedelta(days=settings.session_days),
        demo_owner=demo_owner,
    )
    return Services(
        settings=settings,
        clock=clock,
        control=control,
        engine=engine,
        spool=spool,
        pipeline=pipeline,
        prices=prices,
        counts=counts,
        gateway=Gateway(_gateway_parts(settings, clock, control, spool, prices, counts)),
        api=create_api(api_services),
        jobs=(
            Job("tend-spool", pipeline.tend, TEND_EVERY_S),
            Job("drain", pipeline.drain, DRAIN_EVERY_S),
            Job("directory", control.directory.refresh, DIRECTORY_EVERY_S),
            Job("keys-used", control.directory.flush_used, KEYS_USED_EVERY_S),
            Job("limits", counts.save, COUNTS_EVERY_S),
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


def _gateway_parts(
    settings: Settings,
    clock: Clock,
    control: Control,
    spool: Spool,
    prices: Prices,
    counts: Counts,
) -> GatewayParts:
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
            trusts_forwarded=settings.trust_forwarded,
        ),
        limiter=counts.limiter,
    )
