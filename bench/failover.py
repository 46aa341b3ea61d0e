"""What workflows cost: `python -m bench.failover`.

The gateway of `bench.gateway` with a project that has workflows. A call whose first target fails is
compared with one whose first target is well, on one connection: what it takes longer, less one
call to the provider, is the failover's own time (there is no backoff). A call under three limits
and a schema is compared with one under none: what it takes more of the CPU.
"""

import contextlib
import os
import sys
import tempfile

from bench.gateway import (
    CONNECTIONS,
    DIRECT,
    ROUNDS,
    TRAFFIC,
    Measured,
    Server,
    load,
    median_ratio,
    started,
)

PLAIN, RESCUED = "plain", "rescued"
GUARDS = {"limited": "three limits", "structured": "a schema", "guarded": "limits and schema"}
NAMED = "openai/gpt-4o-mini"


def measure(
    provider: Server, gateway: Server, connections: int, models: tuple[str, ...]
) -> dict[str, Measured]:
    """Load with each of the models in turn, round after round, after one that does not count."""
    found = {name: Measured() for name in (DIRECT, *models)}
    for number in range(ROUNDS + 1):
        for name, into in found.items():
            server = provider if name == DIRECT else gateway
            kept = into if number else Measured()
            model = NAMED if name == DIRECT else name
            load(server, f"model={model}", into=kept, connections=connections)
    return found


def report_failover(found: dict[str, Measured]) -> None:
    plain, rescued, direct = found[PLAIN], found[RESCUED], found[DIRECT]
    once, before, after = (min(one.p50_ms) for one in (direct, plain, rescued))
    print("\nFailover to the second target, one connection, no backoff")
    print(f"best p50: plain {before:.2f} ms, rescued {after:.2f} ms, provider itself {once:.2f} ms")
    print(f"added beyond the failed call and the backoff: {after - before - once:.2f} ms")
    print(f"rescued / plain: {after / before:.2f} times as long,", end="")
    print(f" {median_ratio(rescued.cpu_us, plain.cpu_us):.2f} times the CPU")


def report_guards(found: dict[str, Measured]) -> None:
    plain = found[NAMED].cpu_us
    print(f"\nWorkflows against a named model, {CONNECTIONS} connections")
    print(f"{'named model':20}{min(plain):8.0f} CPU µs/call")
    for name, what in {PLAIN: "a workflow", **GUARDS}.items():
        cpu_us = found[name].cpu_us
        print(f"{what:20}{min(cpu_us):8.0f}{median_ratio(cpu_us, plain):8.2f} times")


def main() -> int:
    with contextlib.ExitStack() as running:
        folder = running.enter_context(tempfile.TemporaryDirectory(prefix="tailrace-bench-"))
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
        provider = running.enter_context(started(DIRECT))
        upstream = f"http://127.0.0.1:{provider.port}"
        gateway = running.enter_context(started(TRAFFIC, upstream, folder))
        report_failover(measure(provider, gateway, 1, (PLAIN, RESCUED)))
        report_guards(measure(provider, gateway, CONNECTIONS, (NAMED, PLAIN, *GUARDS)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
