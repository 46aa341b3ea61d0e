"""How well capture keeps up: what was captured, what is stored, what is missing.

The spool and the store each know half of it. Asking the store is left to the job that just moved
something; `status` puts the halves together and is cheap enough for every answer's `meta`.
"""

from collections.abc import Callable

from tailrace.api.services import Loading, PipelineStatus
from tailrace.app.slots import Reports
from tailrace.core.clock import Clock
from tailrace.spool.spool import Spool
from tailrace.store.drain import Drain, Stored, stored
from tailrace.store.engine import Engine


class Pipeline:
    """Moves the spool into the store, and knows how far that is."""

    def __init__(
        self, spool: Spool, drain: Drain, engine: Engine, clock: Clock, reports: Reports
    ) -> None:
        self._spool = spool
        self._reports = reports
        self._drain = drain
        self._engine = engine
        self._clock = clock
        self._stored: Stored | None = None

    def drain(self) -> int:
        """Store what is sealed and return how many calls that were."""
        moved = self._drain.run_once()
        if moved.lines or self._stored is None:
            self._stored = stored(self._engine)
        return moved.lines

    def status(self, loading: Callable[[], Loading | None]) -> PipelineStatus:
        """Return the whole picture; counts are calls."""
        spool, known = self._spool.status(), self._stored
        lines = known.lines if known else 0
        waiting_us = self._clock.now_us() - (spool.oldest_pending_us or self._clock.now_us())
        return PipelineStatus(
            captured=lines + spool.pending_lines,
            stored=lines,
            missing=spool.pending_lines,
            lag_seconds=max(0, waiting_us) / 1e6,
            spool_bytes=spool.bytes,
            dropped=spool.dropped + self._reports.dropped_by_others(self._spool.process),
            gaps=known.gaps if known else 0,
            newest_at=known.newest_at if known else None,
            loading=loading(),
        )

    def finish(self) -> None:
        """Seal and store what is left; for the end, when nobody appends any more."""
        self._spool.close()
        self.drain()
