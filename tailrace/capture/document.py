"""The fields that capture reads of a request and of an answer, out of any bytes.

Goes in: a body as it came over the wire. Comes out: `Asked`, `Answered` or a plain dict; None when
the body is no JSON object. Fields that nobody reads are skipped, not built, such as the numbers of
an embedding. A broken character inside a string does not lose the document: it is read with U+FFFD
in its place, so no text that leaves here holds a lone surrogate.
"""

import re
from typing import Any, TypeVar

import msgspec

_Read = TypeVar("_Read")

_ESCAPE = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    rb"|(u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)
"""One JSON escape; group 1 is half of a surrogate pair without its other half."""


class Asked(msgspec.Struct, gc=False, rename={"generation_config": "generationConfig"}):
    """A chat, completion or embeddings request in any dialect; fields may hold any JSON value.

    Dialects mean the same by a name that they share, so one struct reads them all.
    """

    messages: Any = None
    prompt: Any = None
    input: Any = None
    temperature: Any = None
    top_p: Any = None
    n: Any = None
    seed: Any = None
    stop: Any = None
    max_tokens: Any = None
    max_completion_tokens: Any = None
    frequency_penalty: Any = None
    presence_penalty: Any = None
    reasoning_effort: Any = None
    response_format: Any = None
    tools: Any = None
    service_tier: Any = None
    dimensions: Any = None
    encoding_format: Any = None
    # Anthropic's and the Responses API's own
    top_k: Any = None
    stop_sequences: Any = None
    output_config: Any = None
    max_output_tokens: Any = None
    reasoning: Any = None
    text: Any = None
    # Gemini's
    contents: Any = None
    generation_config: Any = None


class Answered(msgspec.Struct, gc=False):
    """A chat, completion or embeddings answer; every field may hold any JSON value."""

    id: Any = None
    model: Any = None
    choices: Any = None
    usage: Any = None
    error: Any = None
    service_tier: Any = None
    system_fingerprint: Any = None


_ASKED = msgspec.json.Decoder(Asked)
_ANSWERED = msgspec.json.Decoder(Answered)
_OBJECT = msgspec.json.Decoder(dict[str, Any])
_ANYTHING: msgspec.json.Decoder[Any] = msgspec.json.Decoder()


def read_asked(body: bytes) -> Asked:
    """Return what the body asks for; nothing known when it is no JSON object."""
    return read_with(_ASKED, body) or Asked()


def read_answered(body: bytes) -> Answered:
    """Return what the body answers; nothing known when it is no JSON object."""
    return read_with(_ANSWERED, body) or Answered()


def read_object(body: bytes) -> dict[str, Any] | None:
    """Return the JSON object, or None."""
    return read_with(_OBJECT, body)


def read_anything(body: bytes) -> Any:
    """Return the JSON value; None also when it is no JSON."""
    return read_with(_ANYTHING, body)


def to_json(value: Any) -> bytes:
    """Return decoded JSON as compact bytes; empty when it is nested too deep to write."""
    try:
        return msgspec.json.encode(value)
    except RecursionError:
        return b""


def read_with(decoder: msgspec.json.Decoder[_Read], body: bytes) -> _Read | None:
    """Decode, once more after repair if the first try fails; None when it is not what it reads."""
    try:
        return decoder.decode(body)
    except (ValueError, RecursionError):
        pass
    try:
        return decoder.decode(_repaired(body))
    except (ValueError, RecursionError):
        return None


def _repaired(body: bytes) -> bytes:
    """Drop a byte order mark; put U+FFFD where bytes are no UTF-8 and escapes no character."""
    text = body.decode("utf-8-sig", "replace").encode()
    return _ESCAPE.sub(lambda found: rb"\ufffd" if found[1] else found[0], text)
