"""The schemas that Acme holds answers to, and answers that miss them.

Data, and one pure function. `setup` creates the schemas, `parts` draws how often models miss them
in the past, and `broken` is what a model says then, in the past as in live calls.
"""

from typing import Any, Literal

import msgspec

from tailrace.demo.cast.chance import Chance
from tailrace.demo.cast.tries import DAY_US

LIVE_SHARE = 0.12
"""Of the structured answers to Acme's own live calls, so that some broken ones are seen."""
_WRONG: dict[str, object] = {
    "string": None,
    "number": "ask us",
    "integer": "rather high",
    "array": "see above",
}
"""What is said in place of a value, by the type that it should have."""


class SchemaVersion(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a schema."""

    since_us: int = 0
    """From the start of the 30 days."""
    json_schema: dict[str, Any]
    broken: float
    """The share of the past's answers that miss it."""


class Schema(msgspec.Struct, frozen=True, kw_only=True):
    """One schema, and what happens with an answer that misses it."""

    name: str
    on_invalid: Literal["retry", "fallback"]
    sample: dict[str, Any]
    versions: tuple[SchemaVersion, ...]
    """Oldest first."""

    def version_at(self, at_us: int) -> int:
        """Return the number of the version that held then; they count from 1."""
        return sum(version.since_us <= at_us for version in self.versions)


def broken(text: str, schema: dict[str, Any], chance: Chance) -> tuple[str, str]:
    """Return an answer with one field of a wrong type, and the JSON pointer of that field.

    `text` is a JSON object that fits the schema. A schema without a required field of a simple
    type is missed by saying no JSON at all; the pointer is empty then.
    """
    types = {name: rule.get("type") for name, rule in schema.get("properties", {}).items()}
    names = [name for name in schema.get("required", ()) if types.get(name) in _WRONG]
    if not names:
        return "I am not sure what you mean.", ""
    name = chance.pick(names)
    value = msgspec.json.decode(text) | {name: _WRONG[types[name]]}
    return msgspec.json.encode(value).decode(), f"/{name}"


def _object(**properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


_TEXT = {"type": "string"}
_POINTS = {"type": "array", "items": _TEXT}

PRODUCT_CARD = Schema(
    name="product_card",
    on_invalid="retry",
    sample={
        "title": "Brewster kettle",
        "summary": "Made for a small kitchen.",
        "price": 49.0,
        "highlights": ["packs flat"],
    },
    versions=(
        SchemaVersion(
            json_schema={
                **_object(title=_TEXT, summary=_TEXT, price={"type": "number"}, highlights=_POINTS),
                "required": ["title", "summary"],
            },
            broken=0.015,
        ),
        SchemaVersion(
            since_us=15 * DAY_US,
            json_schema=_object(
                title=_TEXT, summary=_TEXT, price={"type": "number"}, highlights=_POINTS
            ),
            broken=0.06,
        ),
    ),
)
TICKET = Schema(
    name="ticket",
    on_invalid="fallback",
    sample={"queue": "unsorted", "urgency": 2, "language": "en", "reason": "a person must look"},
    versions=(
        SchemaVersion(
            json_schema=_object(
                queue=_TEXT,
                urgency={"type": "integer", "minimum": 1, "maximum": 4},
                language=_TEXT,
                reason=_TEXT,
            ),
            broken=0.02,
        ),
    ),
)
