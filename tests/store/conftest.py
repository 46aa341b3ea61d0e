"""A real store in a folder of its own, shared by the tests of one module."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tailrace.core.clock import SystemClock
from tailrace.store.engine import Engine
from tailrace.store.migrate import migrate


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """An empty chDB. chDB has one folder per process, so it is closed with its module."""
    opened = Engine.open(f"chdb://{tmp_path_factory.mktemp('store')}/db")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def store(engine: Engine) -> Engine:
    """The same with all tables. Tests keep apart by organisation or by process."""
    migrate(engine, clock=SystemClock())
    return engine


@pytest.fixture
def spool_folder(tmp_path: Path) -> Path:
    return tmp_path / "spool"
