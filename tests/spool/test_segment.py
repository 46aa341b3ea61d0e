import fcntl
import os
from pathlib import Path

import pytest

from tailrace.spool.segment import create, flush_names, make_folders, segment_id
from tests.spool.conftest import DiskOf


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_folders(tmp_path)
    return tmp_path


def test_only_the_owner_may_look_into_the_folders(folder: Path) -> None:
    assert {entry.stat().st_mode & 0o777 for entry in folder.iterdir()} == {0o700}


def test_names_sort_by_time() -> None:
    ids = [
        segment_id(us, process, n)
        for us, process, n in ((9, "b", 1), (255, "a", 2), (1 << 50, "a", 3))
    ]
    assert ids == sorted(ids)


def test_a_segment_is_sealed_under_its_count_of_lines(folder: Path) -> None:
    segment = create(folder, 5, "w", 1)
    assert segment.write(b"one\n")
    assert segment.write(b"two\n")
    segment.seal()
    os.close(segment.fd)
    assert not list((folder / "open").iterdir())
    (path,) = (folder / "sealed").iterdir()
    assert path.name == f"{5:014x}-w-000001-2.ndjson"
    assert path.read_bytes() == b"one\ntwo\n"


def test_an_empty_segment_leaves_nothing(folder: Path) -> None:
    segment = create(folder, 5, "w", 1)
    segment.seal()
    os.close(segment.fd)
    assert not list((folder / "open").iterdir())
    assert not list((folder / "sealed").iterdir())


def test_its_writer_holds_the_file_locked(folder: Path) -> None:
    segment = create(folder, 5, "w", 1)
    with segment.path.open("rb") as other, pytest.raises(BlockingIOError):
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(segment.fd)
    with segment.path.open("rb") as other:
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_a_line_that_the_disk_took_half_of_is_cut_off_again(folder: Path, disk_of: DiskOf) -> None:
    segment = create(folder, 5, "w", 1)
    assert segment.write(b"whole\n")
    with disk_of(9):
        assert not segment.write(b"too long\n")
        assert not segment.write(b"too long\n")
    assert segment.path.read_bytes() == b"whole\n"
    assert segment.write(b"again\n")
    assert segment.path.read_bytes() == b"whole\nagain\n"
    assert (segment.lines, segment.size_bytes) == (2, 12)
    os.close(segment.fd)


def test_the_list_of_open_segments_can_be_flushed(folder: Path) -> None:
    segment = create(folder, 5, "w", 1)
    flush_names(folder)
    os.close(segment.fd)
    with pytest.raises(FileNotFoundError):
        flush_names(folder / "nowhere")
