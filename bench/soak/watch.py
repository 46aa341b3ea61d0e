"""What a process uses while it is watched: memory, and open connections."""

import asyncio
import os
import statistics
from dataclasses import dataclass, field
from pathlib import Path

EVERY_S = 1.0
_MEGABYTE = 1e6


@dataclass
class Watched:
    """A process, and its memory second by second."""

    name: str
    pid: int
    rss_mb: list[float] = field(default_factory=list)

    def note(self) -> None:
        """Note its memory now."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        self.rss_mb.append(pages * os.sysconf("SC_PAGE_SIZE") / _MEGABYTE)

    def growth(self) -> float:
        """Return the second half's median memory as a multiple of the first half's.

        The first fifth is left out: caches and pools fill.
        """
        seen = self.rss_mb[len(self.rss_mb) // 5 :]
        half = len(seen) // 2
        return statistics.median(seen[half:]) / statistics.median(seen[:half])

    def connections(self) -> int:
        """Return how many sockets the process has open."""
        return sum(_is_socket(fd) for fd in Path(f"/proc/{self.pid}/fd").iterdir())


async def watch(watched: list[Watched]) -> None:
    """Note memory until cancelled."""
    while True:
        for one in watched:
            one.note()
        await asyncio.sleep(EVERY_S)


def _is_socket(fd: Path) -> bool:
    try:
        return fd.readlink().name.startswith("socket:")
    except FileNotFoundError:
        return False
