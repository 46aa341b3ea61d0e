"""How many lines others have appended and not sealed yet.

Each look reads only what came since the last one, so that it is cheap enough for every answer.
"""

import os
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from tailrace.spool.lines import END
from tailrace.spool.segment import OPEN, SUFFIX, started_us_of

_CHUNK_BYTES = 1 << 20


class Tally:
    """Counts the lines in the open segments of a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / OPEN
        self._read: dict[Path, tuple[int, int]] = {}
        """How far each segment was read, in bytes and in lines."""

    def count(self, *, without: Collection[Path]) -> tuple[int, int | None]:
        """Return the lines, and when the oldest of these segments was started.

        `without` leaves some segments out: the caller's own.
        """
        paths = {path for path in self._folder.glob(f"*{SUFFIX}") if path not in without}
        self._read = {path: self._look(path) for path in paths}
        held = [path for path, (_, lines) in self._read.items() if lines]
        lines = sum(lines for _, lines in self._read.values())
        return lines, min(map(started_us_of, held), default=None)

    def _look(self, path: Path) -> tuple[int, int]:
        end, lines = self._read.get(path, (0, 0))
        with suppress(FileNotFoundError), path.open("rb", buffering=0) as file:
            file.seek(end, os.SEEK_SET)
            while chunk := file.read(_CHUNK_BYTES):
                end += len(chunk)
                lines += chunk.count(END)
        return end, lines
