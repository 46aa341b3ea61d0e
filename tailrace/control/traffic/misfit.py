"""Where a value misses its JSON Schema: the first wrong part, and what is wrong with it.

The schema, its compiled parts and a value that is known to be invalid go in, a `Misfit` comes out.
The library's own errors collect those of every branch, which can take for ever; so this goes down
from part to part and asks each only whether it is valid. Where a value has to fit one of several
alternatives it goes into the only one that is meant, by its type or by a constant member, else it
stops there. What must stay true: no message repeats anything of the value but its members' names.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import unquote

import jsonschema_rs
import msgspec

from tailrace.control.traffic.subschemas import find

_DESCENTS = 500
_LONGEST_MESSAGE = 300
_HERE = "The value"
_CHECKED_HERE = frozenset(
    {"type", "enum", "const", "required", "pattern", "format", "multipleOf", "uniqueItems"}
    | {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength"}
    | {"minItems", "maxItems", "minProperties", "maxProperties", "dependentRequired"}
)
"""Keywords that need no subschema."""
_TYPES: Mapping[str, type | tuple[type, ...]] = MappingProxyType(
    {
        "object": dict,
        "array": list,
        "string": str,
        "boolean": bool,
        "null": type(None),
        "number": (int, float),
        "integer": (int, float),
    }
)


class Misfit(msgspec.Struct, frozen=True):
    """Where a value first misses its schema, and how."""

    path: str
    """A JSON pointer (RFC 6901); empty: the value as a whole."""
    message: str


class _Step(NamedTuple):
    """From one subschema to another: where that is, and which part of the value it looks at."""

    at: str
    value: Any
    token: str | int | None = None
    """None: the same value."""


def locate(json_schema: Any, parts: jsonschema_rs.ValidatorMap, value: Any) -> Misfit:
    """Return where an invalid value misses the schema; takes time by its size, not more."""
    at, path = "#", ""
    for _ in range(_DESCENTS):
        step = _missed(json_schema, parts, at, value)
        if step is None:
            break
        at, value = step.at, step.value
        path += "" if step.token is None else f"/{escaped(str(step.token))}"
    return Misfit(path, _what(find(json_schema, at), value)[:_LONGEST_MESSAGE])


def _missed(
    json_schema: Any, parts: jsonschema_rs.ValidatorMap, at: str, value: Any
) -> _Step | None:
    """Return the first step to a subschema that is missed; None: it is missed here."""
    node = find(json_schema, at)
    if not isinstance(node, dict):
        return None
    for step in (*_same(json_schema, at, node, value), *_inner(at, node, value)):
        part = parts.get(step.at)
        if part is not None and not part.is_valid(step.value):
            return step
    return None


def _same(json_schema: Any, at: str, node: dict[str, Any], value: Any) -> Iterator[_Step]:
    """Return the steps to what looks at the same value."""
    reference = node.get("$ref")
    if isinstance(reference, str):
        yield _Step(unquote(reference), value)
    for index in range(_length(node.get("allOf"))):
        yield _Step(f"{at}/allOf/{index}", value)
    for keyword in ("anyOf", "oneOf"):
        meant = [
            f"{at}/{keyword}/{index}"
            for index in range(_length(node.get(keyword)))
            if _may_be_meant(json_schema, f"{at}/{keyword}/{index}", value)
        ]
        if len(meant) == 1:
            yield _Step(meant[0], value)


def _inner(at: str, node: dict[str, Any], value: Any) -> Iterator[_Step]:
    """Return the steps to what looks at parts of the value."""
    if isinstance(value, dict):
        members = node.get("properties")
        members = members if isinstance(members, dict) else {}
        yield from (
            _Step(f"{at}/properties/{escaped(name)}", value[name], name)
            for name in members
            if name in value
        )
        if isinstance(node.get("additionalProperties"), dict) and "patternProperties" not in node:
            yield from (
                _Step(f"{at}/additionalProperties", inner, name)
                for name, inner in value.items()
                if name not in members
            )
    elif isinstance(value, list):
        yield from _elements(at, node, value)


def _elements(at: str, node: dict[str, Any], value: list[Any]) -> Iterator[_Step]:
    """Return the steps to elements; draft 7 lists them under `items`, later ones `prefixItems`."""
    listed = "items" if isinstance(node.get("items"), list) else "prefixItems"
    rest = "additionalItems" if listed == "items" else "items"
    first = _length(node.get(listed))
    for index, inner in enumerate(value):
        under = f"{at}/{listed}/{index}" if index < first else f"{at}/{rest}"
        yield _Step(under, inner, index)


def _may_be_meant(json_schema: Any, at: str, value: Any) -> bool:
    """Return whether an alternative could be the one that a value was made for."""
    node = find(json_schema, at)
    if isinstance(node, dict) and isinstance(node.get("$ref"), str):
        node = find(json_schema, unquote(node["$ref"]))
    if not isinstance(node, dict):
        return bool(node)
    return _has_type(node.get("type"), value) and not _is_told_apart(node, value)


def _has_type(wanted: object, value: Any) -> bool:
    names = wanted if isinstance(wanted, list) else [wanted]
    known = [_TYPES[name] for name in names if isinstance(name, str) and name in _TYPES]
    return not known or any(isinstance(value, each) for each in known)


def _is_told_apart(node: dict[str, Any], value: Any) -> bool:
    """Return whether a member has another constant than the alternative wants."""
    members = node.get("properties")
    if not isinstance(value, dict) or not isinstance(members, dict):
        return False
    return any(
        isinstance(inner, dict) and "const" in inner and inner["const"] != value[name]
        for name, inner in members.items()
        if name in value
    )


def _what(node: Any, value: Any) -> str:
    """Return what is wrong with a value here, where no part of it is to blame alone."""
    if not isinstance(node, dict):
        return f"{_HERE} is not allowed."
    here = {keyword: node[keyword] for keyword in _CHECKED_HERE if keyword in node}
    for keyword in ("additionalProperties", "unevaluatedProperties"):
        if node.get(keyword) is False:
            here["additionalProperties"] = False
            for names in ("properties", "patternProperties"):
                here[names] = dict.fromkeys(_names(node.get(names)), True)
    try:
        jsonschema_rs.validator_for(here, offline=True, mask=_HERE).validate(value)
    except jsonschema_rs.ValidationError as error:
        return f"{error.message}."
    for keyword in ("anyOf", "oneOf"):
        if keyword in node:
            return f"{_HERE} fits none of the alternatives."
    kept = ", ".join(sorted(node.keys() - _CHECKED_HERE)) or "the schema"
    return f"{_HERE} does not fit {kept}."


def _names(value: object) -> list[str]:
    return list(value) if isinstance(value, dict) else []


def _length(value: object) -> int:
    return len(value) if isinstance(value, list) else 0


def escaped(token: str) -> str:
    return token.replace("~", "~0").replace("/", "~1")
