"""What waits for the store: sealed segments, oldest first, cut into batches.

A folder goes in; batches of raw lines come out. What must stay true: a batch is a function of the
segment's content alone, so that it carries the same token whoever reads it and however often; a
segment goes only when all of it is stored.
"""

import os
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tailrace.spool.segment import OPEN, REJECTED, SEALED, SUFFIX, started_us_of

BATCH_LINES = 5_000
BATCH_BYTES = 16 << 20


@dataclass(frozen=True, slots=True)
class Sealed:
    """A segment that will not change any more."""

    path: Path
    identity: str
    started_us: int
    lines: int
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Batch:
    """Lines of one segment that are stored together; `first` counts from 0."""

    segment: str
    first: int
    lines: tuple[bytes, ...]

    @property
    def token(self) -> str:
        """Return the name under which the store drops this batch when it comes again.

        It says which lines these are, so that other lines never pass for them: a version that
        cuts batches differently may store some again, but loses none.
        """
        return f"{self.segment}:{self.first}+{len(self.lines)}"


@dataclass(frozen=True, slots=True)
class Census:
    """What the folder held at one moment."""

    sealed: tuple[Sealed, ...]
    open_bytes: int
    rejected_bytes: int
    rejected_lines: int

    @property
    def size_bytes(self) -> int:
        return self.open_bytes + self.rejected_bytes + sum(one.size_bytes for one in self.sealed)


def list_sealed(folder: Path) -> list[Sealed]:
    """Return the segments that wait for the store, oldest first."""
    found = (_sealed(path, size) for path, size in _files(folder / SEALED))
    return sorted(found, key=lambda sealed: sealed.identity)


def batches(sealed: Sealed) -> Iterator[Batch]:
    """Read the segment in batches of at most so many lines and about so many bytes."""
    lines: list[bytes] = []
    size = first = 0
    with sealed.path.open("rb") as file:
        for line in file:
            lines.append(line)
            size += len(line)
            if len(lines) == BATCH_LINES or size >= BATCH_BYTES:
                yield Batch(sealed.identity, first, tuple(lines))
                first += len(lines)
                lines, size = [], 0
    if lines:
        yield Batch(sealed.identity, first, tuple(lines))


def acknowledge(sealed: Sealed) -> None:
    """Let go of a segment, all of which is stored."""
    sealed.path.unlink(missing_ok=True)


def reject(folder: Path, batch: Batch, lines: Sequence[bytes]) -> None:
    """Put lines that cannot be read aside; doing it again changes nothing."""
    name = f"{batch.segment}-{batch.first}-{len(lines)}{SUFFIX}"
    (folder / REJECTED / name).write_bytes(b"".join(lines))


def census(folder: Path, *, without: Collection[Path] = ()) -> Census:
    """Count what the folder holds; `without` leaves some open segments out."""
    rejected = [(_last_number(path), size) for path, size in _files(folder / REJECTED)]
    return Census(
        sealed=tuple(list_sealed(folder)),
        open_bytes=sum(size for path, size in _files(folder / OPEN) if path not in without),
        rejected_bytes=sum(size for _, size in rejected),
        rejected_lines=sum(lines for lines, _ in rejected),
    )


def _files(folder: Path) -> Iterator[tuple[Path, int]]:
    """Yield the segment files and their sizes; one that goes away meanwhile is left out."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(SUFFIX):
                with suppress(FileNotFoundError):
                    yield Path(entry.path), entry.stat().st_size


def _sealed(path: Path, size: int) -> Sealed:
    identity = path.stem.rpartition("-")[0]
    return Sealed(path, identity, started_us_of(path), _last_number(path), size)


def _last_number(path: Path) -> int:
    return int(path.stem.rpartition("-")[2])
