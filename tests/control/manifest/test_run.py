"""What the steps of an application share."""

from dataclasses import dataclass

import pytest

from tailrace.control.manifest.changes import Change
from tailrace.control.manifest.run import Run, difference, placed
from tailrace.control.open import Control
from tailrace.core.errors import Conflict
from tests.fakes.tenants import NOW


@dataclass(frozen=True)
class Entry:
    name: str


def make_run(control: Control, *, prune: bool) -> Run:
    with control.db.reading() as connection:
        return Run(connection, control, NOW, prune)


def test_only_a_pruning_run_removes_what_is_left_out(control: Control) -> None:
    present = {"kept": 1, "left out": 2}
    assert make_run(control, prune=False).left_out(present, [Entry("kept")]) == {}
    assert make_run(control, prune=True).left_out(present, [Entry("kept")]) == {"left out": 2}


def test_notes_are_kept_in_order(control: Control) -> None:
    run = make_run(control, prune=False)
    run.note("created", "a", ["one", "two"])
    run.note("removed", "b")
    assert run.changes == [Change("created", "a", "one, two"), Change("removed", "b", "")]


def test_an_error_says_where_it_happened_and_stays_what_it_was() -> None:
    with pytest.raises(Conflict) as caught, placed("organisations.acme"):
        raise Conflict("Taken.", hint="Choose another.")
    assert str(caught.value) == caught.value.message == "organisations.acme: Taken."
    assert caught.value.hint == "Choose another."


def test_a_difference_is_told_only_when_the_file_says_something_else() -> None:
    assert difference("role", "member", "admin") == ["role member -> admin"]
    assert difference("keep_bodies", old=True, new=False) == ["keep_bodies true -> false"]
    assert difference("expires_at", None, NOW) == ["expires_at unset -> 2026-11-23T12:00:00Z"]
    assert difference("role", "member", "member") == []
    assert difference("role", "member", None) == []
