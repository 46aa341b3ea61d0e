"""Lines that others appended are counted, each once, until they are sealed."""

from pathlib import Path

from tailrace.spool.segment import create, make_folders
from tailrace.spool.tally import Tally


def test_lines_of_others_are_counted_as_they_come(tmp_path: Path) -> None:
    make_folders(tmp_path)
    tally = Tally(tmp_path)
    assert tally.count(without=()) == (0, None)
    theirs, ours = create(tmp_path, 70, "theirs", 1), create(tmp_path, 50, "ours", 1)
    assert tally.count(without=()) == (0, None)
    theirs.write(b"1\n")
    theirs.write(b"2\n")
    ours.write(b"3\n")
    assert tally.count(without={ours.path}) == (2, 70)
    assert tally.count(without=()) == (3, 50)
    theirs.write(b"4\n")
    assert tally.count(without={ours.path}) == (3, 70)
    theirs.seal()
    assert tally.count(without={ours.path}) == (0, None)


def test_half_a_line_is_none_until_it_ends(tmp_path: Path) -> None:
    make_folders(tmp_path)
    tally = Tally(tmp_path)
    segment = create(tmp_path, 70, "theirs", 1)
    with segment.path.open("ab", buffering=0) as file:
        file.write(b"hal")
        assert tally.count(without=()) == (0, None)
        file.write(b"f\n")
        assert tally.count(without=()) == (1, 70)
