"""A spool folder, and small means to look into one."""

import os
import resource
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from tailrace.core.record import Line
from tailrace.spool.lines import decode
from tailrace.spool.sealed import batches, list_sealed
from tailrace.spool.spool import Spool
from tests.conftest import ManualClock

MakeSpool = Callable[..., Spool]
DiskOf = Callable[[int], AbstractContextManager[None]]


@pytest.fixture
def make_spool(tmp_path: Path, clock: ManualClock) -> MakeSpool:
    """Return a maker of spools on one folder; each stands for a process of its own."""

    def make(**options: object) -> Spool:
        settings: dict[str, object] = {"max_bytes": 1 << 30, "segment_bytes": 1 << 20}
        return Spool(tmp_path, clock=clock, **{**settings, **options})  # type: ignore[arg-type]

    return make


@pytest.fixture
def disk_of() -> DiskOf:
    """Return a context in which no file of this process grows beyond so many bytes."""

    @contextmanager
    def limited(size_bytes: int) -> Iterator[None]:
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, hard))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    return limited


def die(spool: Spool) -> None:
    """Let go of the spool's files as the kernel does for a killed process."""
    for segment in spool._own():
        os.close(segment.fd)
    spool._open = None
    spool._full = []


def sealed_lines(folder: Path) -> list[Line | None]:
    """Return what the drain would read, in its order."""
    return [
        decode(raw)
        for sealed in list_sealed(folder)
        for batch in batches(sealed)
        for raw in batch.lines
    ]
