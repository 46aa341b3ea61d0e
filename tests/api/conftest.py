"""The town, and the API that serves it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI

from tailrace.api.application import create_api
from tailrace.api.services import ApiServices, PipelineStatus
from tailrace.core.clock import from_us
from tests.conftest import ManualClock
from tests.fakes.town import URL, Town, found_town

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


@pytest.fixture
def town(tmp_path: Path, clock: ManualClock) -> Iterator[Town]:
    made = found_town(tmp_path, clock)
    yield made
    made.control.close()


@pytest.fixture
def services(town: Town, clock: ManualClock) -> ApiServices:
    return ApiServices(
        control=town.control,
        clock=clock,
        pipeline=lambda: STATUS,
        public_url=URL,
        session_lifetime=timedelta(days=30),
    )


@pytest.fixture
def api(services: ApiServices) -> FastAPI:
    return create_api(services)


@pytest.fixture
def api_with(services: ApiServices) -> Callable[..., FastAPI]:
    """Return the application with some of its services replaced."""
    return lambda **changes: create_api(replace(services, **changes))
