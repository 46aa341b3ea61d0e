"""The OpenAI protocol: what a body asks for, and what is sent on.

A body that needs no change is sent on byte for byte. Two things may need one: a provider's name in
front of the model's, which the provider does not know, and the usage of a stream, which providers
tell only when asked. Then the object is written anew from its members' own bytes, so that no value
but the changed ones is touched: numbers, escapes and nested white space stay as they were.
"""

import json
from typing import Any

import msgspec

from tailrace.control.directory import ProviderTarget
from tailrace.core.errors import BadInput
from tailrace.gateway.call import Ask

CHAT_PATH = "/chat/completions"
EMBEDDINGS_PATH = "/embeddings"
MODELS_PATH = "/models"
_USAGE = msgspec.Raw(b"true")


class _Body(msgspec.Struct):
    """What is read of a request; every member may hold any JSON value."""

    model: Any = None
    stream: Any = None
    stream_options: Any = None
    user: Any = None
    metadata: Any = None


_BODY = msgspec.json.Decoder(_Body)
_MEMBERS = msgspec.json.Decoder(dict[str, msgspec.Raw])


def read_chat(body: bytes) -> Ask:
    """Return what a chat completion request asks for; raises BadInput."""
    read = _read(body)
    options = read.stream_options
    return Ask(
        body=body,
        model=model_name(read.model),
        streamed=read.stream is True,
        wants_usage=isinstance(options, dict) and options.get("include_usage") is True,
        user=read.user if isinstance(read.user, str) else "",
        metadata=read.metadata,
    )


def read_embeddings(body: bytes) -> Ask:
    """Return what an embeddings request asks for; raises BadInput."""
    read = _read(body)
    return Ask(
        body=body,
        model=model_name(read.model),
        user=read.user if isinstance(read.user, str) else "",
        metadata=read.metadata,
    )


def model_name(value: object) -> str:
    """Return the model that a body names; raises BadInput."""
    if isinstance(value, str) and value.strip():
        return value
    raise BadInput(
        "The body names no model.", hint='Add one, such as "model": "openai/gpt-4o-mini".'
    )


def request_body(ask: Ask, model: str) -> bytes:
    """Return the bytes that ask a provider for its own `model`."""
    renames = model != ask.model
    asks_usage = ask.streamed and not ask.wants_usage
    if not renames and not asks_usage:
        return ask.body
    members = _members(ask.body)
    if renames:
        members["model"] = msgspec.Raw(msgspec.json.encode(model))
    if asks_usage:
        members["stream_options"] = _with_usage(members.get("stream_options"))
    return msgspec.json.encode(members)


def url(target: ProviderTarget, path: str, query: bytes = b"") -> str:
    """Return where a path of the protocol is at a provider, with the client's query.

    A base_url may have a query of its own, as Azure's have.
    """
    if not query and "?" not in target.base_url:
        return target.base_url + path
    base, _, own = target.base_url.partition("?")
    both = "&".join(part for part in (own, query.decode("latin-1")) if part)
    return f"{base}{path}?{both}" if both else base + path


def authorization(target: ProviderTarget) -> list[tuple[str, str]]:
    """Return the header that shows the provider's key; none for a server that asks for none."""
    return [("Authorization", f"Bearer {target.api_key}")] if target.api_key else []


def _read(body: bytes) -> _Body:
    try:
        return _BODY.decode(body)
    except RecursionError:
        raise BadInput("The body is nested too deeply.") from None
    except ValueError as error:
        return _read_tolerantly(body, str(error))


def _read_tolerantly(body: bytes, problem: str) -> _Body:
    """Read what many clients write and some providers take although JSON lacks it.

    That is NaN, and half of a surrogate pair, which is what cutting a text can leave of an emoji.
    """
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        raise BadInput(
            f"The body is not JSON: {problem}.", hint="Send a JSON object with a model."
        ) from None
    if not isinstance(document, dict):
        raise BadInput("The body is not a JSON object.", hint="Send one with a model.")
    wanted = {name: document.get(name) for name in _Body.__struct_fields__}
    unbroken = json.dumps(wanted, ensure_ascii=False).encode(errors="replace")
    return _Body(**json.loads(unbroken))


def _members(body: bytes) -> dict[str, msgspec.Raw]:
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
        return options or msgspec.Raw(b"null")
    members["include_usage"] = _USAGE
    return msgspec.Raw(msgspec.json.encode(members))
