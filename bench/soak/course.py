"""One soak from its beginning to what is left of it."""

import asyncio
import contextlib
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bench.soak.callers import Callers, Calls
from bench.soak.watch import Watched, watch
from tailrace.app.slots import read_reports
from tests.fakes.installation import SECRET, Installation

CLIENTS = 16
UNLOADED_PACE_S = 0.02
CLOSED_WITHIN_S = 30.0
FEW_CONNECTIONS = 8
GROWS_AT_MOST = 1.1
ROWS_A_PAGE = 200


@dataclass
class Report:
    """What a soak came to."""

    calls: Calls
    rows: Counter[str]
    """How often each request is stored."""
    pipeline: dict[str, Any]
    processes: list[Watched]
    connections: tuple[int, int]
    """Of the process that takes calls: before, and after all clients were gone."""
    rates: dict[str, float] = field(default_factory=dict)
    overheads_ms: dict[str, float] = field(default_factory=dict)
    """The gateway's own p95, by phase."""
    attempts: dict[str, Any] = field(default_factory=dict)

    @property
    def overhead_ratio(self) -> float:
        return self.overheads_ms["half"] / self.overheads_ms["unloaded"]

    def problems(self, *, grown: bool = True) -> list[str]:
        """Return what is not as it must be; `grown` says whether memory is looked at."""
        calls, rows = self.calls, self.rows
        lost = sum(1 for one in calls.ids if one not in rows)
        doubled = sum(1 for count in rows.values() if count > 1)
        extra = len(rows) - len(set(calls.ids))
        before, after = self.connections
        found = [
            (lost, f"{lost} answered calls are no rows"),
            (doubled, f"{doubled} rows are stored more than once"),
            (not 0 <= extra <= calls.left_early, f"{extra} rows are of no call that was made"),
            (self.pipeline["gaps"], f"{self.pipeline['gaps']} gaps"),
            (self.pipeline["dropped"], f"{self.pipeline['dropped']} dropped"),
            (calls.wrong, f"{len(calls.wrong)} wrong answers, such as {calls.wrong[:3]}"),
            (after > before + FEW_CONNECTIONS, f"{after} connections are open, {before} at first"),
        ]
        if grown:
            found += [
                (one.growth() > GROWS_AT_MOST, f"{one.name} grew {one.growth():.2f} times")
                for one in self.processes
            ]
        return [text for wrong, text in found if wrong]


async def soak(folder: Path, seconds: float, seed: int = 1) -> Report:
    """Run an installation against chaos for so long; a third of that again goes to calm phases."""
    with _chaos(seed) as upstream, Installation(folder, upstream) as installed:
        _configure(installed, upstream)
        await asyncio.to_thread(installed.start, "core")
        url = await asyncio.to_thread(installed.start_gateways, 1)
        (gateway,) = read_reports(folder / "data")
        processes = [Watched("gateway", gateway.pid), Watched("core", installed.pid)]
        before = processes[0].connections()
        rates = await _calm_phases(url, max(3.0, min(15.0, seconds / 9)))
        callers = Callers(url, SECRET, "stormy", "soak")
        watching = asyncio.create_task(watch(processes))
        rates["chaos"] = await callers.run(CLIENTS, seconds, seed)
        watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watching
        after = await asyncio.to_thread(_few_connections, processes[0], before + FEW_CONNECTIONS)
        await asyncio.to_thread(installed.wait_stored, 120)
        return Report(
            calls=callers.calls,
            rows=await asyncio.to_thread(_rows, installed),
            pipeline=installed.get("/health/pipeline"),
            processes=processes,
            connections=(before, after),
            rates=rates,
            overheads_ms={tag: _overhead_ms(installed, tag) for tag in ("unloaded", "half")},
            attempts=_numbers(installed, "requests,errors,rescued,cancelled,attempts", "soak"),
        )


async def _calm_phases(url: str, seconds: float) -> dict[str, float]:
    """Call one provider that is well: seldom, as fast as it goes, and at half of that."""
    calm = Callers(url, SECRET, "calm", "unloaded", leaving=False)
    rates = {}
    calm.pace_s = UNLOADED_PACE_S
    rates["unloaded"] = await calm.run(1, seconds)
    calm.tag, calm.pace_s = "full", 0.0
    rates["full"] = await calm.run(CLIENTS, seconds)
    calm.tag, calm.pace_s = "half", CLIENTS / (rates["full"] / 2)
    rates["half"] = await calm.run(CLIENTS, seconds)
    return rates


def _few_connections(process: Watched, few: int) -> int:
    """Return how many are open, once they are few or have not become fewer for long."""
    started = time.monotonic()
    while (now := process.connections()) > few and time.monotonic() - started < CLOSED_WITHIN_S:
        time.sleep(0.5)
    return now


def _configure(installed: Installation, upstream: str) -> None:
    providers = [
        {"name": name, "kind": kind, "base_url": f"{upstream}{path}", "api_key": "sk-fake"}
        for name, kind, path in (
            ("openai", "openai", "/v1"),
            ("anthropic", "anthropic", "/v1"),
            ("groq", "groq", "/v1"),
            ("calm", "openai", "/calm/v1"),
        )
    ]
    stormy = {
        "name": "stormy",
        "targets": ["openai:gpt-4o", "anthropic:claude-sonnet-4-5", "groq:mixtral"],
        "max_attempts": 4,
        "backoff_ms": [10, 20, 40],
        "attempt_timeout_ms": 2000,
        "timeout_ms": 10_000,
    }
    calm = {"name": "calm", "targets": ["calm:gpt-4o"]}
    key = {"name": "ci", "secret": "${TR_KEY}", "scopes": ["gateway", "read"]}
    project = {
        "name": "shop",
        "providers": providers,
        "keys": [key],
        "workflows": [stormy, calm],
    }
    document = {"organisations": [{"name": "acme", "projects": [project]}]}
    installed.manifest.write_text(yaml.safe_dump(document))
    applied = installed.run("apply", "-f", str(installed.manifest))
    assert applied.returncode == 0, applied.stderr


def _rows(installed: Installation) -> Counter[str]:
    rows: Counter[str] = Counter()
    more: dict[str, str] = {}
    while True:
        page = installed.get("/requests", limit=ROWS_A_PAGE, last="24h", filter="tag:soak", **more)
        rows.update(row["id"] for row in page["data"])
        if not page["next_cursor"]:
            return rows
        more = {"cursor": page["next_cursor"]}


def _overhead_ms(installed: Installation, tag: str) -> float:
    found: float = _numbers(installed, "overhead_p95_ms", tag)["overhead_p95_ms"]
    return found


def _numbers(installed: Installation, metrics: str, tag: str) -> dict[str, Any]:
    (row,) = installed.get("/metrics", metrics=metrics, filter=f"tag:{tag}", last="24h")["data"]
    return dict(row)


@contextlib.contextmanager
def _chaos(seed: int) -> Iterator[str]:
    command = [sys.executable, "-m", "bench.soak.chaos", str(seed)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.kill()
