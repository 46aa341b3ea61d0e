"""A process that captures and drains until it is killed.

`python -m tests.fakes.doomed <folder> <first>` prints the number of each call once the spool has
acknowledged it. Everything is real: the spool, the drain in its own thread, and chDB. Batches are
small and segments short, so that a kill finds the drain at work.
"""

import sys
import threading
import time
from pathlib import Path

from tailrace.core.clock import SystemClock
from tailrace.spool import sealed
from tailrace.spool.spool import Spool
from tailrace.store.drain import Drain
from tailrace.store.engine import Engine
from tailrace.store.migrate import migrate
from tests.fakes.records import call

BATCH_LINES = 40
SEAL_INTERVAL_US = 50_000
PAUSE_S = 0.001


def run(folder: Path, first: int) -> None:
    """Append calls numbered from `first` on; never returns."""
    sealed.BATCH_LINES = BATCH_LINES
    clock = SystemClock()
    engine = Engine.open(f"chdb://{folder}/store", readers=1)
    migrate(engine, clock=clock)
    spool = Spool(
        folder / "spool",
        clock=clock,
        max_bytes=1 << 30,
        segment_bytes=1 << 20,
        seal_interval_us=SEAL_INTERVAL_US,
    )
    drain = Drain(engine, folder / "spool", clock=clock, retention=lambda _org: 3650)

    def tend() -> None:
        while True:
            spool.seal_if_due()
            drain.run_once()
            time.sleep(PAUSE_S)

    threading.Thread(target=tend, daemon=True).start()
    number = first
    while True:
        spool.append(call(number))
        print(number, flush=True)
        number += 1
        time.sleep(PAUSE_S)


if __name__ == "__main__":
    run(Path(sys.argv[1]), int(sys.argv[2]))
