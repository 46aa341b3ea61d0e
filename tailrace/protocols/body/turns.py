"""What was said, one part after the other, grouped into turns.

The two sides of a chat take turns, and answers of tools come first in theirs: no vendor refuses
that order, some refuse any other.
"""

from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter

from tailrace.protocols.chat import Part, Reasoning, Role, ToolResult, Turn
from tailrace.protocols.fold import join


def in_turns(said: Iterable[tuple[Role, Part]]) -> tuple[Turn, ...]:
    """Return the turns of a conversation that came as parts."""
    return tuple(
        Turn(role, _results_first([part for _, part in parts]))
        for role, parts in groupby(said, key=itemgetter(0))
    )


def join_thoughts(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Return the parts with thoughts joined that came in pieces, as a client keeps a stream's."""
    runs = groupby(parts, key=lambda part: isinstance(part, Reasoning))
    return tuple(part for thought, run in runs for part in (join(run) if thought else run))


def _results_first(parts: list[Part]) -> tuple[Part, ...]:
    return tuple(sorted(parts, key=lambda part: not isinstance(part, ToolResult)))
