"""What a second process that takes calls brings: `python -m bench.scale`.

`tailrace gateway --workers 1`, then `--workers 2`, beside a core, on one data folder. The provider
and the load generator need CPU too, so the ratio is that of this machine: it is printed with what
all of it together had.
"""

import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.gateway import DIRECT, PATH, started
from tailrace.app.slots import read_reports
from tests.fakes.installation import SECRET, Installation

CONNECTIONS, SECONDS, ROUNDS = 32, 2.0, 3
START_WITHIN_S = 60


def rate(url: str) -> float:
    """Load the address for one round; returns calls per second."""
    port = url.rpartition(":")[2]
    command = [sys.executable, "-m", "bench.load", "127.0.0.1", port, str(CONNECTIONS)]
    command += [str(SECONDS), PATH, "model=openai/gpt-4o-mini", f"key={SECRET}"]
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    result = json.loads(output)
    return float(result["answers"] / result["elapsed_s"])


def measure(installed: Installation, workers: int) -> float:
    """Return the calls per second of so many processes, the median of some rounds."""
    url = installed.start_gateways(workers)
    started_at = time.monotonic()
    while len(read_reports(installed.folder / "data")) < workers:
        if time.monotonic() - started_at > START_WITHIN_S:
            raise SystemExit("the processes did not start")
        time.sleep(0.1)
    rate(url)
    found = statistics.median(rate(url) for _ in range(ROUNDS))
    installed.stop_gateways()
    return found


def main() -> int:
    with contextlib.ExitStack() as running:
        folder = Path(running.enter_context(tempfile.TemporaryDirectory(prefix="tailrace-bench-")))
        provider = running.enter_context(started(DIRECT))
        os.sched_setaffinity(provider.process.pid, os.sched_getaffinity(0))
        installed = running.enter_context(Installation(folder, f"http://127.0.0.1:{provider.port}"))
        applied = installed.run("apply", "-f", str(installed.manifest))
        if applied.returncode:
            raise SystemExit(applied.stderr)
        installed.start("core")
        one, two = measure(installed, 1), measure(installed, 2)
    print(f"calls per second on {os.cpu_count()} cores, provider and load generator included")
    print(f"1 process {one:.0f}, 2 processes {two:.0f}: {two / one:.2f} times")
    return 0


if __name__ == "__main__":
    sys.exit(main())
