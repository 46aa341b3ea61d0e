"""Gateway processes find their slots, and only the living ones are heard."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tailrace.app import slots
from tailrace.app.slots import Report, read_reports, take_slot
from tailrace.core.circuit import CircuitState
from tailrace.core.errors import Busy
from tailrace.core.ids import ProviderId

CIRCUIT = CircuitState(
    provider_id=ProviderId(1),
    provider="openai",
    model="gpt-4o",
    state="open",
    since_us=5,
    failures=3,
    next_probe_us=9,
)
LIVE_AND_DIE = """
import sys
from pathlib import Path
from tailrace.app.slots import Report, take_slot
slot = take_slot(Path(sys.argv[1]))
slot.report(Report("theirs", 2))
print(slot.number, flush=True)
sys.stdin.read()
"""


def test_each_process_takes_the_lowest_free_slot(tmp_path: Path) -> None:
    first, second = take_slot(tmp_path), take_slot(tmp_path)
    assert (first.number, second.number) == (0, 1)
    first.release()
    assert take_slot(tmp_path).number == 0


def test_reports_of_the_living_are_read_whole(tmp_path: Path) -> None:
    assert read_reports(tmp_path) == ()
    first, second = take_slot(tmp_path), take_slot(tmp_path)
    one, two = Report("a", 1, 3, (CIRCUIT,)), Report("b", 2)
    first.report(Report("a", 1))
    first.report(one)
    second.report(two)
    assert read_reports(tmp_path) == (one, two)
    second.release()
    assert read_reports(tmp_path) == (one,)


def test_a_report_and_what_else_the_slot_keeps_do_not_meet(tmp_path: Path) -> None:
    slot = take_slot(tmp_path)
    kept = [slot.path_of(ending) for ending in ("new", "limits", "limits.new")]
    for path in kept:
        path.write_bytes(b"kept")
    slot.report(Report("a", 1))
    assert [path.read_bytes() for path in kept] == [b"kept"] * 3


def test_a_process_that_was_killed_is_not_heard(tmp_path: Path) -> None:
    own = take_slot(tmp_path)
    own.report(Report("ours", os.getpid()))
    with subprocess.Popen(
        [sys.executable, "-c", LIVE_AND_DIE, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).resolve().parents[2],
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == "1\n"
        assert {report.process for report in read_reports(tmp_path)} == {"ours", "theirs"}
        other.kill()
        other.wait()
    assert {report.process for report in read_reports(tmp_path)} == {"ours"}


def test_a_slot_without_a_readable_report_is_passed_over(tmp_path: Path) -> None:
    slot = take_slot(tmp_path)
    assert read_reports(tmp_path) == ()
    slot.path.write_bytes(b"{")
    assert read_reports(tmp_path) == ()


def test_too_many_processes_are_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slots, "MOST", 1)
    take_slot(tmp_path)
    with pytest.raises(Busy, match="1 gateway processes"):
        take_slot(tmp_path)
