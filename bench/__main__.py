"""`python -m bench [name …]`: run the benchmarks one after another, each in its own process.

Each prints ratios against a baseline of the same run; absolute times say more about the machine.
"""

import subprocess
import sys

NAMES = ("capture", "gateway", "failover", "scale", "drain", "query", "idle")


def main(wanted: list[str]) -> int:
    """Run the named benchmarks, or all; return the number that failed."""
    unknown = [name for name in wanted if name not in NAMES]
    if unknown:
        print(f"No benchmark named {unknown[0]}; there are {', '.join(NAMES)}.")
        return 2
    failed = 0
    for name in wanted or NAMES:
        print(f"\n=== {name} ===", flush=True)
        failed += (
            subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False).returncode != 0
        )
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
