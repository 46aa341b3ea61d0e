"""Memory and CPU of an idle server: `tailrace serve` on an empty folder, nobody calling."""

import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

PORT = 18473
SETTLE_S, WATCH_S = 5, 10


def main() -> int:
    """Start a server, wait until it is quiet, and print what it uses."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable,
            "-m",
            "tailrace",
            "serve",
            "--data-dir",
            folder,
            "--port",
            str(PORT),
        ]
        started = time.monotonic()
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
            try:
                _wait_ready()
                print(f"ready after                {time.monotonic() - started:8.2f} s")
                time.sleep(SETTLE_S)
                before = _cpu_s(server.pid)
                time.sleep(WATCH_S)
                share = (_cpu_s(server.pid) - before) / WATCH_S
                print(f"memory when idle           {_rss_bytes(server.pid) / 1e6:8.0f} MB")
                print(f"CPU when idle              {share * 100:8.1f} % of one core")
            finally:
                server.terminate()
    return 0


def _wait_ready() -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/readyz", timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the server did not become ready within 30 s")


def _rss_bytes(pid: int) -> int:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    sys.exit(main())
