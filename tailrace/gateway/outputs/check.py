"""Does an answer hold what was wanted: the JSON in its text, held against the schema.

Models say more than they were asked for: the JSON may stand in a code fence, or between words. So
each place where it could be is tried, the likeliest first, and the first that fits wins; when none
does, the first that is JSON at all tells what is wrong. The work is bounded, and runs on the event
loop: about 40 us for an answer of 2 KB.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import msgspec

from tailrace.control.traffic.form import Form
from tailrace.core.errors import BadInput
from tailrace.gateway.outputs.wanted import Wanted
from tailrace.protocols.chat import Reply, Text, ToolCall

MOST_KEPT = 256
LONGEST_TEXT = 1 << 20
LONGEST_PATH = 500
BAD_SCHEMA = "bad_schema"
_MOST_PLACES = 8
_FENCE = re.compile(r"```[a-zA-Z0-9]*[ \t]*\r?\n(.*?)```", re.DOTALL)
_OPENING = re.compile(r"[{\[]")


class Valid(msgspec.Struct, frozen=True):
    """A value that fits the schema."""

    value: Any
    text: str
    """The value as the model wrote it: JSON."""


class Invalid(msgspec.Struct, frozen=True):
    """Where an answer misses its schema, and how."""

    path: str
    """A JSON pointer to the first wrong part; empty for the answer as a whole."""
    message: str
    """Repeats nothing of the answer but its members' names."""


class Checker:
    """Checks answers against one schema."""

    def __init__(self, form: Form) -> None:
        self._form = form

    def check(self, text: str) -> Valid | Invalid:
        """Return the value that the text holds, or what is wrong with it."""
        if len(text) > LONGEST_TEXT:
            return Invalid("", f"The answer is longer than {LONGEST_TEXT} characters.")
        problem: Invalid | None = None
        for place in _places(text):
            try:
                value = msgspec.json.decode(place)
            except (ValueError, RecursionError):
                continue
            misfit = self._form.misfit(value)
            if misfit is None:
                return Valid(value, place)
            problem = problem or Invalid(misfit.path[:LONGEST_PATH], misfit.message)
        return problem or Invalid("", _why_not_json(text))


class Checkers:
    """The compiled schemas that were used last; to be used from one thread."""

    def __init__(self) -> None:
        self._kept: dict[bytes, Checker] = {}

    def of(self, wanted: Wanted) -> Checker:
        """Return the schema's checker; raises BadInput for what is not a JSON Schema.

        The first use of a schema compiles it: about a millisecond for an ordinary one.
        """
        checker = self._kept.pop(wanted.key, None)
        if checker is None:
            checker = Checker(_form(wanted))
            while len(self._kept) >= MOST_KEPT:
                del self._kept[next(iter(self._kept))]
        self._kept[wanted.key] = checker
        return checker


def reply_text(reply: Reply) -> str | None:
    """Return what an answer says, to be checked; None when it calls tools instead."""
    if any(isinstance(part, ToolCall) for part in reply.parts):
        return None
    return "".join(part.text for part in reply.parts if isinstance(part, Text))


def _form(wanted: Wanted) -> Form:
    try:
        return Form(wanted.schema)
    except BadInput as error:
        raise BadInput(
            f"The schema {wanted.name[:80]!r} cannot be used. {error.message}",
            hint=error.hint,
            code=BAD_SCHEMA,
        ) from None


def _places(text: str) -> Iterator[str]:
    """Return the texts within an answer that could be the wanted JSON."""
    stripped = text.strip()
    yield stripped
    for found, fence in enumerate(_FENCE.finditer(text)):
        if found == _MOST_PLACES:
            break
        yield fence[1].strip()
    yield from _among_words(stripped)


def _among_words(text: str) -> Iterator[str]:
    """Return the objects and lists that stand between words, outermost ones only."""
    scan, at = json.JSONDecoder().raw_decode, 0
    for _ in range(_MOST_PLACES):
        opening = _OPENING.search(text, at)
        if opening is None:
            return
        at = opening.start()
        try:
            _, end = scan(text, at)
        except (ValueError, RecursionError):
            at += 1
        else:
            yield text[at:end]
            at = end


def _why_not_json(text: str) -> str:
    if not text.strip():
        return "The answer is empty."
    if not _OPENING.search(text):
        return "The answer holds no JSON."
    return "The answer holds no whole JSON value: it is cut off, or not written as JSON."
