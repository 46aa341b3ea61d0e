"""Where gateway processes tell what they know: one numbered slot in the data folder for each.

A process takes the lowest free slot for as long as it lives and writes its report there, about once
a second; whoever shows the whole installation reads them all. A slot is held under flock, so a dead
process's slot is free at once, and its last report counts for nothing. The number is also what a
process that is started again in another's place recognises its own things by.
"""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from tailrace.core.circuit import CircuitState
from tailrace.core.errors import Busy

MOST = 256
FOLDER = "gateways"


class Report(msgspec.Struct, frozen=True):
    """What one gateway process knows."""

    process: str
    """Its name in the spool."""
    pid: int
    dropped: int = 0
    """Lines that its full spool did not take."""
    circuits: tuple[CircuitState, ...] = ()


_REPORT = msgspec.json.Decoder(Report)


@dataclass(slots=True)
class Slot:
    """One process's place; free again once it is released or the process is gone."""

    number: int
    folder: Path
    fd: int

    @property
    def path(self) -> Path:
        return self.path_of("json")

    def path_of(self, ending: str) -> Path:
        """Return where the slot keeps a thing of its own, from one process to the next."""
        return self.folder / f"{self.number}.{ending}"

    def report(self, report: Report) -> None:
        """Put the report where others read it, whole or not at all."""
        new = self.path_of("json.new")
        new.write_bytes(msgspec.json.encode(report))
        new.rename(self.path)

    def release(self) -> None:
        os.close(self.fd)


def take_slot(data_dir: Path) -> Slot:
    """Take the lowest free slot; raises Busy when all are taken."""
    folder = data_dir / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for number in range(MOST):
        fd = os.open(folder / f"{number}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        if _try_lock(fd):
            return Slot(number, folder, fd)
        os.close(fd)
    raise Busy(f"{MOST} gateway processes run on this folder already.", hint="Stop some.")


def read_reports(data_dir: Path) -> tuple[Report, ...]:
    """Return the reports of the processes that live."""
    folder = data_dir / FOLDER
    locks = sorted(folder.glob("*.lock")) if folder.is_dir() else []
    return tuple(found for lock in locks for found in _report(lock))


class Reports:
    """The newest reports, kept so that showing them reads no file."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self.current: tuple[Report, ...] = ()

    def refresh(self) -> None:
        """Read them anew; a job does, once a second."""
        self.current = read_reports(self._data_dir)

    def dropped_by_others(self, process: str) -> int:
        """Return how many lines the other living processes dropped."""
        return sum(one.dropped for one in self.current if one.process != process)

    def circuits(self) -> tuple[CircuitState, ...]:
        """Return every process's circuits."""
        return tuple(circuit for one in self.current for circuit in one.circuits)


def _report(lock: Path) -> Iterator[Report]:
    """Yield the report beside a lock, unless its process is gone or has said nothing yet."""
    with contextlib.suppress(FileNotFoundError, msgspec.MsgspecError):
        fd = os.open(lock, os.O_RDWR)
        try:
            if not _try_lock(fd):
                yield _REPORT.decode(lock.with_suffix(".json").read_bytes())
        finally:
            os.close(fd)


def _try_lock(fd: int) -> bool:
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
