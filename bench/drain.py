"""From the spool into the store: `python -m bench.drain [requests]`.

Prints what an append costs, how fast the drain is against inserting the same Arrow tables with no
rollup to feed, what a record costs in CPU and in held interpreter time, the bytes a request takes
on disk, and what an idle store keeps in memory. A million requests take about four minutes.
"""

import itertools
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.workload import calls
from tailrace.core.clock import SystemClock
from tailrace.core.ids import OrgId
from tailrace.core.record import Line
from tailrace.spool.lines import decode
from tailrace.spool.sealed import batches, list_sealed
from tailrace.spool.spool import Spool
from tailrace.store import rows
from tailrace.store.drain import Drain
from tailrace.store.engine import Engine
from tailrace.store.migrate import migrate

REQUESTS = 1_000_000
LIVE_REQUESTS, LIVE_PER_S = 100_000, 500
PREVIEW_REQUESTS = 100_000
CHUNK = 5_000


def main(requests: int) -> int:
    """Measure and print."""
    folder = Path(tempfile.mkdtemp())
    try:
        print(f"--- as they come: {LIVE_REQUESTS} requests at {LIVE_PER_S} a second")
        with opened(folder / "live") as engine:
            days = LIVE_REQUESTS / LIVE_PER_S / 86_400
            fill(folder / "live", LIVE_REQUESTS, days)
            straight = insert_straight(engine, folder / "live")
            drained = drain(engine, folder / "live")
            print(f"drain against straight inserts  {straight / drained:8.2f} times the time")
        print(f"--- thirty days at once: {requests} requests")
        with opened(folder / "month") as engine:
            fill(folder / "month", requests, 30)
            drain(engine, folder / "month")
            print_bytes(engine, requests)
            print_preview_bytes(engine)
        print_idle(folder / "month")
    finally:
        shutil.rmtree(folder)
    return 0


@contextmanager
def opened(folder: Path) -> Iterator[Engine]:
    """Open a fresh store with all tables."""
    engine = Engine.open(f"chdb://{folder}/store")
    migrate(engine, clock=SystemClock())
    yield engine
    engine.close()


def fill(folder: Path, requests: int, days: float) -> None:
    """Append the workload and print what an append costs."""
    spool = Spool(folder / "spool", clock=SystemClock(), max_bytes=1 << 40, segment_bytes=64 << 20)
    spent_ns = 0
    for call in calls(requests, days=days):
        before = time.perf_counter_ns()
        spool.append(call)
        spent_ns += time.perf_counter_ns() - before
    spool.close()
    size = spool.status().bytes
    print(f"append, {size // requests} B a line          {spent_ns / requests / 1000:8.2f} us")


def insert_straight(engine: Engine, folder: Path) -> float:
    """Insert ready Arrow tables into a copy of `spans` that feeds no view; return records/s."""
    engine.command("CREATE TABLE bare AS spans")
    tables = [rows.spans(part, keep) for part in chunks(spooled(folder / "spool"))]
    started = time.perf_counter()
    for number, table in enumerate(tables):
        engine.insert("bare", table, f"bare:{number}")
    rate = sum(table.num_rows for table in tables) / (time.perf_counter() - started)
    engine.command("DROP TABLE bare SYNC")
    print(f"straight inserts                {rate:8.0f} records/s")
    return rate


def drain(engine: Engine, folder: Path) -> float:
    """Drain all and return records/s."""
    mover = Drain(engine, folder / "spool", clock=SystemClock(), retention=keep)
    started, cpu = time.perf_counter(), time.process_time()
    moved = mover.run_once()
    rate = moved.records / (time.perf_counter() - started)
    cpu_us = (time.process_time() - cpu) / moved.records * 1e6
    print(f"drain, with rollups             {rate:8.0f} records/s")
    print(f"CPU                             {cpu_us:8.2f} us a record")
    return rate


def print_bytes(engine: Engine, requests: int) -> None:
    """Print the bytes on disk of each table once its parts are merged."""
    names = [
        name
        for (name,) in engine.query(
            "SELECT DISTINCT table FROM system.parts WHERE database = currentDatabase() AND active"
        ).rows
    ]
    for name in names:
        engine.command(f"OPTIMIZE TABLE {name} FINAL")
    sizes = engine.query(
        "SELECT table, sum(bytes_on_disk), sum(rows) FROM system.parts "
        "WHERE database = currentDatabase() AND active GROUP BY table ORDER BY 2 DESC"
    )
    for name, size, count in sizes.rows:
        print(f"{name:<24}{size / requests:8.2f} B a request  ({count} rows)")


def print_preview_bytes(engine: Engine) -> None:
    """Print what a request takes when it has two previews of 256 characters."""
    engine.command("CREATE TABLE previews AS spans")
    for number, part in enumerate(
        chunks(
            Line("bench", number, call)
            for number, call in enumerate(calls(PREVIEW_REQUESTS, previews=True))
        )
    ):
        engine.insert("previews", rows.spans(part, keep), f"previews:{number}")
    engine.command("OPTIMIZE TABLE previews FINAL")
    ((size,),) = engine.query(
        "SELECT sum(bytes_on_disk) FROM system.parts WHERE table = 'previews' AND active"
    ).rows
    print(f"spans with previews     {size / PREVIEW_REQUESTS:8.2f} B a request")


def print_idle(folder: Path) -> None:
    """Print the memory of a process that only has the store open."""
    script = (
        "import sys, time\n"
        "from tailrace.store.engine import Engine\n"
        "engine = Engine.open(sys.argv[1])\n"
        "engine.query('SELECT count() FROM spans')\n"
        "time.sleep(2)\n"
        "began = time.process_time()\n"
        "time.sleep(5)\n"
        "cpu = (time.process_time() - began) / 5\n"
        "sizes = {line.split()[0]: int(line.split()[1]) for line in open('/proc/self/status')\n"
        "         if line.startswith(('VmRSS', 'RssAnon'))}\n"
        "print(f\"idle store: resident        {sizes['VmRSS:'] / 1000:8.0f} MB\")\n"
        "print(f\"  of it not library pages   {sizes['RssAnon:'] / 1000:8.0f} MB\")\n"
        'print(f"  CPU                       {cpu * 100:8.2f} % of a core")\n'
        "engine.close()\n"
    )
    subprocess.run([sys.executable, "-c", script, f"chdb://{folder}/store"], check=True)


def spooled(folder: Path) -> Iterator[Line]:
    """Yield the lines that wait."""
    for sealed in list_sealed(folder):
        for batch in batches(sealed):
            yield from (line for line in map(decode, batch.lines) if line is not None)


def chunks(lines: Iterator[Line]) -> Iterator[list[Line]]:
    """Cut the lines as the drain does."""
    while part := list(itertools.islice(lines, CHUNK)):
        yield part


def keep(_org: OrgId) -> int:
    """Keep every request as long as the default."""
    return 90


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else REQUESTS))
