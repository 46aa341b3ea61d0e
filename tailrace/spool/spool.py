"""The durable line: what `append` returned for will reach the store.

Records go in; sealed segments and a status come out. What must stay true: one call is one line,
written with one write; every line takes a number, also one that is dropped, so that each loss
shows as a gap; the folder stays within its bound of bytes, whoever else writes there.

`append` is for the event loop (it takes about 10 µs for a call of 2 KB). `seal_if_due` and `sync`
are for a background thread, which calls them a few times a second: they wait for the disk.
"""

import os
import secrets
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tailrace.core.clock import Clock
from tailrace.core.errors import Busy
from tailrace.core.record import Line, Record
from tailrace.spool import segment as segments
from tailrace.spool.lines import encode
from tailrace.spool.sealed import Sealed, census
from tailrace.spool.segment import Segment
from tailrace.spool.tally import Tally

Sync = Literal["none", "interval", "always"]

SEAL_INTERVAL_US = 1_000_000
SYNC_INTERVAL_US = 1_000_000
FEW_WAITING = 2
"""While so many segments wait for the store, the open one grows instead of adding another …"""
MANY_WAITING = 64
"""… until it is five intervals old; then only its size seals it while so many wait."""
_LATE = 5


@dataclass(frozen=True, slots=True)
class SpoolStatus:
    """What this process captured and dropped, and what the folder holds for all of them.

    `captured` and `pending_lines` count lines, one per call; `pending_lines` and `bytes` also those
    of other processes.
    """

    captured: int
    dropped: int
    rejected: int
    pending_lines: int
    bytes: int
    oldest_pending_us: int | None


class Spool:
    """One writer process's end of the spool; `process` is its random name."""

    def __init__(
        self,
        folder: Path,
        *,
        clock: Clock,
        max_bytes: int,
        segment_bytes: int,
        sync: Sync = "interval",
        seal_interval_us: int = SEAL_INTERVAL_US,
    ) -> None:
        segments.make_folders(folder)
        self.process = secrets.token_hex(6)
        self._folder = folder
        self._clock = clock
        self._max_bytes = max_bytes
        self._segment_bytes = segment_bytes
        self._sync: Sync = sync
        self._seal_interval_us = seal_interval_us
        self._appending = threading.Lock()
        self._tending = threading.Lock()
        self._open: Segment | None = None
        self._full: list[Segment] = []
        self._sealed_fds: list[int] = []
        self._number = self._captured = self._dropped = 0
        self._segment_number = self._segment_us = 0
        self._dirty = False
        self._sealed_at_us = clock.monotonic_us() - seal_interval_us
        self._synced_at_us = clock.monotonic_us()
        self._elsewhere_bytes = census(folder).size_bytes
        self._tally = Tally(folder)

    def append(self, records: Sequence[Record]) -> None:
        """Write one call's records as one line; once this returns, a crash does not lose them.

        Raises Busy when the bound is reached or the disk takes no more. The line is then counted
        in `dropped`, and its number stays unused.
        """
        with self._appending:
            self._number += 1
            line = encode(Line(self.process, self._number, tuple(records)))
            if self._has_room(len(line)) and self._write(line):
                self._captured += 1
                return
            self._dropped += 1
        raise Busy("The spool is full.", hint="Is the store reachable, the disk full?")

    def seal_if_due(self) -> bool:
        """Hand the open segment to the drain when it is time, and tell whether that was done.

        The first line after a quiet time is handed over at once; under load one segment per
        interval, so that inserts stay few. Also counts anew what others hold in the folder.
        """
        with self._tending:
            waiting = self._count()
            with self._appending:
                if self._is_due(waiting):
                    self._retire()
            return self._seal_full()

    def sync(self) -> None:
        """Flush to the disk what was appended, at most once a second, if that is the policy."""
        now_us = self._clock.monotonic_us()
        if self._sync == "interval" and now_us - self._synced_at_us >= SYNC_INTERVAL_US:
            self._synced_at_us = now_us
            self._flush()

    def status(self) -> SpoolStatus:
        """Return the counters; reads the folder, and what others appended since the last time."""
        with self._tending:
            with self._appending:
                own = self._own()
                captured, dropped = self._captured, self._dropped
            others, first_us = self._tally.count(without={segment.path for segment in own})
            found = census(self._folder, without={segment.path for segment in own})
        starts = [sealed.started_us for sealed in found.sealed] + [one.started_us for one in own]
        starts += [] if first_us is None else [first_us]
        return SpoolStatus(
            captured=captured,
            dropped=dropped,
            rejected=found.rejected_lines,
            pending_lines=others + _lines(own) + _lines(found.sealed),
            bytes=found.size_bytes + sum(one.size_bytes for one in own),
            oldest_pending_us=min(starts, default=None),
        )

    @property
    def dropped(self) -> int:
        """Calls that this process could not write down."""
        return self._dropped

    def close(self) -> None:
        """Seal what is open and flush it. A later append would start a new segment."""
        with self._tending:
            with self._appending:
                self._retire()
            self._seal_full()
        self._flush()

    def _has_room(self, more_bytes: int) -> bool:
        own = sum(segment.size_bytes for segment in self._own())
        return self._elsewhere_bytes + own + more_bytes <= self._max_bytes

    def _write(self, line: bytes) -> bool:
        """Write the line; False when the disk did not take it. A broken segment is retired."""
        try:
            if self._open is None:
                self._open = self._next_segment()
            whole = self._open.write(line)
            if self._sync == "always":
                os.fsync(self._open.fd)
        except OSError:
            self._retire()
            return False
        self._dirty = True
        if self._open.size_bytes >= self._segment_bytes:
            self._retire()
        return whole

    def _next_segment(self) -> Segment:
        self._segment_us = max(self._clock.now_us(), self._segment_us + 1)
        self._segment_number += 1
        return segments.create(self._folder, self._segment_us, self.process, self._segment_number)

    def _own(self) -> list[Segment]:
        return [*self._full, self._open] if self._open is not None else self._full

    def _is_due(self, waiting: int) -> bool:
        age_us = self._clock.monotonic_us() - self._sealed_at_us
        most = FEW_WAITING if age_us < _LATE * self._seal_interval_us else MANY_WAITING
        return self._open is not None and age_us >= self._seal_interval_us and waiting < most

    def _retire(self) -> None:
        """Write no more to the open segment; the background thread seals it."""
        if self._open is not None:
            self._full.append(self._open)
            self._open = None
            self._sealed_at_us = self._clock.monotonic_us()

    def _seal_full(self) -> bool:
        with self._appending:
            full = tuple(self._full)
        for segment in full:
            segment.seal()
            with self._appending:
                self._full.remove(segment)
                self._elsewhere_bytes += segment.size_bytes
            if self._sync == "interval":
                self._sealed_fds.append(segment.fd)
            else:
                os.close(segment.fd)
        return bool(full)

    def _count(self) -> int:
        """Note what the folder holds beside our own segments; return how many are sealed."""
        with self._appending:
            own = {segment.path for segment in self._own()}
        found = census(self._folder, without=own)
        with self._appending:
            self._elsewhere_bytes = found.size_bytes
        return len(found.sealed)

    def _flush(self) -> None:
        with self._tending, self._appending:
            fds, self._sealed_fds = self._sealed_fds, []
            if self._open is not None and self._dirty:
                fds.append(os.dup(self._open.fd))
            self._dirty = False
        for fd in fds:
            os.fsync(fd)
            os.close(fd)
        if fds:
            segments.flush_names(self._folder)


def _lines(segments: Sequence[Segment] | Sequence[Sealed]) -> int:
    return sum(one.lines for one in segments)
