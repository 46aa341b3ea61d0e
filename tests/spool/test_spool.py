import os
import stat
import threading
from pathlib import Path

import pytest

from tailrace.core.errors import Busy
from tailrace.spool.sealed import acknowledge, list_sealed
from tailrace.spool.spool import SEAL_INTERVAL_US, SYNC_INTERVAL_US, Spool
from tests.conftest import ManualClock
from tests.fakes.records import call
from tests.spool.conftest import DiskOf, MakeSpool, sealed_lines


def numbers(folder: Path) -> list[int]:
    return [line.number if line else -1 for line in sealed_lines(folder)]


def watch_flushes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return the files (not folders) that are flushed from now on."""
    flushed: list[int] = []

    def note(fd: int) -> None:
        if stat.S_ISREG(os.fstat(fd).st_mode):
            flushed.append(fd)

    monkeypatch.setattr(os, "fsync", note)
    return flushed


def test_a_call_is_one_line_with_the_writers_name_and_number(
    tmp_path: Path, make_spool: MakeSpool
) -> None:
    spool = make_spool()
    spool.append(call(1))
    spool.append(call(2))
    spool.close()
    first, second = sealed_lines(tmp_path)
    assert first is not None
    assert second is not None
    assert (first.process, first.number, first.records) == (spool.process, 1, call(1))
    assert (second.process, second.number, second.records) == (spool.process, 2, call(2))


def test_an_appended_line_is_in_the_file_at_once(tmp_path: Path, make_spool: MakeSpool) -> None:
    spool = make_spool()
    spool.append(call(1))
    (path,) = (tmp_path / "open").iterdir()
    assert path.read_bytes().count(b"\n") == 1


def test_the_first_line_after_a_quiet_time_is_sealed_at_once(
    tmp_path: Path, make_spool: MakeSpool, clock: ManualClock
) -> None:
    spool = make_spool()
    assert not spool.seal_if_due()
    spool.append(call(1))
    assert spool.seal_if_due()
    assert numbers(tmp_path) == [1]
    clock.advance_us(10 * SEAL_INTERVAL_US)
    spool.append(call(2))
    assert spool.seal_if_due()
    assert numbers(tmp_path) == [1, 2]


def test_under_load_one_segment_is_sealed_per_interval(
    tmp_path: Path, make_spool: MakeSpool, clock: ManualClock
) -> None:
    spool = make_spool()
    sealed = 0
    for number in range(1, 41):
        spool.append(call(number))
        sealed += spool.seal_if_due()
        for one in list_sealed(tmp_path):
            acknowledge(one)
        clock.advance_us(SEAL_INTERVAL_US // 10)
    assert sealed == 4


def test_while_the_store_is_down_segments_grow_instead_of_getting_many(
    tmp_path: Path, make_spool: MakeSpool, clock: ManualClock
) -> None:
    spool = make_spool()
    for number in range(1, 61):
        spool.append(call(number))
        spool.seal_if_due()
        clock.advance_us(SEAL_INTERVAL_US)
    assert len(list_sealed(tmp_path)) < 20
    spool.close()
    assert numbers(tmp_path) == list(range(1, 61))


def test_a_segment_that_is_large_enough_is_not_written_to_any_more(
    tmp_path: Path, make_spool: MakeSpool
) -> None:
    spool = make_spool(segment_bytes=3000)
    for number in range(1, 8):
        spool.append(call(number, input="x" * 1000))
    spool.seal_if_due()
    assert len(list_sealed(tmp_path)) >= 3
    spool.close()
    assert numbers(tmp_path) == list(range(1, 8))


def test_names_sort_in_order_of_writing_when_the_clock_goes_back(
    tmp_path: Path, make_spool: MakeSpool, clock: ManualClock
) -> None:
    spool = make_spool()
    for number in range(1, 5):
        spool.append(call(number))
        spool.close()
        clock.us -= 3_600_000_000
    assert numbers(tmp_path) == [1, 2, 3, 4]


def test_beyond_the_bound_a_line_is_dropped_and_its_number_is_a_gap(
    tmp_path: Path, make_spool: MakeSpool
) -> None:
    spool = make_spool(max_bytes=3000)
    spool.append(call(1))
    with pytest.raises(Busy):
        spool.append(call(2, input="x" * 3000))
    spool.append(call(3))
    status = spool.status()
    assert (status.captured, status.dropped, status.pending_lines) == (2, 1, 2)
    spool.close()
    assert numbers(tmp_path) == [1, 3]


def test_the_bound_is_the_folders_whoever_writes_there(
    tmp_path: Path, make_spool: MakeSpool
) -> None:
    one, other = make_spool(max_bytes=8000), make_spool(max_bytes=8000)
    one.append(call(1, input="x" * 6000))
    other.seal_if_due()
    with pytest.raises(Busy):
        other.append(call(1, input="x" * 2000))
    one.close()
    with pytest.raises(Busy):
        other.append(call(2, input="x" * 2000))
    for sealed in list_sealed(tmp_path):
        acknowledge(sealed)
    other.seal_if_due()
    other.append(call(3, input="x" * 2000))


def test_a_full_disk_drops_the_call_and_the_next_one_is_whole(
    tmp_path: Path, make_spool: MakeSpool, disk_of: DiskOf
) -> None:
    spool = make_spool()
    spool.append(call(1))
    size = spool.status().bytes
    with disk_of(size + 100), pytest.raises(Busy):
        spool.append(call(2))
    assert spool.status().bytes == size
    spool.append(call(3))
    spool.close()
    assert numbers(tmp_path) == [1, 3]
    assert spool.status().dropped == 1


def test_a_disk_without_room_for_a_new_file_drops_the_call(
    tmp_path: Path, make_spool: MakeSpool
) -> None:
    spool = make_spool()
    (tmp_path / "open").rmdir()
    with pytest.raises(Busy):
        spool.append(call(1))
    (tmp_path / "open").mkdir()
    spool.append(call(2))
    spool.close()
    assert numbers(tmp_path) == [2]


def test_a_segment_that_cannot_be_mended_is_left_for_a_new_one(
    tmp_path: Path, make_spool: MakeSpool, disk_of: DiskOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(fd: int, size: int) -> None:
        raise OSError("the disk is broken")

    spool = make_spool()
    spool.append(call(1))
    size = spool.status().bytes
    with monkeypatch.context() as patch, disk_of(size + 100):
        patch.setattr(os, "ftruncate", refuse)
        with pytest.raises(Busy):
            spool.append(call(2))
    spool.append(call(3))
    spool.close()
    assert numbers(tmp_path) == [1, -1, 3]


def test_status_counts_what_waits_and_since_when(
    tmp_path: Path, make_spool: MakeSpool, clock: ManualClock
) -> None:
    spool = make_spool()
    assert spool.status().oldest_pending_us is None
    began = clock.us
    spool.append(call(1))
    spool.seal_if_due()
    clock.advance_us(5000)
    spool.append(call(2))
    status = spool.status()
    assert (status.captured, status.pending_lines, status.rejected) == (2, 2, 0)
    assert status.oldest_pending_us == began
    assert status.bytes == sum(path.stat().st_size for path in tmp_path.rglob("*.ndjson"))
    for sealed in list_sealed(tmp_path):
        acknowledge(sealed)
    assert spool.status().pending_lines == 1
    assert spool.status().oldest_pending_us == began + 5000


@pytest.mark.parametrize(
    ("policy", "after_append", "after_interval"),
    [("none", 0, 0), ("interval", 0, 1), ("always", 1, 1)],
)
def test_the_policy_says_when_the_disk_is_flushed(
    make_spool: MakeSpool,
    clock: ManualClock,
    monkeypatch: pytest.MonkeyPatch,
    policy: str,
    after_append: int,
    after_interval: int,
) -> None:
    flushed = watch_flushes(monkeypatch)
    spool: Spool = make_spool(sync=policy)
    spool.append(call(1))
    spool.sync()
    assert len(flushed) == after_append
    clock.advance_us(SYNC_INTERVAL_US)
    spool.sync()
    assert len(flushed) == after_interval
    clock.advance_us(SYNC_INTERVAL_US)
    spool.sync()
    assert len(flushed) == after_interval


def test_a_sealed_segment_is_flushed_too(
    make_spool: MakeSpool, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed = watch_flushes(monkeypatch)
    spool = make_spool(sync="interval")
    spool.append(call(1))
    assert spool.seal_if_due()
    clock.advance_us(SYNC_INTERVAL_US)
    spool.sync()
    assert len(flushed) == 1
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(flushed[0])


def test_a_disk_that_does_not_flush_acknowledges_nothing(
    make_spool: MakeSpool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(fd: int) -> None:
        raise OSError("no such disk")

    spool = make_spool(sync="always")
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", refuse)
        with pytest.raises(Busy):
            spool.append(call(1))
    spool.append(call(2))
    assert (spool.status().captured, spool.status().dropped) == (1, 1)


def test_appends_from_many_threads_beside_sealing_lose_nothing(
    tmp_path: Path, make_spool: MakeSpool
) -> None:
    spool = make_spool(segment_bytes=20_000, seal_interval_us=0)
    done = threading.Event()

    def tend() -> None:
        while not done.is_set():
            spool.seal_if_due()
            spool.sync()
            assert spool.status().captured <= 400

    def write(first: int) -> None:
        for number in range(first, first + 100):
            spool.append(call(number))

    tender = threading.Thread(target=tend)
    writers = [threading.Thread(target=write, args=(n * 100,)) for n in range(4)]
    for thread in (tender, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    tender.join()
    spool.close()
    lines = sealed_lines(tmp_path)
    assert [line.number for line in lines if line] == list(range(1, 401))
    assert len({line.records[0].span_id for line in lines if line}) == 400
