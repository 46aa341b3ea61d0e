"""One JSON object of a client's body, with its place in it, so that every refusal names a path.

Goes in: the bytes of a request. Comes out: typed values, each taken once by its name; a getter
raises BadInput (`bad_input`) for a value of the wrong type, with the path as the client wrote it.
What must stay true: a field that nobody took is refused (`not_translatable`) by `end`, so a new
field of a vendor is never dropped in silence. Null means the same as absent.
"""

import math
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import msgspec

from tailrace.core.errors import BadInput
from tailrace.protocols.body.document import read_object
from tailrace.protocols.chat import untranslatable

_Word = TypeVar("_Word")
MOST = 2**63 - 1
ELSEWHERE = "another format"


class Fields:
    """An object whose fields are taken one by one; `end` on the outermost checks all of them."""

    __slots__ = ("_fields", "_inner", "_path", "_spell", "_taken")

    def __init__(self, value: Any, path: str = "", spell: Callable[[str], str] = str) -> None:
        """Start on a decoded object. `spell` brings the client's spellings of a name to one."""
        if not isinstance(value, dict):
            raise wrong(path or "The body", "a JSON object")
        self._path = path
        self._spell = spell
        self._fields = {spell(key): (key, held) for key, held in value.items() if held is not None}
        self._taken: set[str] = set()
        self._inner: list[Fields] = []

    def __contains__(self, name: str) -> bool:
        """Whether the field is there and nobody took it yet."""
        return name in self._fields and name not in self._taken

    def at(self, name: str) -> str:
        """Return the path of a field as the client wrote it."""
        own = self._fields.get(name, (name, None))[0]
        return f"{self._path}.{own}" if self._path else own

    def take(self, name: str) -> Any:
        """Return any JSON value; None when absent."""
        field = self._fields.get(name)
        if field is None:
            return None
        self._taken.add(name)
        return field[1]

    def text(self, name: str) -> str:
        """Return a text; empty when absent."""
        return self._typed(name, str, "a text") or ""

    def needed(self, name: str) -> str:
        """Return a text that must be there, and not be empty."""
        if not (text := self.text(name)):
            raise self.wrong(name, "a text")
        return text

    def flag(self, name: str) -> bool | None:
        """Return true or false; None when absent."""
        value: bool | None = self._typed(name, bool, "true or false")
        return value

    def number(self, name: str) -> float | None:
        """Return a finite number; None when absent."""
        value = self.take(name)
        if value is None:
            return None
        if type(value) not in {int, float} or not math.isfinite(value):
            raise self.wrong(name, "a number")
        return float(value)

    def whole(self, name: str) -> int | None:
        """Return a whole number of 64 bits; None when absent. 5.0 is one."""
        value = self.number(name)
        if value is None:
            return None
        if not value.is_integer() or abs(value) > MOST:
            raise self.wrong(name, "a whole number")
        return int(value)

    def word(self, name: str, words: Mapping[str, _Word]) -> _Word | None:
        """Return what a word of a known list stands for; a word of no list has no meaning to us.

        Where the list is in capitals, small letters do as well.
        """
        value = self.text(name)
        known = value if value in words else value.upper()
        if value and known not in words:
            raise untranslatable(f"{self.at(name)} {value!r}", ELSEWHERE)
        return words[known] if value else None

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts; empty when absent. One text alone is a list of one."""
        value = self.take(name)
        rows = [value] if isinstance(value, str) else value or []
        if not isinstance(rows, list) or not all(isinstance(row, str) for row in rows):
            raise self.wrong(name, "a list of texts")
        return tuple(rows)

    def object(self, name: str) -> dict[str, Any] | None:
        """Return a plain object that is passed on as it is; None when absent."""
        value: dict[str, Any] | None = self._typed(name, dict, "a JSON object")
        return value

    def child(self, name: str) -> "Fields | None":
        """Return an object with fields of its own; None when absent."""
        value = self.take(name)
        return None if value is None else self._open(value, self.at(name))

    def rows(self, name: str) -> list["Fields"]:
        """Return a list of objects; empty when absent."""
        value = self._typed(name, list, "a list")
        if not value:
            return []
        path = self.at(name)
        return [self._open(row, f"{path}.{index}") for index, row in enumerate(value)]

    def text_or_rows(self, name: str) -> "str | list[Fields]":
        """Return what may be one text or a list of objects; empty when absent."""
        return self.text(name) if self.is_text(name) else self.rows(name)

    def is_text(self, name: str) -> bool:
        """Whether the field holds a text, where it may hold something else."""
        return isinstance(self._held(name), str)

    def hints(self, *names: str) -> None:
        """Drop fields that change neither what is asked nor what is answered."""
        for name in names:
            self.take(name)

    def only(self, name: str, *values: Any) -> None:
        """Let a field pass when it says what is so without it; refuse it otherwise."""
        if self._held(name) not in (None, *values):
            raise self.refuse(name)
        self.take(name)

    def off(self, *names: str) -> None:
        """Let switches pass that are off; refuse one that is on."""
        for name in names:
            self.only(name, 0)

    def refuse(self, name: str = "", *, hint: str = "") -> BadInput:
        """Return the refusal of a field, or of this whole object."""
        return untranslatable(self.at(name) if name else self._path, ELSEWHERE, hint=hint)

    def wrong(self, name: str, what: str) -> BadInput:
        """Return the refusal of a value that the format itself does not allow."""
        return wrong(self.at(name), what)

    def end(self) -> None:
        """Refuse the first field, here or further in, that nobody took."""
        if left := self._fields.keys() - self._taken:
            raise self.refuse(next(name for name in self._fields if name in left))
        for inner in self._inner:
            inner.end()

    def _held(self, name: str) -> Any:
        return self._fields.get(name, (name, None))[1]

    def _open(self, value: Any, path: str) -> "Fields":
        self._inner.append(inner := Fields(value, path, self._spell))
        return inner

    def _typed(self, name: str, kind: type, what: str) -> Any:
        value = self.take(name)
        if value is not None and not isinstance(value, kind):
            raise self.wrong(name, what)
        return value


def wrong(path: str, what: str) -> BadInput:
    """Return the refusal of a value that is not what it has to be."""
    return BadInput(f"{path} must be {what}.")


def read_fields(body: bytes, spell: Callable[[str], str] = str) -> Fields:
    """Return the fields of a request's body; raises BadInput when it is no JSON object."""
    value = read_object(body)
    if value is None:
        raise BadInput("The body is no JSON object.")
    return Fields(value, spell=spell)


def write_fields(value: Any) -> bytes:
    """Return JSON; raises BadInput when a client's value is nested too deep to write."""
    try:
        return msgspec.json.encode(value)
    except RecursionError:
        raise BadInput("The body is nested too deep.") from None


def flattened(value: Any) -> str:
    """Return a value as text: a text as it is, anything else as JSON."""
    return value if isinstance(value, str) else write_fields(value).decode()
