"""Google's Schema (a part of OpenAPI 3.0) as JSON Schema.

`parameters` and `responseSchema` come in it; `parametersJsonSchema` and `responseJsonSchema` are
JSON Schema already, and all that we write are those. A keyword that is none of Google's is left
as it stands: clients put JSON Schema here too, and Google takes it.
"""

from typing import Any

_DROPPED = frozenset({"nullable", "propertyOrdering", "property_ordering", "example"})
_LISTS = frozenset({"anyOf", "any_of"})
_MAPS = frozenset({"properties", "defs", "$defs"})
_ONE = frozenset({"items", "additionalProperties", "additional_properties"})
_COUNTS = frozenset(
    {"minItems", "maxItems", "minLength", "maxLength", "minProperties", "maxProperties"}
)
_NAMES = {
    "any_of": "anyOf",
    "defs": "$defs",
    "ref": "$ref",
    "additional_properties": "additionalProperties",
    "min_items": "minItems",
    "max_items": "maxItems",
    "min_length": "minLength",
    "max_length": "maxLength",
    "min_properties": "minProperties",
    "max_properties": "maxProperties",
}


def json_schema(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the JSON Schema that says the same."""
    found = {
        name: _value(name, value)
        for key, value in schema.items()
        if key not in _DROPPED and value is not None and (name := _NAMES.get(key, key))
    }
    if found.get("type") == "type_unspecified":
        del found["type"]
    if found.get("format") == "enum":
        del found["format"]
    if schema.get("example") is not None:
        found["examples"] = [schema["example"]]
    ordering = schema.get("propertyOrdering", schema.get("property_ordering"))
    if isinstance(ordering, list) and isinstance(found.get("properties"), dict):
        found["properties"] = _ordered(found["properties"], ordering)
    return _with_null(found) if schema.get("nullable") is True else found


def _value(name: str, value: Any) -> Any:
    if name == "type" and isinstance(value, str):
        return value.lower()
    if name in _COUNTS and isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value)
    return _inner(name, value)


def _inner(name: str, value: Any) -> Any:
    """Return a value with the schemas that it holds."""
    if name in _MAPS and isinstance(value, dict):
        return {key: _schema(inner) for key, inner in value.items()}
    if name in _LISTS and isinstance(value, list):
        return [_schema(inner) for inner in value]
    return _schema(value) if name in _ONE else value


def _schema(value: Any) -> Any:
    return json_schema(value) if isinstance(value, dict) else value


def _with_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Let null pass too."""
    kind = schema.get("type")
    if isinstance(kind, str) and kind != "null":
        schema["type"] = [kind, "null"]
        if isinstance(schema.get("enum"), list):
            schema["enum"] = [*schema["enum"], None]
    elif isinstance(schema.get("anyOf"), list):
        schema["anyOf"] = [*schema["anyOf"], {"type": "null"}]
    return schema


def _ordered(properties: dict[str, Any], ordering: list[Any]) -> dict[str, Any]:
    """Return the properties in the order that the model is to write them in."""
    first = {name: properties[name] for name in ordering if _names(properties, name)}
    return {**first, **properties}


def _names(properties: dict[str, Any], name: Any) -> bool:
    return isinstance(name, str) and name in properties
