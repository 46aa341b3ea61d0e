"""Take over the segments of writers that died.

A folder goes in; segments whose lock is free are cut at their last whole line and sealed. What
must stay true: a segment whose writer lives is not touched, and a torn last line, which nobody
was told is safe, is the only thing that goes.
"""

import fcntl
import os
from pathlib import Path

from tailrace.spool.lines import END
from tailrace.spool.segment import OPEN, SUFFIX, sealed_path

_CHUNK_BYTES = 1 << 20


def recover(folder: Path) -> int:
    """Seal the segments of dead writers and return how many; safe to run at any time."""
    return sum(_take_over(folder, path) for path in sorted((folder / OPEN).glob(f"*{SUFFIX}")))


def _take_over(folder: Path, path: Path) -> bool:
    try:
        fd = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        return _lock(fd) and _is_there(fd, path) and _seal(folder, path, fd)
    finally:
        os.close(fd)


def _lock(fd: int) -> bool:
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_there(fd: int, path: Path) -> bool:
    """Tell whether the file is still under this name: its writer may have sealed it meanwhile."""
    try:
        return path.stat().st_ino == os.fstat(fd).st_ino
    except FileNotFoundError:
        return False


def _seal(folder: Path, path: Path, fd: int) -> bool:
    lines, size = _measure(fd)
    if lines == 0:
        path.unlink()
        return False
    os.ftruncate(fd, size)
    path.rename(sealed_path(folder, path.stem, lines))
    return True


def _measure(fd: int) -> tuple[int, int]:
    """Return how many whole lines the file has, and where the last of them ends."""
    lines = end = offset = 0
    while chunk := os.pread(fd, _CHUNK_BYTES, offset):
        lines += chunk.count(END)
        if (last := chunk.rfind(END)) >= 0:
            end = offset + last + 1
        offset += len(chunk)
    return lines, end
