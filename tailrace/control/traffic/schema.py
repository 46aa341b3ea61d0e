"""A schema's definition: what a structured answer must look like, and what to do when it does not.

    {"name": "product_card", "json_schema": {"type": "object", …}, "on_invalid": "retry",
     "max_retries": 1, "sample": {"title": "Lamp"}}

A definition goes in, a SchemaSpec comes out. Its JSON Schema compiles, with every `$ref` inside
it: nothing is ever fetched. A sample is valid against it.
"""

from collections.abc import Mapping
from typing import Any, Literal, cast, get_args

import msgspec

from tailrace.control.traffic.form import Form
from tailrace.control.traffic.reading import Given, read_field, read_fields
from tailrace.control.traffic.workflow import read_name
from tailrace.core.ids import SchemaId

OnInvalid = Literal["retry", "next_target", "reject", "fallback"]
ON_INVALID: tuple[OnInvalid, ...] = get_args(OnInvalid)
FIELDS = ("name", "json_schema", "on_invalid", "max_retries", "sample")
MAX_RETRIES = 5


class SchemaSpec(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What a structured answer has to be; made by `read_schema`, which checks it."""

    name: str
    json_schema: dict[str, Any]
    on_invalid: OnInvalid = "retry"
    max_retries: int = 1
    """How often a model is told what was wrong, before the next target."""
    sample: Any = None
    """A valid answer: what `fallback` and test mode give; None: there is none."""

    def definition(self) -> dict[str, Any]:
        """Return the shortest definition that means this, its fields in the documented order."""
        usual = {"on_invalid": "retry", "max_retries": 1, "sample": None}
        whole = {name: getattr(self, name) for name in FIELDS}
        return {
            name: value
            for name, value in whole.items()
            if name not in usual or value != usual[name]
        }


class SchemaView(msgspec.Struct, frozen=True):
    """A schema as the gateway checks answers against it."""

    schema_id: SchemaId
    version: int
    """Counts from 1; one more with each change."""
    spec: SchemaSpec


def read_schema(definition: object) -> SchemaSpec:
    """Return what the definition says; raises BadDefinition with every mistake in it."""
    given = Given(definition)
    spec = note_schema(given)
    given.settle()
    return spec


def note_schema(given: Given) -> SchemaSpec:
    """Return what can be read of the definition; mistakes are noted in `given`."""
    fields = read_fields(given, FIELDS, ("name", "json_schema"))
    spec = SchemaSpec(
        name=read_field(fields, "name", read_name, ""),
        json_schema=read_field(fields, "json_schema", _json_schema, {}),
        on_invalid=cast(
            "OnInvalid",
            read_field(fields, "on_invalid", lambda g: g.one_of(ON_INVALID), "retry"),
        ),
        max_retries=read_field(fields, "max_retries", lambda g: g.whole(0, MAX_RETRIES), 1),
        sample=read_field(fields, "sample", Given.json, None),
    )
    _note_sample(given, fields, spec)
    return spec


def compiled(json_schema: Mapping[str, Any]) -> Form:
    """Return the schema ready for use; raises BadInput for what is not a JSON Schema."""
    return Form(dict(json_schema))


def misfit(json_schema: Mapping[str, Any], value: object) -> str:
    """Return what makes the value invalid, with its JSON pointer; empty when it is valid."""
    wrong = compiled(json_schema).misfit(value)
    return "" if wrong is None else f"{wrong.path or 'the whole'}: {wrong.message}"


def _json_schema(given: Given) -> dict[str, Any]:
    json_schema = given.json_object()
    compiled(json_schema)
    return json_schema


def _note_sample(given: Given, fields: Mapping[str, Given], spec: SchemaSpec) -> None:
    if spec.sample is None:
        if spec.on_invalid == "fallback":
            given.member("sample", None).note(
                "on_invalid fallback answers with the sample, so there has to be one."
            )
        return
    if "json_schema" in fields:
        wrong = misfit(spec.json_schema, spec.sample)
        if wrong:
            given.member("sample", None).note(f"It is not valid against json_schema: {wrong}")
