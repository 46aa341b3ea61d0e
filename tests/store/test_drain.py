import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from tailrace.core.errors import Busy
from tailrace.spool import sealed as sealed_module
from tailrace.spool.sealed import list_sealed
from tailrace.spool.spool import Spool
from tailrace.store.drain import FIRST_WAIT_US, LONGEST_WAIT_US, Drain, Drained, Stored, stored
from tailrace.store.engine import Engine
from tests.conftest import ManualClock
from tests.fakes.records import STARTED_US, call
from tests.spool.conftest import die

COUNTS = (
    "SELECT (SELECT count() FROM spans WHERE org_id = {org:UInt32}), "
    "(SELECT count() FROM payloads WHERE org_id = {org:UInt32}), "
    "(SELECT toUInt64(sum(n)) FROM rollup_hour WHERE org_id = {org:UInt32})"
)


class Failing:
    """The real engine, but the n-th insert from now fails: before it is done, or after."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.left = -1
        self.after = False

    def insert(self, table: str, data: pa.Table, token: str) -> None:
        self.left -= 1
        if self.left == -1 and not self.after:
            raise Busy("down")
        self._engine.insert(table, data, token)
        if self.left == -1:
            raise Busy("down")


@pytest.fixture
def spool(spool_folder: Path, clock: ManualClock) -> Iterator[Spool]:
    made = Spool(spool_folder, clock=clock, max_bytes=1 << 30, segment_bytes=1 << 20)
    yield made
    made.close()


@pytest.fixture
def org(request: pytest.FixtureRequest) -> int:
    """An organisation of the test's own."""
    return 1000 + abs(hash(request.node.name)) % 1_000_000


@pytest.fixture
def drain_with(spool_folder: Path, clock: ManualClock) -> Callable[[object], Drain]:
    def make(engine: object) -> Drain:
        return Drain(engine, spool_folder, clock=clock, retention=lambda _org: 90)  # type: ignore[arg-type]

    return make


def counts(store: Engine, org: int) -> tuple[int, ...]:
    return tuple(store.query(COUNTS, {"org": org}).rows[0])


def fill(spool: Spool, org: int, *numbers: int) -> None:
    for number in numbers:
        spool.append(call(number, org_id=org))
    spool.close()


def test_what_is_sealed_is_stored_and_let_go(
    store: Engine, spool: Spool, drain_with: Callable[[object], Drain], org: int
) -> None:
    fill(spool, org, 1, 2, 3)
    drain = drain_with(store)
    assert drain.run_once() == Drained(lines=3, records=6, batches=1)
    assert counts(store, org) == (6, 3, 3)
    assert spool.status().pending_lines == 0
    assert drain.run_once() == Drained()


def test_a_segment_that_is_still_written_to_waits(
    store: Engine, spool: Spool, drain_with: Callable[[object], Drain], org: int
) -> None:
    spool.append(call(1, org_id=org))
    assert drain_with(store).run_once() == Drained()
    assert counts(store, org) == (0, 0, 0)


def test_a_dead_writers_lines_are_stored_too(
    store: Engine, spool: Spool, drain_with: Callable[[object], Drain], org: int
) -> None:
    spool.append(call(1, org_id=org))
    die(spool)
    assert drain_with(store).run_once().lines == 1
    assert counts(store, org) == (2, 1, 1)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", range(6))
def test_a_failure_at_any_step_is_healed_by_the_next_run(
    store: Engine,
    spool: Spool,
    drain_with: Callable[[object], Drain],
    clock: ManualClock,
    org: int,
    monkeypatch: pytest.MonkeyPatch,
    step: int,
    after: bool,
) -> None:
    monkeypatch.setattr(sealed_module, "BATCH_LINES", 3)
    fill(spool, org, 1, 2, 3, 4, 5)
    failing = Failing(store)
    drain = drain_with(failing)
    failing.left, failing.after = step, after
    drain.run_once()
    assert list_sealed(spool._folder)
    clock.advance_us(FIRST_WAIT_US)
    assert drain.run_once() == Drained(lines=5, records=10, batches=2)
    assert counts(store, org) == (10, 5, 5)
    assert not list_sealed(spool._folder)


