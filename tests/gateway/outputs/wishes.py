"""Schemas that tests want answers to follow."""

from typing import Any

from tailrace.control.traffic.schema import SchemaView, read_schema
from tailrace.core.ids import SchemaId
from tailrace.gateway.outputs.wanted import Wanted, attached

CARD: dict[str, Any] = {
    "type": "object",
    "properties": {"title": {"type": "string"}, "price": {"type": "number", "minimum": 0}},
    "required": ["title", "price"],
    "additionalProperties": False,
}
GOOD = '{"title": "Lamp", "price": 12.50}'


def view(version: int = 3, **more: Any) -> SchemaView:
    spec = read_schema({"name": "product_card", "json_schema": CARD, **more})
    return SchemaView(SchemaId(7), version, spec)


def card(**more: Any) -> Wanted:
    return attached(view(**more))
