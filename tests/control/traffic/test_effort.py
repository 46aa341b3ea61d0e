import time
from typing import Any

import pytest

from tailrace.control.traffic.effort import Effort, measure
from tailrace.core.errors import BadInput
from tests.control.traffic.hostile import (
    chain,
    clique,
    doubling,
    doubling_below,
    expression,
    twice,
)

TREE = {"properties": {"left": {"$ref": "#"}, "right": {"$ref": "#"}, "value": {}}}
LIST = {"anyOf": [{"type": "null"}, {"properties": {"next": {"$ref": "#"}}}]}
PANE = {"properties": {"children": {"type": "array", "items": {"$ref": "#"}}, "label": {}}}


@pytest.mark.parametrize("schema", [TREE, LIST, PANE, expression(), expression("oneOf")])
def test_the_depth_of_a_value_makes_no_difference_to_ordinary_schemas(
    schema: dict[str, Any],
) -> None:
    assert measure(schema).ways == 1


@pytest.mark.parametrize(
    ("schema", "effort"),
    [
        ({}, Effort(1, 1, 1)),
        ({"properties": {"a": {}, "b": {}}}, Effort(1, 1, 3)),
        ({"allOf": [{}, {"not": {}}]}, Effort(1, 1, 4)),
        (twice("allOf"), Effort(5, 2, 1)),
        (twice("anyOf"), Effort(5, 2, 1)),
        (doubling(3, {}), Effort(1, 1, 30)),
        (
            doubling(3, {"properties": {"x": {"$ref": "#/$defs/a0"}}}),
            Effort(30, 8, 1),
        ),
    ],
)
def test_an_effort_is_counted(schema: dict[str, Any], effort: Effort) -> None:
    assert measure(schema) == effort


def test_steps_grow_with_the_value() -> None:
    assert Effort(5, 2, 3).steps(nodes=7, depth=4) == 7 * 5 * 16 * 3


def test_members_of_any_name_add_to_each() -> None:
    schema = {
        "properties": {"x": {"$ref": "#"}},
        "patternProperties": {"^x": {"$ref": "#"}},
        "propertyNames": {"$ref": "#"},
    }
    assert measure(schema).ways == 3


def test_an_anchor_is_a_reference_within() -> None:
    schema = {"$defs": {"n": {"$anchor": "here", "allOf": [{}]}}, "items": {"$ref": "#here"}}
    assert measure(schema) == Effort(1, 1, 4)


@pytest.mark.parametrize(
    ("schema", "says"),
    [
        ({"$ref": "#"}, "refers to itself for one and the same value"),
        (clique(6), "refers to itself for one and the same value"),
        (doubling(40, {}), "more than 20000"),
        (doubling_below(40), "more than 20000"),
        (chain(80), "more than 64 deep"),
        (chain(5_000), "nested too deeply"),
        ({"$ref": "http://127.0.0.1:9/x"}, "not a part of it"),
        ({"$ref": "other.json#/x"}, "not a part of it"),
        ({"properties": {"a": {"$id": "http://x/y"}}}, r"\$id within"),
        ({"properties": {f"p{n}": {"pattern": "a"} for n in range(101)}}, "more than 100 patterns"),
        ({"patternProperties": {f"p{n}": {} for n in range(101)}}, "more than 100 patterns"),
    ],
)
def test_what_is_beyond_all_bounds_is_refused(schema: dict[str, Any], says: str) -> None:
    before_s = time.process_time()
    with pytest.raises(BadInput, match=says):
        measure(schema)
    assert time.process_time() - before_s < 1


def test_values_in_a_schema_are_not_looked_into() -> None:
    assert measure({"examples": [{"$id": "x"}], "const": {"$ref": "y"}}) == Effort(1, 1, 1)
