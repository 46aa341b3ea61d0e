from pathlib import Path

import pytest

from tailrace.spool import sealed as module
from tailrace.spool.sealed import Sealed, acknowledge, batches, census, list_sealed, reject
from tailrace.spool.segment import make_folders, sealed_path, segment_id


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_folders(tmp_path)
    return tmp_path


def put(folder: Path, us: int, process: str, lines: list[bytes]) -> None:
    sealed_path(folder, segment_id(us, process, 1), len(lines)).write_bytes(b"".join(lines))


def test_segments_are_listed_oldest_first_whoever_wrote_them(folder: Path) -> None:
    put(folder, 30, "a", [b"3\n"])
    put(folder, 10, "b", [b"1\n", b"1\n"])
    put(folder, 20, "a", [b"2\n"])
    listed = list_sealed(folder)
    assert [one.started_us for one in listed] == [10, 20, 30]
    assert [one.lines for one in listed] == [2, 1, 1]
    assert [one.size_bytes for one in listed] == [4, 2, 2]


def test_other_files_in_the_folder_are_none_of_ours(folder: Path) -> None:
    (folder / "sealed" / "notes.txt").write_text("hello")
    assert list_sealed(folder) == []


def test_batches_are_cut_by_lines(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BATCH_LINES", 2)
    put(folder, 10, "a", [b"1\n", b"2\n", b"3\n", b"4\n", b"5\n"])
    (sealed,) = list_sealed(folder)
    made = list(batches(sealed))
    assert [batch.lines for batch in made] == [(b"1\n", b"2\n"), (b"3\n", b"4\n"), (b"5\n",)]
    assert [batch.token for batch in made] == [
        f"{sealed.identity}:{lines}" for lines in ("0+2", "2+2", "4+1")
    ]
    assert list(batches(sealed)) == made


def test_a_token_means_the_same_lines_however_they_are_cut(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folder, 10, "a", [b"1\n", b"2\n", b"3\n", b"4\n"])
    (sealed,) = list_sealed(folder)
    for size in (1, 2, 3, 4):
        monkeypatch.setattr(module, "BATCH_LINES", size)
        cut = {batch.token: batch.lines for batch in batches(sealed)}
        assert all(cut[token] == sealed_lines_of(sealed, token) for token in cut)


def sealed_lines_of(sealed: Sealed, token: str) -> tuple[bytes, ...]:
    first, _, count = token.rpartition(":")[2].partition("+")
    lines = sealed.path.read_bytes().splitlines(keepends=True)
    return tuple(lines[int(first) : int(first) + int(count)])


def test_batches_are_cut_by_size(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BATCH_BYTES", 10)
    put(folder, 10, "a", [b"123456\n", b"123456\n", b"123456\n"])
    (sealed,) = list_sealed(folder)
    assert [len(batch.lines) for batch in batches(sealed)] == [2, 1]


def test_a_torn_last_line_is_its_own_line(folder: Path) -> None:
    put(folder, 10, "a", [b"1\n", b"torn"])
    (sealed,) = list_sealed(folder)
    assert [batch.lines for batch in batches(sealed)] == [(b"1\n", b"torn")]


def test_an_acknowledged_segment_is_gone_and_may_be_acknowledged_again(folder: Path) -> None:
    put(folder, 10, "a", [b"1\n"])
    (sealed,) = list_sealed(folder)
    acknowledge(sealed)
    acknowledge(sealed)
    assert list_sealed(folder) == []


def test_rejected_lines_are_kept_and_counted_once(folder: Path) -> None:
    put(folder, 10, "a", [b"bad\n", b"good\n", b"worse\n"])
    (sealed,) = list_sealed(folder)
    (batch,) = batches(sealed)
    for _ in range(2):
        reject(folder, batch, [b"bad\n", b"worse\n"])
    counted = census(folder)
    assert (counted.rejected_lines, counted.rejected_bytes) == (2, 10)
    (kept,) = (folder / "rejected").iterdir()
    assert kept.read_bytes() == b"bad\nworse\n"


def test_the_census_counts_all_but_what_it_is_told_to_leave_out(folder: Path) -> None:
    put(folder, 10, "a", [b"1\n"])
    mine, other = folder / "open" / "x-1.ndjson", folder / "open" / "y-1.ndjson"
    mine.write_bytes(b"12345")
    other.write_bytes(b"123")
    assert census(folder).size_bytes == 10
    counted = census(folder, without={mine})
    assert counted.size_bytes == 5
    assert [one.lines for one in counted.sealed] == [1]
