import os
from pathlib import Path

import pytest

from tailrace.spool.recover import recover
from tailrace.spool.segment import create, make_folders
from tests.fakes.records import call
from tests.spool.conftest import MakeSpool, die, sealed_lines


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_folders(tmp_path)
    return tmp_path


def test_a_live_writer_is_left_alone(folder: Path, make_spool: MakeSpool) -> None:
    spool = make_spool()
    spool.append(call(1))
    assert recover(folder) == 0
    spool.append(call(2))
    spool.close()
    assert len(sealed_lines(folder)) == 2


def test_a_dead_writers_lines_are_sealed_in_order(folder: Path, make_spool: MakeSpool) -> None:
    spool = make_spool()
    spool.append(call(1))
    spool.append(call(2))
    die(spool)
    assert recover(folder) == 1
    assert [line.number for line in sealed_lines(folder) if line] == [1, 2]
    assert recover(folder) == 0


@pytest.mark.parametrize("torn", [b"x", b'["w",3,[{"org', b"x" * 3_000_000])
def test_a_torn_last_line_is_cut_off(folder: Path, torn: bytes) -> None:
    segment = create(folder, 5, "w", 1)
    assert segment.write(b"one\n")
    assert segment.write(b"two\n")
    os.write(segment.fd, torn)
    os.close(segment.fd)
    assert recover(folder) == 1
    (path,) = (folder / "sealed").iterdir()
    assert path.read_bytes() == b"one\ntwo\n"
    assert path.stem.endswith("-2")


def test_a_segment_with_nothing_whole_in_it_goes(folder: Path) -> None:
    for number, content in enumerate((b"", b"torn"), start=1):
        segment = create(folder, 5, "w", number)
        os.write(segment.fd, content)
        os.close(segment.fd)
    assert recover(folder) == 0
    assert not list((folder / "open").iterdir())
    assert not list((folder / "sealed").iterdir())


def test_lines_longer_than_one_read_are_counted_right(folder: Path) -> None:
    segment = create(folder, 5, "w", 1)
    long = b"x" * (1 << 20) + b"\n"
    for _ in range(3):
        assert segment.write(long)
    os.close(segment.fd)
    assert recover(folder) == 1
    (path,) = (folder / "sealed").iterdir()
    assert path.stem.endswith("-3")
    assert path.stat().st_size == 3 * len(long)


def test_a_segment_made_anew_after_it_was_taken_for_dead_is_kept(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between making and locking its file, a writer looks dead."""
    real = os.open
    taken: list[Path] = []

    def make_then_recover(path: Path, flags: int, mode: int = 0o777) -> int:
        fd = real(path, flags, mode)
        if flags & os.O_CREAT and not taken:
            taken.append(path)
            monkeypatch.setattr(os, "open", real)
            assert recover(folder) == 0
            assert not path.exists()
        return fd

    monkeypatch.setattr(os, "open", make_then_recover)
    segment = create(folder, 5, "w", 1)
    assert taken == [segment.path]
    assert segment.write(b"kept\n")
    assert recover(folder) == 0
    segment.seal()
    os.close(segment.fd)
    (path,) = (folder / "sealed").iterdir()
    assert path.read_bytes() == b"kept\n"
