"""Values that fit a JSON Schema, made up: for structured answers and the arguments of tools.

Reads the parts that SDKs write: type, properties, items, enum, const, anyOf, oneOf, allOf, bounds
of numbers, a few formats, and `$ref` into the schema's own `$defs`. A recursive schema ends where
it may.
"""

from typing import Any

from tailrace.demo.cast.chance import Chance

DEEPEST = 6
"""Below this depth, lists are empty and an optional part is null."""
FORMATS = {
    "date": "2026-03-14",
    "time": "09:30:00Z",
    "date-time": "2026-03-14T09:30:00Z",
    "email": "lena@example.com",
    "uri": "https://example.com/kettle",
    "uuid": "6f1c2e0a-5b7d-4c39-9a40-2f8e1d3b7c55",
}
WORDS = ("Lisbon", "kettle", "A-10482", "two days", "moss green")


def sample(schema: Any, chance: Chance) -> Any:
    """Return a value that fits the schema; a string where the schema says nothing."""
    return _Sampler(schema, chance).value(schema, 0)


class _Sampler:
    def __init__(self, root: Any, chance: Chance) -> None:
        self._root = root
        self._chance = chance

    def value(self, schema: Any, depth: int) -> Any:
        schema = self._resolved(schema)
        if "const" in schema:
            return schema["const"]
        if schema.get("enum"):
            return self._chance.pick(schema["enum"])
        options = schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf")
        if options:
            return self.value(options[-1 if depth > DEEPEST else 0], depth + 1)
        return self._of_type(_type(schema), schema, depth)

    def _of_type(self, kind: str, schema: dict[str, Any], depth: int) -> Any:
        if kind == "object":
            properties: dict[str, Any] = schema.get("properties") or {}
            return {name: self.value(each, depth + 1) for name, each in properties.items()}
        if kind == "array":
            least = int(schema.get("minItems", 0))
            count = least if depth > DEEPEST else max(least, 2)
            return [self.value(schema.get("items"), depth + 1) for _ in range(count)]
        if kind in {"integer", "number"}:
            least = schema.get("minimum", 1)
            return least + self._chance.randint(0, int(schema.get("maximum", least + 9) - least))
        if kind == "boolean":
            return self._chance.happens(0.5)
        if kind == "null":
            return None
        return FORMATS.get(str(schema.get("format"))) or self._chance.pick(WORDS)

    def _resolved(self, schema: Any) -> dict[str, Any]:
        """Follow `#/$defs/Name`; nothing else is looked up."""
        name = str(schema.get("$ref", "")) if isinstance(schema, dict) else ""
        if name.startswith("#/$defs/"):
            schema = (self._root.get("$defs") or {}).get(name.removeprefix("#/$defs/"))
        return schema if isinstance(schema, dict) else {}


def _type(schema: dict[str, Any]) -> str:
    kind = schema.get("type", "object" if "properties" in schema else "string")
    return str(kind[0] if isinstance(kind, list) and kind else kind)
