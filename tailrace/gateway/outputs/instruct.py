"""How a schema is told to a model: in the provider's own words where it has them, else in ours.

A request goes in, and the same request with the schema comes out, as a Chat for a provider of
another format, or as the body of an OpenAI chat completion whose members keep their own bytes.
Which providers hold a model to a schema themselves is data. What they cannot do is asked for in a
system message, and checked in any case.
"""

import re
from typing import Any

import msgspec

from tailrace.core.errors import BadInput
from tailrace.gateway.outputs.wanted import Wanted
from tailrace.protocols.anthropic.models import follows_schemas
from tailrace.protocols.chat import Answer, Chat, Text

WITHOUT_SCHEMAS = frozenset({"deepseek", "groq"})
"""Kinds of providers that take no schema with a chat, or only for some of their models."""
_STRICT = frozenset(
    {"type", "properties", "required", "additionalProperties", "items", "enum", "const", "anyOf"}
    | {"$ref", "$defs", "title", "description", "pattern", "format", "minimum", "maximum"}
)
"""Keywords that OpenAI's strict mode takes, of those that are common."""
_NAME = re.compile(r"[^a-zA-Z0-9_-]")
_LONGEST_NAME = 64
_HAS_SCHEMA = b'"json_schema"'
_MEMBERS = msgspec.json.Decoder(dict[str, msgspec.Raw])
_MESSAGES = msgspec.json.Decoder(list[msgspec.Raw])


class _Message(msgspec.Struct):
    role: Any = None


_ROLE = msgspec.json.Decoder(_Message)


def has_native(vendor: str, kind: str, model: str) -> bool:
    """Return whether a model takes a schema with a chat; `kind` is its provider's wire format."""
    if kind == "anthropic":
        return follows_schemas(model)
    return (vendor or kind) not in WITHOUT_SCHEMAS


def for_chat(chat: Chat, wanted: Wanted, *, native: bool) -> Chat:
    """Return the chat with the schema, however it was asked for before."""
    if native:
        form = Answer(
            kind="json_schema",
            name=_name(wanted),
            schema=wanted.schema,
            strict=_strict(wanted),
            description=wanted.description,
        )
        return msgspec.structs.replace(chat, answer=form)
    told = (*chat.system, Text(instruction(wanted)))
    return msgspec.structs.replace(chat, answer=None, system=told)


def for_body(body: bytes, wanted: Wanted, *, native: bool) -> bytes:
    """Return an OpenAI chat completion's body with the schema.

    A request that brought its own schema to a provider that takes it stays as it is.
    """
    members = members_of(body)
    if native and not wanted.version and _HAS_SCHEMA in bytes(members.get("response_format", b"")):
        return body
    if native:
        members["response_format"] = msgspec.Raw(msgspec.json.encode(_response_format(wanted)))
        return msgspec.json.encode(members)
    members.pop("response_format", None)
    messages = _with_instruction(members.get("messages"), instruction(wanted))
    if messages is not None:
        members["messages"] = messages
    return msgspec.json.encode(members)


def instruction(wanted: Wanted) -> str:
    """Return what a model is told that is not held to a schema by its provider."""
    about = f" {wanted.description}" if wanted.description else ""
    schema = msgspec.json.encode(wanted.schema).decode()
    return (
        f"Answer with one JSON value and nothing else: no words around it, no code fence.{about}"
        f" It has to be valid against this JSON Schema:\n{schema}"
    )


def is_strict(schema: Any) -> bool:
    """Return whether OpenAI's strict mode takes a schema as it is.

    https://platform.openai.com/docs/guides/structured-outputs : each object names all its members
    as required and allows no others.
    """
    if isinstance(schema, list):
        return all(map(is_strict, schema))
    if not isinstance(schema, dict):
        return True
    if not schema.keys() <= _STRICT:
        return False
    members = schema.get("properties")
    members = members if isinstance(members, dict) else {}
    is_object = schema.get("type") == "object" or bool(members)
    if is_object and not _names_all(schema, members):
        return False
    defs = schema.get("$defs")
    inner = [*members.values(), *(defs.values() if isinstance(defs, dict) else ())]
    return all(map(is_strict, (*inner, schema.get("items"), schema.get("anyOf"))))


def _names_all(schema: dict[str, Any], members: dict[str, Any]) -> bool:
    required = schema.get("required")
    listed = required if isinstance(required, list) else []
    return schema.get("additionalProperties") is False and set(members) <= set(listed)


def _strict(wanted: Wanted) -> bool | None:
    """Return whether to ask for strict mode: as the request says, else when the schema is fit."""
    if wanted.strict is not None or not wanted.version:
        return wanted.strict
    return True if wanted.schema.get("type") == "object" and is_strict(wanted.schema) else None


def _name(wanted: Wanted) -> str:
    return _NAME.sub("_", wanted.name)[:_LONGEST_NAME]


def _response_format(wanted: Wanted) -> dict[str, Any]:
    form: dict[str, Any] = {"name": _name(wanted), "schema": wanted.schema}
    strict = _strict(wanted)
    if strict is not None:
        form["strict"] = strict
    if wanted.description:
        form["description"] = wanted.description
    return {"type": "json_schema", "json_schema": form}


def _with_instruction(messages: msgspec.Raw | None, text: str) -> msgspec.Raw | None:
    """Return the messages with a system message after the ones they begin with."""
    listed = listed_messages(messages)
    if listed is None:
        return None
    first = 0
    while first < len(listed) and _role(listed[first]) in {"system", "developer"}:
        first += 1
    told = msgspec.Raw(msgspec.json.encode({"role": "system", "content": text}))
    return msgspec.Raw(msgspec.json.encode([*listed[:first], told, *listed[first:]]))


def members_of(body: bytes) -> dict[str, msgspec.Raw]:
    """Return a body's members, each as its own bytes; raises BadInput for what is no object."""
    try:
        return _MEMBERS.decode(body)
    except (ValueError, RecursionError):
        raise BadInput(
            "The body cannot be read.", hint="A schema can be added to strict JSON only."
        ) from None


def listed_messages(messages: msgspec.Raw | None) -> list[msgspec.Raw] | None:
    """Return the messages of a body, each as its own bytes; None when they are no list."""
    try:
        return None if messages is None else _MESSAGES.decode(messages)
    except ValueError:
        return None


def _role(message: msgspec.Raw) -> Any:
    try:
        return _ROLE.decode(message).role
    except ValueError:
        return None
