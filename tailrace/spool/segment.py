"""One segment file while it is written.

Whole lines go in; a file in `open/` comes out, which `seal` moves to `sealed/`. What must stay
true: the file holds whole lines only, except for a torn last one after a crash; its writer holds
it under flock, so that a free lock means a dead writer; a sealed file never changes.

Names: `open/<time>-<process>-<n>.ndjson`, `sealed/<time>-<process>-<n>-<lines>.ndjson`. The time
is that of the first line, in hexadecimal microseconds, so that names sort in order of time.
"""

import fcntl
import os
from dataclasses import dataclass
from pathlib import Path

OPEN = "open"
SEALED = "sealed"
REJECTED = "rejected"
SUFFIX = ".ndjson"


def make_folders(folder: Path) -> None:
    """Make the spool's folders; bodies are in them, so only their owner may look."""
    for name in (OPEN, SEALED, REJECTED):
        (folder / name).mkdir(parents=True, exist_ok=True, mode=0o700)


def segment_id(started_us: int, process: str, number: int) -> str:
    """Return the name under which the store remembers a segment, forever unique."""
    return f"{started_us:014x}-{process}-{number:06d}"


def started_us_of(path: Path) -> int:
    """Return when a segment, open or sealed, was started; its name says so."""
    return int(path.name.partition("-")[0], 16)


def sealed_path(folder: Path, identity: str, lines: int) -> Path:
    """Return where a segment of so many lines goes when it is sealed."""
    return folder / SEALED / f"{identity}-{lines}{SUFFIX}"


@dataclass(slots=True)
class Segment:
    """An open segment. Not safe from two threads at once: the spool guards it."""

    folder: Path
    identity: str
    started_us: int
    fd: int
    lines: int = 0
    size_bytes: int = 0

    @property
    def path(self) -> Path:
        return self.folder / OPEN / f"{self.identity}{SUFFIX}"

    def write(self, line: bytes) -> bool:
        """Append the line with one write; False when the disk did not take the whole of it.

        A part that was written is cut off again, so that the next line does not follow half a one.
        Raises OSError when even that fails: the segment must not be written to any more.
        """
        try:
            written = os.write(self.fd, line)
        except OSError:
            written = 0
        if written == len(line):
            self.lines += 1
            self.size_bytes += written
            return True
        os.ftruncate(self.fd, self.size_bytes)
        return False

    def seal(self) -> None:
        """Move the file to where the drain looks, in one step. `fd` stays open, to be flushed."""
        if self.lines:
            self.path.rename(sealed_path(self.folder, self.identity, self.lines))
        else:
            self.path.unlink()


def flush_names(folder: Path) -> None:
    """Flush the list of open segments to the disk: without it, a new file may be lost whole."""
    fd = os.open(folder / OPEN, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def create(folder: Path, started_us: int, process: str, number: int) -> Segment:
    """Make a new segment file and lock it; raises OSError when the disk does not take it.

    Between making and locking it, someone may think its writer dead and remove the empty file:
    then it is made again.
    """
    identity = segment_id(started_us, process, number)
    path = folder / OPEN / f"{identity}{SUFFIX}"
    while True:
        fd = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL, 0o600)
        fcntl.flock(fd, fcntl.LOCK_EX)
        if os.fstat(fd).st_nlink:
            return Segment(folder, identity, started_us, fd)
        os.close(fd)
