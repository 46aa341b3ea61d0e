from typing import Any

import jsonschema_rs
import pytest

from tailrace.demo.cast.chance import Chance
from tailrace.demo.provider.samples import sample

ORDER = {
    "type": "object",
    "required": ["id", "state", "lines", "note", "paid_at", "ready"],
    "additionalProperties": False,
    "properties": {
        "id": {"type": "integer", "minimum": 100, "maximum": 120},
        "state": {"enum": ["open", "paid"]},
        "lines": {"type": "array", "minItems": 3, "items": {"$ref": "#/$defs/Line"}},
        "note": {"anyOf": [{"type": "string"}, {"type": "null"}]},
        "paid_at": {"type": "string", "format": "date-time"},
        "ready": {"type": "boolean"},
        "kind": {"const": "order"},
        "nothing": {"type": "null"},
        "maybe": {"type": ["number", "null"]},
    },
    "$defs": {
        "Line": {
            "type": "object",
            "required": ["name", "price"],
            "properties": {"name": {"type": "string"}, "price": {"type": "number", "minimum": 0}},
        }
    },
}
TREE = {
    "$ref": "#/$defs/Node",
    "$defs": {
        "Node": {
            "type": "object",
            "required": ["children"],
            "properties": {"children": {"type": "array", "items": {"$ref": "#/$defs/Node"}}},
        }
    },
}


@pytest.mark.parametrize("schema", [ORDER, TREE])
def test_a_sample_fits_its_schema(schema: dict[str, Any]) -> None:
    chance = Chance(1)
    for _ in range(30):
        jsonschema_rs.validate(schema, sample(schema, chance))


@pytest.mark.parametrize("schema", [None, True, {}, {"type": []}, {"$ref": "#/elsewhere"}])
def test_a_schema_that_says_nothing_gives_a_word(schema: object) -> None:
    assert isinstance(sample(schema, Chance(1)), str)


def test_samples_vary_with_chance_only() -> None:
    assert sample(ORDER, Chance(1)) == sample(ORDER, Chance(1))
    assert sample(ORDER, Chance(1)) != sample(ORDER, Chance(2))
