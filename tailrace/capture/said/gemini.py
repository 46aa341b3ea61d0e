"""What an answer of Google's Gemini API says."""

from functools import partial
from typing import Any

import msgspec

from tailrace.capture.document import read_with
from tailrace.capture.said.said import Said
from tailrace.capture.said.words import first_object, name, named, objects, one_line
from tailrace.capture.usage.gemini import read_terms, read_usage


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
    return _said(read_with(_GENERATED, body) or Generated())


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
    return Said(
        model=name(generated.model_version),
        finish_reason=_finish_reason(generated),
        usage=read_usage(generated.usage_metadata),
        terms=read_terms(generated.usage_metadata),
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
