"""Reads a definition (JSON, or YAML made plain) strictly, and finds every mistake in it at once.

A definition goes in as plain values; checked values come out, or a BadDefinition whose problems
each carry the path of the field (`targets[1].weight`), what was expected and the nearest known
name. Reading goes on after a mistake with the field's default, so that an editor can show all.
What a problem repeats of a value is short, because people read it.
"""

import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, TypeVar

import msgspec

from tailrace.core.errors import BadInput

T = TypeVar("T")
D = TypeVar("D")
SHOWN = 60
MAX_DEPTH = 40
MAX_WHOLE = 2**53 - 1
"""What every JSON reader keeps exactly."""
MAX_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: where, what was expected, what to do."""

    path: str
    """`targets[1].weight`; empty for the definition as a whole."""
    message: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message


class BadDefinition(BadInput):
    """A definition with mistakes; the message tells the first, `problems` all."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        more = len(problems) - 1
        also = f" (and {more} more)" if more else ""
        super().__init__(f"{problems[0]}{also}", hint=problems[0].hint)
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Given:
    """One value of a definition, where it is, and where mistakes are noted."""

    value: object
    path: str = ""
    problems: list[Problem] = field(default_factory=list)

    def note(self, message: str, hint: str = "") -> None:
        self.problems.append(Problem(self.path, message, hint))

    def settle(self) -> None:
        """Raise BadDefinition when anything was noted."""
        if self.problems:
            raise BadDefinition(self.problems)

    def fields(self, known: Collection[str], required: Collection[str] = ()) -> "dict[str, Given]":
        """Return the members of an object by name; notes unknown and missing ones.

        Null says as much as nothing, so one that is required is missing then.
        """
        if not isinstance(self.value, Mapping):
            raise BadInput(f"This has to be an object with {', '.join(known)}.")
        found = {}
        for name, value in self.value.items():
            inner = self.member(str(name), value)
            if name in known:
                found[name] = inner
            else:
                inner.note("This is not a known field.", nearest(str(name), known))
        for name in required:
            if name not in found or found[name].value is None:
                self.member(name, None).note("This is missing.")
        return found

    def member(self, name: str, value: object) -> "Given":
        return Given(value, f"{self.path}.{name}".removeprefix("."), self.problems)

    def items(self, most: int) -> "list[Given]":
        if not isinstance(self.value, list | tuple):
            raise BadInput(f"This has to be a list, not {shown(self.value)}.")
        if len(self.value) > most:
            raise BadInput(f"This has {len(self.value)} entries; at most {most} are possible.")
        return [
            Given(value, f"{self.path}[{index}]", self.problems)
            for index, value in enumerate(self.value)
        ]

    def text(self) -> str:
        if not isinstance(self.value, str):
            raise BadInput(f"This has to be a text, not {shown(self.value)}.")
        return self.value

    def flag(self) -> bool:
        if not isinstance(self.value, bool):
            raise BadInput(f"This has to be true or false, not {shown(self.value)}.")
        return self.value

    def whole(self, least: int, most: int) -> int:
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            raise BadInput(f"This has to be a whole number, not {shown(self.value)}.")
        if not least <= self.value <= most:
            raise BadInput(f"This has to be {least} to {most}, not {shown(self.value)}.")
        return self.value

    def one_of(self, known: Collection[str]) -> str:
        text = self.text()
        if text not in known:
            raise BadInput(f"{shown(text)} is not known here.", hint=nearest(text, known))
        return text

    def json(self) -> Any:
        """Return the value as it is; raises BadInput for one that JSON cannot say."""
        checked_json(self.value)
        return self.value

    def json_object(self) -> dict[str, Any]:
        if not isinstance(self.value, dict):
            raise BadInput(f"This has to be an object, not {shown(self.value)}.")
        checked_json(self.value)
        return self.value


def read_fields(
    given: Given, known: Collection[str], required: Collection[str]
) -> dict[str, Given]:
    """Return the fields of a definition; one that is no object is noted and has none."""
    try:
        return given.fields(known, required)
    except BadInput as error:
        given.note(error.message, error.hint)
        return {}


def read_field(
    fields: Mapping[str, Given], name: str, read: Callable[[Given], T], default: D
) -> T | D:
    """Return what `read` makes of a field; the default when it is left out, null, or mistaken."""
    given = fields.get(name)
    if given is None or given.value is None:
        return default
    try:
        return read(given)
    except BadInput as error:
        given.note(error.message, error.hint)
        return default


def read_list(given: Given, read: Callable[[Given], T], most: int) -> tuple[T, ...]:
    """Return what `read` makes of each entry, without the mistaken ones, which are noted."""
    return tuple(_readable(given.items(most), read))


def _readable(items: Sequence[Given], read: Callable[[Given], T]) -> Iterator[T]:
    for item in items:
        try:
            yield read(item)
        except BadInput as error:
            item.note(error.message, error.hint)


def nearest(name: str, known: Collection[str]) -> str:
    """Return the hint for a name that is not known."""
    near = get_close_matches(name, known, n=1)
    if near:
        return f"Did you mean {near[0]}?"
    return f"Known here: {', '.join(known)}." if known else "There is none yet."


def shown(value: object) -> str:
    """Return a value as a message may repeat it: one that holds others only by its kind."""
    if isinstance(value, dict | list | tuple):
        return "an object" if isinstance(value, dict) else "a list"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int) and abs(value) > MAX_WHOLE:
        return "a very large number"
    text = repr(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def checked_json(value: object) -> None:
    """Raise BadInput for a value that JSON cannot say, or that is too deep or too large."""
    _check_plain(value, MAX_DEPTH)
    try:
        size = len(msgspec.json.encode(value))
    except ValueError:
        raise BadInput("This holds a text that is not Unicode.") from None
    if size > MAX_BYTES:
        raise BadInput(f"This takes {size} bytes as JSON; at most {MAX_BYTES} are kept.")


def _check_plain(value: object, depth: int) -> None:
    if depth == 0:
        raise BadInput(f"This is nested more than {MAX_DEPTH} deep.")
    inner: Collection[object] = ()
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise BadInput("This has a key that is not a text.", hint="Put it in quotes.")
        inner = value.values()
    elif isinstance(value, list):
        inner = value
    else:
        _check_scalar(value)
    for each in inner:
        _check_plain(each, depth - 1)


def _check_scalar(value: object) -> None:
    if isinstance(value, float) and not math.isfinite(value):
        raise BadInput("This holds a number that JSON cannot say.")
    if isinstance(value, int) and abs(value) > MAX_WHOLE:
        raise BadInput("This holds a whole number that is too large to be kept exactly.")
    if not isinstance(value, str | int | float | None):
        raise BadInput(f"This holds {shown(value)}, which JSON cannot say.")
