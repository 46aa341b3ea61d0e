"""`python -m bench.soak [--seconds 600] [--seed 1]`: a long run against providers that misbehave.

Prints what happened; exits with 1 when a record is lost or doubled, memory grows, or connections
stay open.
"""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from bench.soak.course import Report, soak

TARGET = 1.5


def main() -> int:
    options = argparse.ArgumentParser()
    options.add_argument("--seconds", type=float, default=600)
    options.add_argument("--seed", type=int, default=1)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="tailrace-soak-") as folder:
        report = asyncio.run(soak(Path(folder), asked.seconds, asked.seed))
    _print(report)
    problems = report.problems()
    print("\n".join(f"PROBLEM: {one}" for one in problems) or "everything as it must be")
    return 1 if problems else 0


def _print(report: Report) -> None:
    calls = report.calls
    rates = ", ".join(f"{phase} {rate:.0f}" for phase, rate in report.rates.items())
    print(f"calls per second           {rates}")
    print(f"answered                   {len(calls.ids)}, given up before: {calls.left_early}")
    print(f"statuses                   {dict(sorted(calls.statuses.items()))}")
    print(f"ends                       {dict(sorted(calls.ends.items()))}")
    print(f"rows                       {len(report.rows)}: {report.attempts}")
    for one in report.processes:
        low, high = min(one.rss_mb), max(one.rss_mb)
        print(
            f"memory of {one.name:16} {low:.0f} to {high:.0f} MB, second half / first half:", end=""
        )
        print(f" {one.growth():.3f}")
    print(
        f"connections                {report.connections[0]} before, {report.connections[1]} after"
    )
    over = ", ".join(f"{phase} {ms:.2f} ms" for phase, ms in report.overheads_ms.items())
    print(f"p95 overhead               {over}")
    print(f"half load / unloaded       {report.overhead_ratio:.2f} (target: below {TARGET})")


if __name__ == "__main__":
    sys.exit(main())
