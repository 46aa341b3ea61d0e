"""What a client's body asks for, read as far as the gateway itself needs it.

A body comes in as bytes, an `Ask` goes out: the model, whether the answer is to be streamed, and
whose request it is. Everything else in it is the provider's business and is not looked at.
"""

import json
from typing import Any

import msgspec

from tailrace.core.errors import BadInput
from tailrace.gateway.call import Ask


class _Body(msgspec.Struct):
    """What is read of a request; every member may hold any JSON value."""

    model: Any = None
    stream: Any = None
    stream_options: Any = None
    user: Any = None
    metadata: Any = None


_BODY = msgspec.json.Decoder(_Body)


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


def read_responses(body: bytes) -> Ask:
    """Return what a request of OpenAI's Responses API asks for; raises BadInput."""
    read = _read(body)
    return Ask(
        body=body,
        model=model_name(read.model),
        streamed=read.stream is True,
        wants_usage=True,
        user=read.user if isinstance(read.user, str) else "",
        metadata=read.metadata,
    )


def read_messages(body: bytes) -> Ask:
    """Return what a request of Anthropic's Messages API asks for; raises BadInput."""
    read = _read(body)
    metadata = read.metadata
    user = metadata.get("user_id") if isinstance(metadata, dict) else None
    return Ask(
        body=body,
        model=model_name(read.model),
        streamed=read.stream is True,
        wants_usage=True,
        user=user if isinstance(user, str) else "",
        metadata=metadata,
    )


def read_contents(body: bytes, *, model: str, streamed: bool) -> Ask:
    """Return what a Gemini request asks for; its path names the model; raises BadInput."""
    _read(body)
    return Ask(body=body, model=model_name(model), streamed=streamed, wants_usage=True)


def model_name(value: object) -> str:
    """Return the model that a body names; raises BadInput."""
    if isinstance(value, str) and value.strip():
        return value
    raise BadInput(
        "The body names no model.", hint='Add one, such as "model": "openai/gpt-4o-mini".'
    )


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
