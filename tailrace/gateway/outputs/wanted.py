"""The structured output that one call wants, wherever that was said.

A workflow's attached schema, the native door's `structured_output_schema`, or a request's own
`response_format`: each becomes one `Wanted`. A schema that comes with the request has no name in
the project and no version; it is held to the usual terms.
"""

import hashlib
from typing import Any, Literal

import msgspec

from tailrace.control.traffic.schema import OnInvalid, SchemaView
from tailrace.core.errors import BadInput

Step = Literal["repair", "next", "reject", "fallback"]
"""Tell the model what was wrong; try the next target; refuse the call; answer the sample."""
INLINE_NAME = "answer"


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """A schema, and what is to happen with an answer that misses it."""

    name: str
    version: int = 0
    """0: it came with the request."""
    schema: dict[str, Any]
    key: bytes
    """What compiled schemas are kept by: the same for the same schema."""
    strict: bool | None = None
    description: str = ""
    on_invalid: OnInvalid = "retry"
    max_retries: int = 1
    sample: Any = None


def attached(view: SchemaView) -> Wanted:
    """Return what a workflow's schema wants."""
    spec = view.spec
    return Wanted(
        name=spec.name,
        version=view.version,
        schema=spec.json_schema,
        key=b"%d:%d" % (view.schema_id, view.version),
        on_invalid=spec.on_invalid,
        max_retries=spec.max_retries,
        sample=spec.sample,
    )


def inline(
    schema: dict[str, Any], name: str = INLINE_NAME, *, strict: bool | None = None
) -> Wanted:
    """Return what a schema that came with the request wants; raises BadInput."""
    try:
        digest = hashlib.sha256(msgspec.json.encode(schema)).digest()
    except (ValueError, RecursionError):
        raise BadInput(
            "The schema cannot be read.", hint="Is all of it text and numbers?"
        ) from None
    return Wanted(name=name or INLINE_NAME, schema=schema, key=digest, strict=strict)


def of_response_format(value: Any) -> Wanted | None:
    """Return what OpenAI's `response_format` wants; None when it has no schema."""
    if not isinstance(value, dict) or value.get("type") != "json_schema":
        return None
    form = value.get("json_schema")
    if not isinstance(form, dict) or not isinstance(form.get("schema"), dict):
        return None
    name, strict = form.get("name"), form.get("strict")
    wanted = inline(
        form["schema"],
        name if isinstance(name, str) else "",
        strict=strict if isinstance(strict, bool) else None,
    )
    description = form.get("description")
    if not isinstance(description, str) or not description:
        return wanted
    return msgspec.structs.replace(wanted, description=description)


def after_invalid(wanted: Wanted, repairs: int) -> Step:
    """Return what follows an answer that misses the schema, after so many repairs in this call.

    A model that was told often enough has failed, and the next target may do better. Where there
    is none, the call is refused.
    """
    if wanted.on_invalid == "retry":
        return "repair" if repairs < wanted.max_retries else "next"
    return "next" if wanted.on_invalid == "next_target" else wanted.on_invalid
