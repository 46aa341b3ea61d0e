"""Everything in one process, or everything but the gateway: the core that gateways stand beside.

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
from tailrace.app.jobs import Job
from tailrace.app.pipeline import Pipeline
from tailrace.app.slots import Reports
from tailrace.app.wiring import front as fronts
from tailrace.app.wiring.front import Front, build_front
from tailrace.capture.price import Prices
from tailrace.control.open import Control
from tailrace.core.clock import Clock
from tailrace.gateway.providers.dial import AddressGuard
from tailrace.gateway.providers.probe import Prober
from tailrace.query.reader import Reader
from tailrace.settings import Settings
from tailrace.spool.spool import Spool
from tailrace.store.drain import Drain
from tailrace.store.engine import Engine, Limits
from tailrace.store.migrate import migrate

DRAIN_EVERY_S = 0.1
REPORTS_EVERY_S = 1.0


@dataclass(frozen=True)
class Services:
    """Everything that runs in one process; without a front, other processes take the calls."""

    settings: Settings
    clock: Clock
    control: Control
    engine: Engine
    spool: Spool
    pipeline: Pipeline
    prices: Prices
    front: Front | None
    api: FastAPI
    jobs: tuple[Job, ...]

    def check_ready(self) -> None:
        """Raise a TailraceError while the store or the control database cannot be reached."""
        self.engine.query("SELECT 1")
        self.control.directory.refresh()

    def close(self) -> None:
        """Store what was captured and close the databases; after the front and the jobs."""
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
    takes_calls: bool = True,
) -> Services:
    """Open the databases, bring them up to date and put the rooms together.

    Raises a TailraceError with one sentence when something cannot be opened.
    """
    control = fronts.open_folder(settings)
    engine = Engine.open(settings.store_address)
    migrate(engine, clock=clock)
    spool, reports = fronts.open_spool(settings, clock), Reports(settings.data_dir)
    pipeline = Pipeline(spool, _drain(settings, engine, clock), engine, clock, reports)
    prices = Prices()
    front = build_front(settings, clock, control, spool, prices) if takes_calls else None
    api_services = ApiServices(
        control=control,
        store=Reader(engine, Limits(settings.query_timeout_s, settings.query_memory_bytes)),
        clock=clock,
        pipeline=partial(pipeline.status, loading),
        circuits=reports.circuits,
        public_url=public_url,
        session_lifetime=timedelta(days=settings.session_days),
        probe=Prober(AddressGuard(settings.upstream_allow_private), clock).probe,
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
        front=front,
        api=create_api(api_services),
        jobs=(
            *fronts.spool_jobs(spool),
            *fronts.directory_jobs(control),
            *(() if front is None else front.jobs()),
            *_core_jobs(pipeline, reports),
        ),
    )


def _drain(settings: Settings, engine: Engine, clock: Clock) -> Drain:
    return Drain(
        engine, settings.spool_dir, clock=clock, retention=lambda _: settings.retention_days
    )


def _core_jobs(pipeline: Pipeline, reports: Reports) -> tuple[Job, ...]:
    return (
        Job("drain", pipeline.drain, DRAIN_EVERY_S),
        Job("reports", reports.refresh, REPORTS_EVERY_S),
    )
