"""What the gateway costs per call: `python -m bench.gateway`.

Four processes on loopback: a fake provider, a bare pass-through proxy on the same server and client
libraries, the gateway, and a load generator. Rounds are interleaved, so that a busy machine
disturbs all alike. CPU time is read from the kernel, per server, over each round; a ratio compares
like with like, so it means more than the times.
"""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

CONNECTIONS = 16
ROUNDS = 6
SECONDS = 1.0
TARGET = 1.6
PATH = "/v1/chat/completions"
_TICKS_PER_S = os.sysconf("SC_CLK_TCK")


@dataclass
class Server:
    """A server's process."""

    name: str
    process: subprocess.Popen[str]
    port: int

    def cpu_s(self) -> float:
        """Return user and system time of all its threads so far."""
        stat = Path(f"/proc/{self.process.pid}/stat").read_text()
        after_name = stat.rpartition(")")[2].split()
        return (int(after_name[11]) + int(after_name[12])) / _TICKS_PER_S


@dataclass
class Measured:
    """What several rounds against one server came to; the best round is the least disturbed."""

    cpu_us: list[float] = field(default_factory=list)
    per_second: list[float] = field(default_factory=list)
    p50_ms: list[float] = field(default_factory=list)
    p99_ms: list[float] = field(default_factory=list)


@contextlib.contextmanager
def started(name: str, *arguments: str) -> Iterator[Server]:
    """Run one of `bench.servers` until the block ends."""
    module = ["bench.serve_gateway"] if name == "gateway" else ["bench.servers", name]
    command = [sys.executable, "-m", *module, *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            yield Server(name, process, int(process.stdout.readline()))
        finally:
            process.terminate()


def load(server: Server, seconds: float, *, streamed: bool, into: Measured) -> None:
    """Load a server for a while."""
    command = [sys.executable, "-m", "bench.load", "127.0.0.1", str(server.port)]
    command += [str(CONNECTIONS), str(seconds), PATH, *(["stream"] if streamed else [])]
    before_s = server.cpu_s()
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    spent_s = server.cpu_s() - before_s
    result = json.loads(output)
    into.cpu_us.append(spent_s / result["answers"] * 1e6)
    into.per_second.append(result["answers"] / result["elapsed_s"])
    into.p50_ms.append(result["p50_ms"])
    into.p99_ms.append(result["p99_ms"])


def measure(servers: list[Server], *, streamed: bool) -> dict[str, Measured]:
    """Load the servers in turn, a few rounds each, after a short one that does not count."""
    found = {server.name: Measured() for server in servers}
    for server in servers:
        load(server, 0.5, streamed=streamed, into=Measured())
    for _ in range(ROUNDS):
        for server in servers:
            load(server, SECONDS, streamed=streamed, into=found[server.name])
    return found


def report(title: str, found: dict[str, Measured]) -> float:
    """Print one table; returns the gateway's CPU as a multiple of the pass-through's."""
    print(f"\n{title}, {CONNECTIONS} connections")
    print(f"{'':14}{'CPU µs/call':>12}{'calls/s':>10}{'p50 ms':>9}{'p99 ms':>9}")
    for name, one in found.items():
        shown = "direct" if name == "provider" else name
        best = max(one.per_second)
        p50, p99 = min(one.p50_ms), min(one.p99_ms)
        print(f"{shown:14}{min(one.cpu_us):12.0f}{best:10.0f}{p50:9.2f}{p99:9.2f}")
    ratio = min(found["gateway"].cpu_us) / min(found["passthrough"].cpu_us)
    slower = max(found["provider"].per_second) / max(found["gateway"].per_second)
    print(f"gateway / pass-through: {ratio:.2f} times the CPU (target: at most {TARGET})")
    print(f"direct / gateway: {slower:.1f} times the calls per second")
    return ratio


def main() -> int:
    with contextlib.ExitStack() as running:
        folder = running.enter_context(tempfile.TemporaryDirectory(prefix="tailrace-bench-"))
        provider = running.enter_context(started("provider"))
        upstream = f"http://127.0.0.1:{provider.port}"
        passthrough = running.enter_context(started("passthrough", upstream))
        gateway = running.enter_context(started("gateway", upstream, folder))
        servers = [provider, passthrough, gateway]
        whole = report("Whole answers (1 KB)", measure(servers, streamed=False))
        streamed = report("Streams of 50 chunks", measure(servers, streamed=True))
    return 0 if max(whole, streamed) <= TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
