from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from tailrace.control.traffic.misfit import Misfit, escaped, locate
from tests.control.traffic.hostile import expression, nested, sum_of, twice

CARD = {
    "type": "object",
    "properties": {
        "title": {"type": "string", "maxLength": 5},
        "price": {"type": "number", "minimum": 0},
        "tags": {"type": "array", "items": {"enum": ["new", "old"]}},
        "maker": {"anyOf": [{"$ref": "#/$defs/maker"}, {"type": "null"}]},
        "a/b": {"type": "integer"},
    },
    "required": ["title", "price"],
    "additionalProperties": False,
    "$defs": {"maker": {"type": "object", "properties": {"name": {"type": "string"}}}},
}
GOOD = {"title": "Lamp", "price": 3}


def located(schema: Any, value: Any) -> Misfit:
    assert not jsonschema_rs.validator_for(schema, offline=True).is_valid(value)
    return locate(schema, jsonschema_rs.validator_map_for(schema, offline=True), value)


@pytest.mark.parametrize(
    ("value", "path", "message"),
    [
        ([], "", 'The value is not of type "object".'),
        ({"title": "Lamp"}, "", '"price" is a required property.'),
        (GOOD | {"price": "3"}, "/price", 'The value is not of type "number".'),
        (GOOD | {"price": -3}, "/price", "The value is less than the minimum of 0."),
        (GOOD | {"title": "Lamps!"}, "/title", "The value is longer than 5 characters."),
        (GOOD | {"tags": ["new", "x"]}, "/tags/1", 'The value is not one of "new" or "old".'),
        (GOOD | {"maker": {"name": 1}}, "/maker/name", 'The value is not of type "string".'),
        (GOOD | {"maker": 1}, "/maker", "The value fits none of the alternatives."),
        (GOOD | {"a/b": "x"}, "/a~1b", 'The value is not of type "integer".'),
    ],
)
def test_the_first_wrong_part_is_told(value: Any, path: str, message: str) -> None:
    assert located(CARD, value) == Misfit(path, message)


def test_a_member_too_many_is_named() -> None:
    assert located(CARD, GOOD | {"colour": "red"}) == snapshot(
        Misfit(
            path="",
            message="Additional properties are not allowed ('colour' was unexpected).",
        )
    )


@pytest.mark.parametrize(
    ("schema", "value", "path"),
    [
        ({"prefixItems": [{"type": "string"}], "items": {"type": "null"}}, ["x", 1], "/1"),
        ({"prefixItems": [{"type": "string"}]}, [1], "/0"),
        (
            {
                "$schema": "http://json-schema.org/draft-07/schema#",
                "items": [{"type": "string"}],
                "additionalItems": {"type": "null"},
            },
            ["x", 1],
            "/1",
        ),
        ({"additionalProperties": {"type": "string"}}, {"a": "x", "b": 1}, "/b"),
        ({"patternProperties": {"^b": {"type": "string"}}}, {"b": 1}, ""),
        ({"allOf": [{"properties": {"a": {"allOf": [{"type": "string"}]}}}]}, {"a": 1}, "/a"),
        ({"properties": {"a": False}}, {"a": 1}, "/a"),
        ({"not": {"type": "string"}}, "x", ""),
        ({"if": {"type": "string"}, "then": {"minLength": 3}}, "x", ""),
        ({"oneOf": [{}, {"type": "string"}]}, "x", ""),
        ({"type": "object", "unevaluatedProperties": False}, {"a": 1}, ""),
    ],
)
def test_the_way_leads_through_every_kind_of_part(schema: Any, value: Any, path: str) -> None:
    found = located(schema, value)
    assert found.path == path
    assert found.message


def test_a_constant_member_tells_which_alternative_is_meant() -> None:
    found = located(expression(), sum_of(6, "x"))
    assert found.path == "/left" * 6 + "/value"


def test_it_takes_no_time_where_the_librarys_own_errors_take_years() -> None:
    assert located(twice("oneOf"), nested(90, {"y": 1})).path == "/x"
    assert located(twice("allOf"), nested(90, {"y": 1})).path == "/x" * 90 + "/y"


def test_a_message_repeats_nothing_of_the_value() -> None:
    schemas: list[Any] = [
        {"const": 1},
        {"enum": [1]},
        {"maxLength": 2},
        {"pattern": "^a"},
        {"not": {}},
    ]
    for schema in schemas:
        assert "secret" not in located(schema, "secret").message


@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=3),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["title", "price", "tags", "maker", "a/b", "~"]), inner, max_size=4
            )
        ),
        max_leaves=12,
    )
)
def test_what_is_told_is_a_part_of_the_value(value: Any) -> None:
    if jsonschema_rs.validator_for(CARD, offline=True).is_valid(value):
        return
    part = value
    for token in located(CARD, value).path.split("/")[1:]:
        name = token.replace("~1", "/").replace("~0", "~")
        part = part[int(name)] if isinstance(part, list) else part[name]


def test_pointers_are_escaped() -> None:
    assert escaped("a/b~c") == "a~1b~0c"
