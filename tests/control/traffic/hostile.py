"""Schemas that are made to keep a checker busy, and those that only look like it."""

from typing import Any

KINDS = ("add", "mul", "neg", "sub", "div")


def nested(depth: int, end: Any, name: str = "x") -> Any:
    value = end
    for _ in range(depth):
        value = {name: value}
    return value


def doubling(levels: int, end: Any, keyword: str = "allOf") -> dict[str, Any]:
    """Each definition uses the next one twice, for the same value."""
    defs = {f"a{n}": {keyword: [{"$ref": f"#/$defs/a{n + 1}"}] * 2} for n in range(levels)}
    return {"$defs": {**defs, f"a{levels}": end}, "$ref": "#/$defs/a0"}


def doubling_below(levels: int) -> dict[str, Any]:
    """Each definition uses the next one twice, for the same inner value."""
    defs: dict[str, Any] = {
        f"a{n}": {"properties": {"x": {"allOf": [{"$ref": f"#/$defs/a{n + 1}"}] * 2}}}
        for n in range(levels)
    }
    return {"$defs": {**defs, f"a{levels}": {}}, "$ref": "#/$defs/a0"}


def clique(size: int) -> dict[str, Any]:
    """Each definition uses all of them for the same value."""
    everyone = [{"$ref": f"#/$defs/a{n}"} for n in range(size)]
    return {"$defs": {f"a{n}": {"allOf": everyone} for n in range(size)}, "$ref": "#/$defs/a0"}


def twice(keyword: str) -> dict[str, Any]:
    """It uses itself at two places for the same inner value."""
    return {
        "properties": {
            "x": {keyword: [{"$ref": "#"}, {"$ref": "#"}]},
            "y": {"type": "string"},
        }
    }


def chain(length: int) -> dict[str, Any]:
    defs: dict[str, Any] = {f"a{n}": {"$ref": f"#/$defs/a{n + 1}"} for n in range(length)}
    return {"$defs": {**defs, f"a{length}": {}}, "$ref": "#/$defs/a0"}


def expression(keyword: str = "anyOf") -> dict[str, Any]:
    """An ordinary schema of an expression's tree: a constant tells the alternatives apart."""
    inner = {"$ref": "#/$defs/expression"}
    defs: dict[str, Any] = {
        kind: {
            "type": "object",
            "properties": {"left": inner, "right": inner, "kind": {"const": kind}},
            "required": ["kind", "left", "right"],
        }
        for kind in KINDS
    }
    defs["number"] = {
        "type": "object",
        "properties": {"kind": {"const": "number"}, "value": {"type": "number"}},
        "required": ["kind", "value"],
    }
    defs["expression"] = {keyword: [{"$ref": f"#/$defs/{kind}"} for kind in (*KINDS, "number")]}
    return {"$defs": defs, "$ref": "#/$defs/expression"}


def sum_of(depth: int, end: Any = 1) -> dict[str, Any]:
    """A value for `expression`; it is wrong when `end` is no number."""
    one = {"kind": "number", "value": 1}
    value: dict[str, Any] = {"kind": "number", "value": end}
    for level in range(depth):
        value = {"left": value, "right": one, "kind": KINDS[level % len(KINDS)]}
    return value
