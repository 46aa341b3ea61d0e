"""A schema compiles without any call, and its sample is valid."""

from typing import Any

import msgspec
import pytest
from inline_snapshot import snapshot

from tailrace.control.traffic.reading import BadDefinition
from tailrace.control.traffic.schema import SchemaSpec, compiled, misfit, read_schema
from tailrace.core.errors import BadInput

CARD = {
    "type": "object",
    "properties": {"title": {"type": "string"}, "price": {"$ref": "#/$defs/price"}},
    "required": ["title"],
    "$defs": {"price": {"type": "number", "minimum": 0}},
}
FULL: dict[str, Any] = {
    "name": "product_card",
    "json_schema": CARD,
    "on_invalid": "fallback",
    "max_retries": 2,
    "sample": {"title": "Lamp", "price": 3},
}


def problems(definition: object) -> list[str]:
    with pytest.raises(BadDefinition) as caught:
        read_schema(definition)
    return [str(problem) for problem in caught.value.problems]


def test_a_definition_is_read_as_written() -> None:
    spec = read_schema(FULL)
    assert spec == SchemaSpec(
        name="product_card",
        json_schema=CARD,
        on_invalid="fallback",
        max_retries=2,
        sample={"title": "Lamp", "price": 3},
    )
    assert spec.definition() == FULL
    assert msgspec.json.decode(msgspec.json.encode(spec), type=SchemaSpec) == spec


def test_what_is_left_out_has_a_default() -> None:
    short = {"name": "any", "json_schema": {}}
    spec = read_schema(short)
    assert (spec.on_invalid, spec.max_retries, spec.sample) == ("retry", 1, None)
    assert spec.definition() == short


@pytest.mark.parametrize(
    ("json_schema", "says"),
    [
        ({"type": "strin"}, "/type"),
        ({"properties": {"a/b": 3}}, "/properties/a~1b"),
        ({"pattern": "("}, "/pattern"),
        ({"$ref": "#/nope"}, "nope"),
        ({"$schema": "https://example.com/mine"}, "meta-schema"),
        ([], "has to be an object"),
        ("{}", "has to be an object"),
    ],
)
def test_what_is_no_json_schema_is_told(json_schema: object, says: str) -> None:
    (problem,) = problems({"name": "a", "json_schema": json_schema})
    assert problem.startswith("json_schema: ")
    assert says in problem


def test_nothing_is_fetched() -> None:
    with pytest.raises(BadInput, match="Retrieval is disabled"):
        compiled({"$ref": "http://127.0.0.1:9/schema.json"})


def test_a_sample_has_to_be_valid() -> None:
    (problem,) = problems(FULL | {"sample": {"title": "Lamp", "price": -1}})
    assert problem.startswith("sample: It is not valid against json_schema: /price: The value ")
    assert misfit(CARD, FULL["sample"]) == ""


def test_a_fallback_needs_a_sample() -> None:
    given = {name: value for name, value in FULL.items() if name != "sample"}
    assert problems(given) == snapshot(
        ["sample: on_invalid fallback answers with the sample, so there has to be one."]
    )


def test_every_mistake_is_told_with_its_path() -> None:
    assert problems({"name": "a b", "schema": {}, "on_invalid": "retri", "max_retries": 9}) == (
        snapshot(
            [
                "schema: This is not a known field.",
                "json_schema: This is missing.",
                "name: 'a b' is not a name for this.",
                "on_invalid: 'retri' is not known here.",
                "max_retries: This has to be 0 to 5, not 9.",
            ]
        )
    )
