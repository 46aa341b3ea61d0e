"""One application of a file: what its steps share."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from sqlalchemy.engine import Connection

from tailrace.control.manifest.changes import Action, Change, MadeKey, MadeLink
from tailrace.control.manifest.manifest import Named
from tailrace.control.open import Control
from tailrace.control.projects.projects import Organisation, Project
from tailrace.control.traffic.versions import Author
from tailrace.core.errors import TailraceError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Run:
    """The transaction that a file is applied in, and what was done in it so far."""

    connection: Connection
    control: Control
    now: datetime
    prune: bool
    changes: list[Change] = field(default_factory=list)
    keys: list[MadeKey] = field(default_factory=list)
    links: list[MadeLink] = field(default_factory=list)

    @property
    def author(self) -> Author:
        """Whom versions are saved by: the file."""
        return Author(self.now)

    def note(self, action: Action, path: str, details: Sequence[str] = ()) -> None:
        self.changes.append(Change(action, path, ", ".join(details)))

    def left_out(self, present: dict[str, T], entries: Iterable[Named]) -> dict[str, T]:
        """Return what is to be removed: nothing, unless the run prunes."""
        named = {entry.name for entry in entries}
        return {n: thing for n, thing in present.items() if self.prune and n not in named}


@dataclass(frozen=True, slots=True)
class Place:
    """The project that is worked on, and where it is in the file's tree."""

    organisation: Organisation
    project: Project
    path: str


@contextmanager
def placed(path: str) -> Iterator[None]:
    """Say in an error of the block where in the file's tree it happened."""
    try:
        yield
    except TailraceError as error:
        error.message = f"{path}: {error.message}"
        error.args = (error.message,)
        raise


def difference(what: str, old: object, new: object) -> list[str]:
    """Return the words for a change, none when the file leaves it out or it is the same."""
    return [] if new is None or new == old else [f"{what} {_word(old)} -> {_word(new)}"]


def _word(value: object) -> str:
    if value is None:
        return "unset"
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return str(value).lower() if isinstance(value, bool) else str(value)
