"""Whatever happens to a spool: what was acknowledged is stored, once and in order."""

import os
import resource
import shutil
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tailrace.core.errors import Busy
from tailrace.core.record import Line
from tailrace.spool import sealed as sealed_module
from tailrace.spool.lines import decode, encode
from tailrace.spool.recover import recover
from tailrace.spool.sealed import acknowledge, batches, list_sealed
from tailrace.spool.spool import SEAL_INTERVAL_US, Spool
from tests.conftest import ManualClock
from tests.fakes.records import request
from tests.spool.conftest import die

MAX_BYTES = 12_000
BATCH_LINES = 3


class SpoolMachine(RuleBasedStateMachine):
    """One folder, one process at a time, and a store that drops what it has seen under a token."""

    @initialize()
    def start(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.clock = ManualClock()
        self.cut_lines, sealed_module.BATCH_LINES = sealed_module.BATCH_LINES, BATCH_LINES
        self.sent = 0
        self.acknowledged: list[tuple[str, int, int]] = []
        self.tokens: set[str] = set()
        self.stored: list[tuple[str, int, int]] = []
        self.open_process()

    def open_process(self) -> None:
        self.dropped = 0
        self.spool = Spool(self.folder, clock=self.clock, max_bytes=MAX_BYTES, segment_bytes=3_000)

    @rule(body=st.integers(0, 2_000))
    def append(self, body: int) -> None:
        self.sent += 1
        self.clock.advance_us(1_000)
        try:
            self.spool.append([request(self.sent, input="x" * body)])
        except Busy:
            self.dropped += 1
        else:
            number = self.spool.status().captured + self.dropped
            self.acknowledged.append((self.spool.process, number, self.sent))

    @rule(room=st.integers(0, 600))
    def append_on_a_disk_with_little_room(self, room: int) -> None:
        size = self.spool._open.size_bytes if self.spool._open else 0
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + room, hard))
        try:
            self.append(100)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    @rule(intervals=st.integers(0, 7))
    def seal(self, intervals: int) -> None:
        self.clock.advance_us(intervals * SEAL_INTERVAL_US)
        self.spool.seal_if_due()

    @rule(torn=st.integers(0, 500))
    def die_in_the_middle_of_a_write(self, torn: int) -> None:
        line = encode(Line(self.spool.process, 999, (request(999),)))
        if self.spool._open is not None:
            os.write(self.spool._open.fd, line[: min(torn, len(line) - 1)])
        die(self.spool)
        self.open_process()

    @rule()
    def stop_and_start(self) -> None:
        self.spool.close()
        self.open_process()

    @rule(steps=st.integers(0, 4))
    def drain_until_killed(self, steps: int) -> None:
        recover(self.folder)
        for sealed in list_sealed(self.folder):
            for batch in batches(sealed):
                if steps == 0:
                    return
                self.store(batch.token, batch.lines)
                steps -= 1
            if steps == 0:
                return
            acknowledge(sealed)

    def store(self, token: str, lines: tuple[bytes, ...]) -> None:
        if token in self.tokens:
            return
        self.tokens.add(token)
        for raw in lines:
            line = decode(raw)
            assert line is not None
            number = int(line.records[0].span_id >> 8 & 0xFFFF)
            self.stored.append((line.process, line.number, number))

    @invariant()
    def the_folder_stays_within_its_bound(self) -> None:
        if hasattr(self, "folder"):
            size = sum(path.stat().st_size for path in self.folder.rglob("*.ndjson"))
            assert size <= MAX_BYTES + 600  # what a dead process was writing

    @invariant()
    def what_is_stored_is_a_beginning_of_what_was_acknowledged(self) -> None:
        if hasattr(self, "folder"):
            assert self.stored == self.acknowledged[: len(self.stored)]

    @invariant()
    def what_waits_is_counted(self) -> None:
        if hasattr(self, "folder"):
            assert self.spool.status().dropped == self.dropped

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.spool.close()
            self.drain_until_killed(1_000_000)
            sealed_module.BATCH_LINES = self.cut_lines
            shutil.rmtree(self.folder)
            assert self.stored == self.acknowledged


TestSpoolMachine = SpoolMachine.TestCase
TestSpoolMachine.settings = settings(max_examples=40, stateful_step_count=40, deadline=None)
