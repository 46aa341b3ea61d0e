"""A count of tokens as a provider wrote it, if it can be one."""

from collections.abc import Mapping
from typing import Any

MOST_TOKENS = 2**32 - 1


def count_of(counts: Mapping[str, Any], *names: str) -> int | None:
    """Return the first of the fields that is a count.

    Negative ones, texts, and more than the store's 32 bits hold are unknown, never 0.
    """
    for name in names:
        value = counts.get(name)
        if type(value) is float and value.is_integer():
            value = int(value)
        if type(value) is int and 0 <= value <= MOST_TOKENS:
            return value
    return None
