"""What the gateway costs per call: `python -m bench.gateway`.

Four processes on loopback: a fake provider, a bare pass-through proxy on the same server and client
libraries, the gateway, and a load generator. A fifth is the gateway with a tee that records
nothing, which tells what capture and the spool cost. The server that is measured has a core of
its own where there are two. Rounds are interleaved, so that a busy machine disturbs all alike, and
ratios are medians over rounds of what was measured within a second; they mean more than the times.
"""

import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bench.servers import CHUNKS

CONNECTIONS = 16
ROUNDS = 5
SECONDS = 0.6
TARGET = 1.6
PATH = "/v1/chat/completions"
DIRECT, BARE, GATEWAY, BLIND = "direct", "pass-through", "gateway", "no capture"
TRAFFIC = "workflows"
MODULES = {
    DIRECT: ["bench.servers", "provider"],
    BARE: ["bench.servers", "passthrough"],
    GATEWAY: ["bench.serve_gateway"],
    BLIND: ["bench.serve_gateway", "--no-capture"],
    TRAFFIC: ["bench.serve_gateway", "--traffic"],
}
_TICKS_PER_S = os.sysconf("SC_CLK_TCK")
_CORES = sorted(os.sched_getaffinity(0))


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
    """What each round against one server came to."""

    cpu_us: list[float] = field(default_factory=list)
    per_second: list[float] = field(default_factory=list)
    p50_ms: list[float] = field(default_factory=list)
    p99_ms: list[float] = field(default_factory=list)


@contextlib.contextmanager
def started(name: str, *arguments: str) -> Iterator[Server]:
    """Run a server until the block ends."""
    command = [sys.executable, "-m", *MODULES[name], *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        core = _CORES[0] if name == DIRECT else _CORES[-1]
        os.sched_setaffinity(process.pid, {core})
        try:
            assert process.stdout
            yield Server(name, process, int(process.stdout.readline()))
        finally:
            process.terminate()


def load(server: Server, *options: str, into: Measured, connections: int = CONNECTIONS) -> None:
    """Load a server for one round; `options` are those of `bench.load`."""
    command = [sys.executable, "-m", "bench.load", "127.0.0.1", str(server.port)]
    command += [str(connections), str(SECONDS), PATH, *options]
    before_s = server.cpu_s()
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    spent_s = server.cpu_s() - before_s
    result = json.loads(output)
    into.cpu_us.append(spent_s / result["answers"] * 1e6)
    into.per_second.append(result["answers"] / result["elapsed_s"])
    into.p50_ms.append(result["p50_ms"])
    into.p99_ms.append(result["p99_ms"])


def measure(servers: list[Server], *, streamed: bool) -> dict[str, Measured]:
    """Load the servers in turn, round after round, after one that does not count."""
    found = {server.name: Measured() for server in servers}
    options = ("stream",) if streamed else ()
    for server in servers:
        load(server, *options, into=Measured())
    for _ in range(ROUNDS):
        for server in servers:
            load(server, *options, into=found[server.name])
    return found


def report(title: str, found: Mapping[str, Measured]) -> float:
    """Print one table; returns the gateway's CPU as a multiple of the pass-through's."""
    print(f"\n{title}, {CONNECTIONS} connections: best of {ROUNDS} rounds")
    print(f"{'':14}{'CPU µs/call':>12}{'calls/s':>10}{'p50 ms':>9}{'p99 ms':>9}")
    for name, one in found.items():
        p50, p99 = min(one.p50_ms), min(one.p99_ms)
        print(f"{name:14}{min(one.cpu_us):12.0f}{max(one.per_second):10.0f}{p50:9.2f}{p99:9.2f}")
    bare, whole, blind = (found[name].cpu_us for name in (BARE, GATEWAY, BLIND))
    ratio = median_ratio(whole, bare)
    share = 1 - median_ratio(blind, whole)
    slower = median_ratio(found[DIRECT].per_second, found[GATEWAY].per_second)
    print(f"gateway / pass-through: {ratio:.2f} times the CPU (target: at most {TARGET})")
    print(f"direct / gateway: {slower:.1f} times the calls per second")
    print(f"capture and spool: {share:.0%} of the gateway's CPU")
    return ratio


def report_chunks(wholes: Mapping[str, Measured], streams: Mapping[str, Measured]) -> None:
    """Print what each chunk of a stream costs: what a stream takes more than a whole answer."""
    per_chunk = {
        name: (min(streams[name].cpu_us) - min(wholes[name].cpu_us)) / CHUNKS
        for name in (BARE, GATEWAY)
    }
    bare, ours = per_chunk[BARE], per_chunk[GATEWAY]
    print(f"\neach chunk of a stream: gateway {ours:.1f} µs, pass-through {bare:.1f} µs of CPU")
    print(f"gateway / pass-through: {ours / bare:.2f} times, for a chunk")


def main() -> int:
    with contextlib.ExitStack() as running:
        folder = running.enter_context(tempfile.TemporaryDirectory(prefix="tailrace-bench-"))
        os.sched_setaffinity(0, {_CORES[0]})
        provider = running.enter_context(started(DIRECT))
        upstream = f"http://127.0.0.1:{provider.port}"
        servers = [
            provider,
            running.enter_context(started(BARE, upstream)),
            running.enter_context(started(GATEWAY, upstream, folder)),
            running.enter_context(started(BLIND, upstream, folder)),
        ]
        wholes, streams = measure(servers, streamed=False), measure(servers, streamed=True)
        whole = report("Whole answers (1 KB)", wholes)
        streamed = report(f"Streams of {CHUNKS} chunks", streams)
        report_chunks(wholes, streams)
    return 0 if max(whole, streamed) <= TARGET else 1


def median_ratio(upper: list[float], lower: list[float]) -> float:
    return statistics.median(up / low for up, low in zip(upper, lower, strict=True))


if __name__ == "__main__":
    sys.exit(main())
