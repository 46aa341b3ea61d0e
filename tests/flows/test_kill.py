"""`kill -9` at any moment neither loses an acknowledged call nor doubles one."""

import random
import subprocess
import sys
import threading
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from tailrace.core.clock import SystemClock
from tailrace.spool import sealed
from tailrace.spool.sealed import list_sealed
from tailrace.store.drain import Drain, Stored, stored
from tailrace.store.engine import Engine
from tests.fakes import doomed
from tests.fakes.records import request, span

ROUNDS = 4
LONGEST_LIFE_S = 1.5
ROOT = Path(__file__).resolve().parents[2]


def live_and_die(folder: Path, first: int, seconds: float) -> list[int]:
    """Run a process until it has drained for so long, kill it, and return what it acknowledged."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.fakes.doomed", str(folder), str(first)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    with process, process.stdout as said:
        killer = threading.Timer(seconds, process.kill)
        acknowledged: list[int] = []
        for line in said:
            if not acknowledged:
                killer.start()
            if line.endswith("\n"):
                acknowledged.append(int(line))
    assert process.returncode == -9
    return acknowledged


@pytest.fixture(scope="module")
def aftermath(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, list[int], Path]]:
    """What is left after several lives on one folder, drained by a last, quiet run."""
    folder = tmp_path_factory.mktemp("killed")
    lengths = random.Random(7)
    acknowledged: list[int] = []
    for life in range(ROUNDS):
        first = (life + 1) * 1_000_000
        acknowledged += live_and_die(folder, first, lengths.uniform(0.1, LONGEST_LIFE_S))
    engine = Engine.open(f"chdb://{folder}/store")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sealed, "BATCH_LINES", doomed.BATCH_LINES)
        Drain(engine, folder / "spool", clock=SystemClock(), retention=lambda _: 3650).run_once()
    yield engine, acknowledged, folder
    engine.close()


@pytest.mark.slow
def test_every_acknowledged_call_is_stored_once(
    aftermath: tuple[Engine, list[int], Path],
) -> None:
    engine, acknowledged, _ = aftermath
    rows = engine.query("SELECT span_id, count() FROM spans WHERE cls = 0 GROUP BY span_id").rows
    found = dict(rows)
    assert len(acknowledged) > 100
    assert {span(number) for number in acknowledged} <= set(found)
    assert set(found.values()) == {1}
    assert len(found) - len(acknowledged) <= ROUNDS, "at most the one that each kill cut short"


@pytest.mark.slow
def test_attempts_and_bodies_come_with_their_requests(
    aftermath: tuple[Engine, list[int], Path],
) -> None:
    engine, _, _ = aftermath
    (row,) = engine.query(
        "SELECT (SELECT count() FROM spans WHERE cls = 0), "
        "(SELECT count() FROM spans WHERE cls = 1), (SELECT count() FROM payloads), "
        "(SELECT uniqExact(span_id) FROM payloads)"
    ).rows
    assert len(set(row)) == 1


@pytest.mark.slow
def test_rollups_equal_a_recount_of_the_rows(aftermath: tuple[Engine, list[int], Path]) -> None:
    engine, _, _ = aftermath
    (counted,) = engine.query(
        "SELECT count(), sum(prompt_tokens), sum(completion_tokens), sum(cost_usd), "
        "sum(duration_us) FROM spans WHERE cls = 0"
    ).rows
    (rolled,) = engine.query(
        "SELECT sum(n), sum(prompt_tokens), sum(completion_tokens), sum(cost_usd), "
        "sum(duration_us) FROM rollup_hour"
    ).rows
    assert rolled == counted
    assert counted[3] == counted[0] * (request().cost_usd or Decimal(0))


@pytest.mark.slow
def test_no_number_is_missing_and_nothing_waits(
    aftermath: tuple[Engine, list[int], Path],
) -> None:
    engine, _, folder = aftermath
    requests = engine.query("SELECT count(), max(started_at) FROM spans WHERE cls = 0").rows[0][0]
    newest = engine.query("SELECT max(started_at) FROM spans").rows[0][0]
    assert stored(engine) == Stored(lines=requests, records=2 * requests, newest_at=newest, gaps=0)
    assert not list_sealed(folder / "spool")
    assert not list((folder / "spool" / "open").iterdir())
    assert not list((folder / "spool" / "rejected").iterdir())
