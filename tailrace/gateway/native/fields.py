"""The parts of a request that a workflow keeps as customer data, by their dotted paths.

`metadata.segment`, `user_id`, `messages.0.content`: a number is an index into a list, and also the
name of a member where there is an object. What a path does not find is left out, as are nulls;
objects and lists are told as JSON. Values are cut like metadata's.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from tailrace.gateway.context import LONGEST_VALUE, MOST_KEYS

_INDEX_DIGITS = 9


def pick_fields(body: bytes, paths: Sequence[str]) -> dict[str, str]:
    """Return what the paths lead to in a request's body, as text; empty for what is no JSON."""
    if not paths:
        return {}
    try:
        document = msgspec.json.decode(body)
    except (ValueError, RecursionError):
        return {}
    found = {}
    for path in paths[:MOST_KEYS]:
        value = _find(document, path)
        if value is not None:
            found[path[:LONGEST_VALUE]] = _text(value)[:LONGEST_VALUE]
    return found


def _find(value: Any, path: str) -> Any:
    for name in path.split("."):
        if isinstance(value, dict):
            value = value.get(name)
        elif isinstance(value, list) and _is_index(name) and int(name) < len(value):
            value = value[int(name)]
        else:
            return None
    return value


def _is_index(name: str) -> bool:
    return name.isascii() and name.isdecimal() and len(name) <= _INDEX_DIGITS


def _text(value: Any) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
