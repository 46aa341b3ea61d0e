"""Real services on a folder of the test's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tailrace.app.wiring.whole import Services, build
from tailrace.core.clock import SystemClock
from tailrace.core.record import COUNTED, Record
from tailrace.settings import Settings, load


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load({}, data_dir=tmp_path / "data", port=0)


@pytest.fixture
def services(settings: Settings) -> Iterator[Services]:
    made = build(settings, SystemClock(), "http://127.0.0.1:8080")
    yield made
    made.close()


@pytest.fixture
def record() -> Record:
    return Record(
        org_id=1,
        project_id=1,
        kind="request",
        cls=COUNTED,
        source="gateway",
        started_us=SystemClock().now_us(),
        trace_high=1,
        trace_low=2,
        span_id=3,
        operation="chat",
        status="success",
        duration_us=1000,
    )
