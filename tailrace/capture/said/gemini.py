"""What an answer of Google's Gemini API says."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import msgspec

from tailrace.capture.price import USUAL, Terms
from tailrace.capture.said.said import Said
from tailrace.capture.said.words import first_object, name, named, objects, one_line
from tailrace.protocols.body.document import read as read_json
from tailrace.protocols.body.tokens import count_of
from tailrace.protocols.gemini.usage import read_usage

_MODALITIES = {"AUDIO": "audio", "IMAGE": "image", "DOCUMENT": "image", "VIDEO": "video"}
"""Kinds of tokens that a price list may know by a name of their own, as `input_audio_mtok`."""
_LISTS = (
    ("promptTokensDetails", "input_{}_mtok"),
    ("toolUsePromptTokensDetails", "input_{}_mtok"),
    ("cacheTokensDetails", "cache_{}_read_mtok"),
    ("candidatesTokensDetails", "output_{}_mtok"),
)


class Generated(msgspec.Struct, rename="camel", gc=False):
    """A `GenerateContentResponse`; every field may hold any JSON value."""

    response_id: Any = None
    model_version: Any = None
    candidates: Any = None
    prompt_feedback: Any = None
    usage_metadata: Any = None
    error: Any = None


_GENERATED = msgspec.json.Decoder(Generated)


def read(body: bytes) -> Said:
    """Return what the body says; nothing known when it is no JSON object."""
    return _said(read_json(_GENERATED, body) or Generated())


def of(document: dict[str, Any]) -> Said:
    """Return what a decoded answer says."""
    return _said(msgspec.convert(document, Generated))


def preview(generated: Generated) -> str:
    """Return the start of the first candidate's text, else of its calls; thoughts are not shown."""
    content = first_object(generated.candidates).get("content")
    parts = objects(content.get("parts")) if isinstance(content, dict) else []
    texts = [
        part["text"]
        for part in parts
        if isinstance(part.get("text"), str) and not part.get("thought")
    ]
    calls = objects([part.get("functionCall") for part in parts])
    called = ((call.get("name"), call.get("args", {})) for call in calls)
    return one_line("".join(texts) or named(called))


def _said(generated: Generated) -> Said:
    reason = _finish_reason(generated)
    return Said(
        model=name(generated.model_version),
        finish_reason=reason,
        usage=read_usage(generated.usage_metadata, final=reason != ""),
        terms=_terms(generated.usage_metadata),
        attributes={"gen_ai.response.id": generated.response_id},
        error=None if generated.candidates else generated.error,
        preview=partial(preview, generated),
    )


def _finish_reason(generated: Generated) -> str:
    """Return why the first candidate stopped, or why there is none: the prompt was blocked."""
    reason = name(first_object(generated.candidates).get("finishReason"))
    feedback = generated.prompt_feedback
    blocked = name(feedback.get("blockReason")) if isinstance(feedback, dict) else ""
    return reason or blocked


def _terms(usage: Any) -> Terms:
    """Return which tokens are of a kind that may have a price of its own."""
    return Terms(apart=frozenset(_apart(usage))) if isinstance(usage, dict) else USUAL


def _apart(usage: dict[str, Any]) -> Iterator[str]:
    for key, price in _LISTS:
        for part in objects(usage.get(key)):
            word = _MODALITIES.get(name(part.get("modality")))
            if word is not None and count_of(part, "tokenCount"):
                yield price.format(word)
