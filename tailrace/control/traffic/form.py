"""A JSON Schema ready for use: compiled, within bounds, and able to say where a value misses it.

A schema goes in; a value is asked about, and a `Misfit` or None comes out. What must stay true:
nothing is ever fetched, whatever a schema refers to; no schema and no value makes a check run for
long (see `effort.py`; a pattern that goes back and forth is given up, which counts as a miss).
"""

from collections.abc import Iterable
from typing import Any

import jsonschema_rs

from tailrace.control.traffic.effort import measure
from tailrace.control.traffic.misfit import Misfit, escaped, locate
from tailrace.control.traffic.reading import checked_json
from tailrace.core.errors import BadInput

MOST_STEPS = 30_000_000
MOST_DEPTH = 100
_BACKTRACKS = 10_000
_PATTERN_BYTES = 1 << 19
_LONGEST_MESSAGE = 240


class Form:
    """One compiled schema."""

    def __init__(self, json_schema: dict[str, Any]) -> None:
        """Compile the schema; raises BadInput for what is none, or is beyond the bounds."""
        checked_json(json_schema)
        self._schema = json_schema
        self._whole = _compiled(json_schema)
        self._effort = measure(json_schema)
        self._parts: jsonschema_rs.ValidatorMap | None = None

    def misfit(self, value: Any) -> Misfit | None:
        """Return where the value misses the schema; None: it is valid."""
        nodes, depth = _extent(value)
        if depth > MOST_DEPTH or self._effort.steps(nodes, depth) > MOST_STEPS:
            return Misfit("", "The value is too large or nested too deeply to be checked.")
        try:
            return None if self._whole.is_valid(value) else self._located(value)
        except ValueError:
            return Misfit("", "The value holds something that cannot be checked.")

    def _located(self, value: Any) -> Misfit:
        if self._parts is None:
            self._parts = jsonschema_rs.validator_map_for(
                self._schema, offline=True, pattern_options=_patterns()
            )
        return locate(self._schema, self._parts, value)


def _compiled(json_schema: dict[str, Any]) -> jsonschema_rs.Validator:
    try:
        return jsonschema_rs.validator_for(json_schema, offline=True, pattern_options=_patterns())
    except jsonschema_rs.ValidationError as error:
        at = "".join(f"/{escaped(str(token))}" for token in error.instance_path)
        problem = f"{at}: {error.message}" if at else error.message
    except (jsonschema_rs.ReferencingError, ValueError) as error:
        problem = str(error)
    raise BadInput(f"This is not a JSON Schema: {problem[:_LONGEST_MESSAGE]}")


def _patterns() -> jsonschema_rs.FancyRegexOptions:
    return jsonschema_rs.FancyRegexOptions(
        backtrack_limit=_BACKTRACKS, size_limit=_PATTERN_BYTES, dfa_size_limit=_PATTERN_BYTES
    )


def _extent(value: Any) -> tuple[int, int]:
    """Return how many parts a value has, and how deep the deepest lies; counts level by level."""
    nodes, depth, level = 1, 0, list(_parts(value))
    while level and depth <= MOST_DEPTH:
        nodes += len(level)
        depth += 1
        level = [inner for outer in level for inner in _parts(outer)]
    return nodes, depth


def _parts(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()
