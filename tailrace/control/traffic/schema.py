"""A schema's definition: what a structured answer must look like, and what to do when it does not.

    {"name": "product_card", "json_schema": {"type": "object", …}, "on_invalid": "retry",
     "max_retries": 1, "sample": {"title": "Lamp"}}

A definition goes in, a SchemaSpec comes out. Its JSON Schema compiles, with every `$ref` inside
it: nothing is ever fetched. A sample is valid against it.
"""

from collections.abc import Mapping
from typing import Any, Literal, cast, get_args

import jsonschema_rs
import msgspec

from tailrace.control.traffic.reading import SHOWN, Given, read_field, read_fields
from tailrace.control.traffic.workflow import read_name
from tailrace.core.errors import BadInput
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


def compiled(json_schema: Mapping[str, Any]) -> jsonschema_rs.Validator:
    """Return the schema's validator; raises BadInput for what is not a JSON Schema.

    Offline: a `$ref` to an address is an error, not a call.
    """
    try:
        return jsonschema_rs.validator_for(dict(json_schema), offline=True)
    except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError) as error:
        raise BadInput(f"This is not a JSON Schema: {_said(error)}") from None


def misfit(json_schema: Mapping[str, Any], value: object) -> str:
    """Return what makes the value invalid, with its JSON pointer; empty when it is valid."""
    for error in compiled(json_schema).iter_errors(value):
        return f"{_pointer(error.instance_path) or 'the whole'}: {_cut(error.message)}"
    return ""


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


def _said(error: Exception) -> str:
    if isinstance(error, jsonschema_rs.ValidationError):
        return f"{_pointer(error.instance_path) or 'the whole'}: {_cut(error.message)}"
    return _cut(str(error))


def _pointer(path: list[str | int]) -> str:
    return "".join("/" + str(p).replace("~", "~0").replace("/", "~1") for p in path)


def _cut(text: str) -> str:
    return text if len(text) <= 4 * SHOWN else f"{text[: 4 * SHOWN]}…"
