"""Columns of a file: a name, and what kind of value stands under it.

One list for all formats, so that a CSV, a JSONL and a Parquet of the same question hold the same
values under the same names, and the same as the API's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Literal

from tailrace.core.errors import BadInput

Kind = Literal["text", "time", "whole", "number", "usd", "flag", "texts", "pairs"]
"""Text; an aware time; a whole number; a fraction; US dollars; true or false; a list of texts;
texts by their names. Any value may be None: unknown or absent."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column."""

    name: str
    kind: Kind


def time_text(moment: datetime) -> str:
    """Return the time as RFC 3339 in UTC, as the API writes it."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def choose(known: Sequence[Column], asked: str, usual: Sequence[Column]) -> tuple[Column, ...]:
    """Return the columns of a comma list in its order; `usual` when it is empty.

    Raises BadInput for a name that is not known, with the nearest one that is, and for a repeat.
    """
    names = [name.strip() for name in asked.split(",") if name.strip()]
    if not names:
        return tuple(usual)
    by_name = {column.name: column for column in known}
    for place, name in enumerate(names):
        if name not in by_name:
            near = get_close_matches(name, by_name, 1)
            meant = f"Did you mean {near[0]}? " if near else ""
            raise BadInput(
                f"There is no column {name[:80]!r}.",
                hint=f"{meant}There are: {', '.join(by_name)}.",
            )
        if name in names[:place]:
            raise BadInput(f"The column {name!r} is named twice.")
    return tuple(by_name[name] for name in names)
