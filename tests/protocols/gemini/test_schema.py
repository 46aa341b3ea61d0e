"""Google's Schema becomes the JSON Schema that says the same."""

from typing import Any

import jsonschema_rs
import pytest
from inline_snapshot import snapshot

from tailrace.protocols.gemini.schema import json_schema

SCHEMA: dict[str, Any] = {
    "type": "OBJECT",
    "description": "A mill.",
    "properties": {
        "year": {"type": "INTEGER", "nullable": True, "minimum": 1000},
        "name": {"type": "STRING", "maxLength": "80", "example": "Old Mill"},
        "kind": {"type": "STRING", "format": "enum", "enum": ["wind", "water"], "nullable": True},
        "tags": {"type": "ARRAY", "minItems": "1", "items": {"type": "STRING"}},
        "any": {"anyOf": [{"type": "STRING"}, {"type": "NUMBER"}], "nullable": True},
    },
    "required": ["name"],
    "propertyOrdering": ["name", "year", "unknown"],
}


def test_the_whole_of_it() -> None:
    assert json_schema(SCHEMA) == snapshot(
        {
            "type": "object",
            "description": "A mill.",
            "properties": {
                "name": {"type": "string", "maxLength": 80, "examples": ["Old Mill"]},
                "year": {"type": ["integer", "null"], "minimum": 1000},
                "kind": {"type": ["string", "null"], "enum": ["wind", "water", None]},
                "tags": {"type": "array", "minItems": 1, "items": {"type": "string"}},
                "any": {"anyOf": [{"type": "string"}, {"type": "number"}, {"type": "null"}]},
            },
            "required": ["name"],
        }
    )


def test_properties_keep_the_wished_order() -> None:
    assert list(json_schema(SCHEMA)["properties"])[:2] == ["name", "year"]


@pytest.mark.parametrize(
    ("mill", "valid"),
    [
        ({"name": "A", "year": None, "kind": None, "tags": ["x"], "any": None}, True),
        ({"name": "A", "year": 900}, False),
        ({"name": "A", "kind": "steam"}, False),
        ({"name": "A", "tags": []}, False),
    ],
)
def test_a_validator_understands_it(mill: dict[str, Any], valid: bool) -> None:
    assert jsonschema_rs.is_valid(json_schema(SCHEMA), mill) == valid


def test_json_schema_stays_as_it_is() -> None:
    schema = {
        "type": ["string", "null"],
        "$defs": {"a": {"const": 1}},
        "additionalProperties": False,
        "x-own": {"type": "OBJECT"},
    }
    assert json_schema(schema) == schema


def test_properties_may_be_called_like_keywords() -> None:
    schema = {"type": "object", "properties": {"nullable": {"type": "BOOLEAN"}, "any_of": {}}}
    assert json_schema(schema)["properties"] == {"nullable": {"type": "boolean"}, "any_of": {}}


def test_snake_case_is_understood() -> None:
    assert json_schema({"any_of": [{"type": "TYPE_UNSPECIFIED", "min_items": "2"}]}) == {
        "anyOf": [{"minItems": 2}]
    }
