"""The town, and the API that serves it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from fastapi import FastAPI

from tailrace.api.application import create_api
from tailrace.api.services import ApiServices, PipelineStatus
from tailrace.control.directory import ProviderTarget
from tailrace.core.clock import from_us
from tailrace.core.probe import Probe
from tailrace.query.reader import Reader
from tailrace.store.engine import Engine, Limits
from tests.conftest import ManualClock
from tests.fakes.town import URL, Town, found_town
from tests.fakes.traffic import Place, Traffic, send_traffic

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

PLACES = (Place(1, 1, 1), Place(1, 2, 2), Place(2, 3, 4))
"""acme's shop and lab, globex's depot, by the numbers that the town gives them; a read key each."""
REQUESTS = 100

STATUS = PipelineStatus(
    captured=7,
    stored=5,
    missing=2,
    lag_seconds=1.5,
    spool_bytes=4096,
    dropped=1,
    gaps=0,
    newest_at=from_us(1_793_534_399_000_000),
)


async def probe(target: ProviderTarget) -> Probe:
    """Say how long the key of the provider is: whoever tests it uses the stored one."""
    return Probe(12, len(target.api_key))


@pytest.fixture
def town(tmp_path: Path, clock: ManualClock) -> Iterator[Town]:
    made = found_town(tmp_path, clock)
    assert tuple(made.projects.values()) == tuple(place.project_id for place in PLACES)
    yield made
    made.control.close()


@pytest.fixture(scope="module")
def traffic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Traffic]:
    """Requests of all three projects; open for one module, because chDB opens one folder."""
    made = send_traffic(tmp_path_factory.mktemp("traffic"), ManualClock(), PLACES, REQUESTS)
    yield made
    made.store.engine.close()


@pytest.fixture
def store() -> Reader:
    """A store that cannot be reached; modules that read rows put the traffic's in its place."""
    return Reader(Engine(cast("Client", None), [], None), Limits(seconds=0.01))


@pytest.fixture
def services(town: Town, store: Reader, clock: ManualClock) -> ApiServices:
    return ApiServices(
        control=town.control,
        store=store,
        clock=clock,
        pipeline=lambda: STATUS,
        public_url=URL,
        session_lifetime=timedelta(days=30),
        probe=probe,
    )


@pytest.fixture
def api(services: ApiServices) -> FastAPI:
    return create_api(services)


@pytest.fixture
def api_with(services: ApiServices) -> Callable[..., FastAPI]:
    """Return the application with some of its services replaced."""
    return lambda **changes: create_api(replace(services, **changes))
