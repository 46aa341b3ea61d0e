"""A store with a population of two organisations, counted on by the tests of one module."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tailrace.core.clock import SystemClock
from tailrace.core.record import Line, Record
from tailrace.query.reader import Reader
from tailrace.store import rows
from tailrace.store.engine import Engine
from tailrace.store.migrate import migrate
from tests.fakes.population import population, requests_of

CALLS = 3000
_BATCHES = 3


@dataclass(frozen=True, slots=True)
class Populated:
    """An open store, and what was put into it."""

    reader: Reader
    lines: list[Line]

    @property
    def requests(self) -> list[Record]:
        return requests_of(self.lines)


@pytest.fixture(scope="module")
def populated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Populated]:
    """Stored in several batches, so that cells of one hour lie in several parts."""
    engine = Engine.open(f"chdb://{tmp_path_factory.mktemp('store')}/db")
    migrate(engine, clock=SystemClock())
    lines = population(CALLS)
    for number in range(_BATCHES):
        batch = lines[number::_BATCHES]
        engine.insert("payloads", rows.payloads(batch, lambda _: 90), f"bodies {number}")
        engine.insert("spans", rows.spans(batch, lambda _: 90), f"spans {number}")
    yield Populated(Reader(engine), lines)
    engine.close()
