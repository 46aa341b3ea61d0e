"""The bytes that ask a provider in the format that the client wrote in.

A body that needs no change is sent on byte for byte. Three things may need one: the model's name,
which the client may have written with a provider or a workflow in it; the usage of an OpenAI
stream, which providers tell only when asked; and a workflow's default parameters, where the client
gave none. Then the object is written anew from its members' own bytes, so that no value but the
changed ones is touched: numbers, escapes and nested white space stay as they were.
"""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import msgspec

from tailrace.gateway.call import Ask

Members = dict[str, msgspec.Raw]
Path = tuple[str, ...]
_MEMBERS = msgspec.json.Decoder(Members)
_TRUE = msgspec.Raw(b"true")
_NULL = msgspec.Raw(b"null")
_GEMINI = "generationConfig"
_PLACES: Mapping[str, Mapping[str, Path]] = MappingProxyType(
    {
        "responses": {
            "max_tokens": ("max_output_tokens",),
            "max_completion_tokens": ("max_output_tokens",),
            "reasoning_effort": ("reasoning", "effort"),
            **{
                name: (name,)
                for name in ("temperature", "top_p", "parallel_tool_calls", "service_tier", "user")
            },
        },
        "anthropic": {
            "max_tokens": ("max_tokens",),
            "max_completion_tokens": ("max_tokens",),
            "stop": ("stop_sequences",),
            **{name: (name,) for name in ("temperature", "top_p", "top_k")},
        },
        "gemini": {
            "max_tokens": (_GEMINI, "maxOutputTokens"),
            "max_completion_tokens": (_GEMINI, "maxOutputTokens"),
            "temperature": (_GEMINI, "temperature"),
            "top_p": (_GEMINI, "topP"),
            "top_k": (_GEMINI, "topK"),
            "seed": (_GEMINI, "seed"),
            "stop": (_GEMINI, "stopSequences"),
            "presence_penalty": (_GEMINI, "presencePenalty"),
            "frequency_penalty": (_GEMINI, "frequencyPenalty"),
        },
    }
)
"""Where each format keeps what OpenAI's chat calls by these names."""
_SAME = ({"max_tokens", "max_completion_tokens"},)
_LISTS = frozenset({"stop_sequences", "stopSequences"})


def request_body(ask: Ask, model: str, dialect: str = "openai") -> bytes:
    """Return the bytes that ask a provider for its own `model`, in the client's format."""
    renames = model != ask.model and dialect != "gemini"
    asks_usage = ask.streamed and not ask.wants_usage and dialect == "openai"
    if not renames and not asks_usage:
        return ask.body
    members = _members(ask.body)
    if renames:
        members["model"] = msgspec.Raw(msgspec.json.encode(model))
    if asks_usage:
        members["stream_options"] = _with_usage(members.get("stream_options"))
    return msgspec.json.encode(members)


def with_defaults(body: bytes, parameters: Mapping[str, Any], dialect: str) -> bytes:
    """Return the body with a workflow's parameters where the client gave none.

    `parameters` go by OpenAI's names; one that the client's format has no place for is left out.
    """
    if not parameters:
        return body
    members = _members(body)
    for name, value in parameters.items():
        path = _place(name, dialect)
        if path and not _is_given(members, name, dialect):
            _fill(members, path, value)
    return msgspec.json.encode(members)


def _place(name: str, dialect: str) -> Path:
    places = _PLACES.get(dialect)
    return (name,) if places is None else places.get(name, ())


def _is_given(members: Members, name: str, dialect: str) -> bool:
    """Whether the client said it, also by its other name."""
    names = next((same for same in _SAME if name in same), {name})
    return any(_said(members, _place(one, dialect)) for one in names)


def _said(members: Members, path: Path) -> bool:
    for step in path[:-1]:
        members = _object(members.get(step))
    return bool(path) and bytes(members.get(path[-1], _NULL)) != b"null"


def _fill(members: Members, path: Path, value: Any) -> None:
    if len(path) > 1:
        inner = _object(members.get(path[0]))
        _fill(inner, path[1:], value)
        members[path[0]] = msgspec.Raw(msgspec.json.encode(inner))
        return
    if path[0] in _LISTS and not isinstance(value, list):
        value = [value]
    members[path[0]] = msgspec.Raw(msgspec.json.encode(value))


def _object(raw: msgspec.Raw | None) -> Members:
    """Return an object's members; none when it is no object."""
    try:
        return _MEMBERS.decode(raw) if raw else {}
    except ValueError:
        return {}


def _members(body: bytes) -> Members:
    """Return the object's members as the bytes that they are written in."""
    try:
        return _MEMBERS.decode(body)
    except ValueError:
        loose = json.loads(body)
        return {key: msgspec.Raw(json.dumps(value).encode()) for key, value in loose.items()}


def _with_usage(options: msgspec.Raw | None) -> msgspec.Raw:
    """Return the stream's options with the usage asked for; what is no object stays as it is."""
    try:
        members = _MEMBERS.decode(options) if options and bytes(options) != b"null" else {}
    except ValueError:
        return options or _NULL
    members["include_usage"] = _TRUE
    return msgspec.Raw(msgspec.json.encode(members))
