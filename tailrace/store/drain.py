"""From the spool to the tables, each record exactly once.

Sealed segments go in, oldest first; rows of `payloads`, `spans` and `writers` come out. What must
stay true: a segment goes only after all of it is stored, and a batch always carries the same token,
so that after a crash at any point it is sent again and what was stored already is dropped, in the
tables and in the rollups that views fill. Lines that cannot be read are put aside and counted,
never in the way. A store that is down costs nothing but time: the segments stay.

One drain per store. What this rests on, and where it ends: a token holds for the last 10,000
inserts of a table; within one class of retention, so that a batch which is half stored when
the process dies, and whose retention is changed before the next start, is stored again; on a
server only while that is not killed itself (`tokens.py`); and a machine that loses power may lose
what the store wrote in the last half minute, for ClickHouse leaves flushing to the kernel.
"""

import logging
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from tailrace.core.clock import Clock
from tailrace.core.errors import TailraceError
from tailrace.core.record import Line
from tailrace.spool.lines import decode
from tailrace.spool.recover import recover
from tailrace.spool.sealed import Batch, Sealed, acknowledge, batches, list_sealed, reject
from tailrace.spool.segment import make_folders
from tailrace.store import rows
from tailrace.store.engine import Engine
from tailrace.store.rows import Retention

_LOG = logging.getLogger(__name__)
FIRST_WAIT_US = 1_000_000
LONGEST_WAIT_US = 30_000_000


@dataclass(frozen=True, slots=True)
class Drained:
    """What one run moved."""

    lines: int = 0
    records: int = 0
    batches: int = 0
    rejected: int = 0

    def __add__(self, other: "Drained") -> "Drained":
        return Drained(
            self.lines + other.lines,
            self.records + other.records,
            self.batches + other.batches,
            self.rejected + other.rejected,
        )


@dataclass(frozen=True, slots=True)
class Stored:
    """What the store holds of all that was captured.

    `gaps` counts numbers that a writer used and that never came: lines dropped by a full spool,
    or put aside as unreadable. `newest_at` is the latest start of a stored record.
    """

    lines: int
    records: int
    newest_at: datetime | None
    gaps: int


class Drain:
    """Moves what is sealed; call `run_once` again and again from one thread."""

    def __init__(self, engine: Engine, folder: Path, *, clock: Clock, retention: Retention) -> None:
        make_folders(folder)
        self._engine = engine
        self._folder = folder
        self._clock = clock
        self._retention = retention
        self._wait_us = 0
        self._retry_at_us = 0

    def run_once(self) -> Drained:
        """Store every sealed segment and return what was moved; does not raise when that fails.

        After a failure the next runs do nothing until it is time to try again. A failure and the
        end of it are logged once each.
        """
        if self._wait_us and self._clock.monotonic_us() < self._retry_at_us:
            return Drained()
        recover(self._folder)
        moved = Drained()
        try:
            for sealed in list_sealed(self._folder):
                moved += self._store(sealed)
        except TailraceError as error:
            self._failed(error)
        else:
            self._worked()
        return moved

    def _store(self, sealed: Sealed) -> Drained:
        moved = Drained()
        for batch in batches(sealed):
            lines = self._read(batch)
            self._insert("payloads", rows.payloads(lines, self._retention), batch)
            self._insert("spans", rows.spans(lines, self._retention), batch)
            self._insert("writers", rows.writers(lines), batch)
            moved += Drained(
                lines=len(lines),
                records=sum(len(line.records) for line in lines),
                batches=1,
                rejected=len(batch.lines) - len(lines),
            )
        acknowledge(sealed)
        return moved

    def _read(self, batch: Batch) -> list[Line]:
        decoded = [(raw, decode(raw)) for raw in batch.lines]
        unreadable = [raw for raw, line in decoded if line is None]
        if unreadable:
            reject(self._folder, batch, unreadable)
            _LOG.warning("%d unreadable lines of the spool were put aside", len(unreadable))
        return [line for _, line in decoded if line is not None]

    def _insert(self, table: str, data: pa.Table, batch: Batch) -> None:
        if data.num_rows:
            self._engine.insert(table, data, batch.token)

    def _failed(self, error: TailraceError) -> None:
        if not self._wait_us:
            _LOG.warning(
                "The store does not take records; they stay in the spool. %s %s",
                error.message,
                error.hint,
            )
        self._wait_us = min(max(2 * self._wait_us, FIRST_WAIT_US), LONGEST_WAIT_US)
        self._retry_at_us = self._clock.monotonic_us() + self._wait_us

    def _worked(self) -> None:
        if self._wait_us:
            _LOG.info("The store takes records again.")
        self._wait_us = 0


def stored(engine: Engine) -> Stored:
    """Return what the store holds; a look at one row per writer process."""
    answer = engine.query(
        "SELECT sum(stored_lines), sum(stored_records), max(newest), "
        "sum(toInt64(numbered) - toInt64(stored_lines)) FROM ("
        "SELECT process, max(last_number) AS numbered, sum(lines) AS stored_lines, "
        "sum(records) AS stored_records, max(newest_at) AS newest "
        "FROM writers GROUP BY process)"
    )
    lines, records, newest_at, gaps = answer.rows[0]
    return Stored(lines, records, newest_at if lines else None, gaps)