def test_unreadable_lines_are_put_aside_and_the_rest_is_stored(
    store: Engine, spool: Spool, drain_with: Callable[[object], Drain], org: int
) -> None:
    fill(spool, org, 1, 2)
    (sealed,) = list_sealed(spool._folder)
    good = sealed.path.read_bytes()
    sealed.path.write_bytes(b"not json\n" + good + b'["torn",3,[{"or')
    assert drain_with(store).run_once() == Drained(lines=2, records=4, batches=1, rejected=2)
    assert counts(store, org) == (4, 2, 2)
    assert spool.status().rejected == 2
    assert spool.status().pending_lines == 0


def test_a_segment_of_nothing_readable_does_not_block(
    store: Engine, spool: Spool, drain_with: Callable[[object], Drain], org: int
) -> None:
    fill(spool, org, 1)
    (sealed,) = list_sealed(spool._folder)
    sealed.path.write_bytes(b"\x00\xff\n")
    fill(spool, org, 2)
    assert drain_with(store).run_once() == Drained(lines=1, records=2, batches=2, rejected=1)
    assert counts(store, org) == (2, 1, 1)


def test_a_store_that_is_down_is_asked_less_and_less_and_logged_once(
    store: Engine,
    spool: Spool,
    drain_with: Callable[[object], Drain],
    clock: ManualClock,
    org: int,
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Down:
        asked = 0

        def insert(self, table: str, data: pa.Table, token: str) -> None:
            self.asked += 1
            raise Busy("The store cannot be reached right now.")

    caplog.set_level(logging.INFO)
    down = Down()
    drain = drain_with(down)
    fill(spool, org, 1)
    for _ in range(600):
        drain.run_once()
        clock.advance_us(FIRST_WAIT_US // 2)
    longest_wait_asks = 300_000_000 // LONGEST_WAIT_US
    assert 10 <= down.asked <= 8 + longest_wait_asks
    drain._engine = store
    clock.advance_us(LONGEST_WAIT_US)
    assert drain.run_once().lines == 1
    drain.run_once()
    said = [record.message for record in caplog.records if record.name == "tailrace.store.drain"]
    assert len(said) == 2
    assert said[0].startswith("The store does not take records; they stay in the spool. The store")
    assert said[1] == "The store takes records again."


def test_stored_counts_lines_records_and_gaps(
    store: Engine,
    spool_folder: Path,
    spool: Spool,
    drain_with: Callable[[object], Drain],
    clock: ManualClock,
    org: int,
) -> None:
    before = stored(store)
    small = Spool(spool_folder, clock=clock, max_bytes=6000, segment_bytes=1 << 20)
    small.append(call(1, org_id=org))
    with pytest.raises(Busy):
        small.append(call(2, org_id=org, input="x" * 6000))
    small.append(call(50_000, org_id=org))
    small.close()
    fill(spool, org, 4)
    assert drain_with(store).run_once().lines == 3
    now = stored(store)
    assert (now.lines - before.lines, now.records - before.records) == (3, 6)
    assert now.gaps - before.gaps == 1
    assert now.newest_at is not None
    assert now.newest_at.timestamp() * 1_000_000 == STARTED_US + 50_000 * 1_000_000 + 900


def test_an_empty_store_has_nothing_new(store: Engine) -> None:
    store.command("TRUNCATE TABLE writers")
    assert stored(store) == Stored(lines=0, records=0, newest_at=None, gaps=0)


def test_writers_stay_one_row_each(
    store: Engine, spool: Spool, drain_with: Callable[[object], Drain], org: int
) -> None:
    for number in range(1, 4):
        fill(spool, org, number)
        drain_with(store).run_once()
    store.command("OPTIMIZE TABLE writers FINAL")
    rows = store.query("SELECT lines FROM writers WHERE process = {p:String}", {"p": spool.process})
    assert rows.rows == [(3,)]
