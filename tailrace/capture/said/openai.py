"""What an answer of OpenAI's chat, completions or embeddings protocol says."""

from functools import partial
from typing import Any

import msgspec

from tailrace.capture.document import Answered, read_answered
from tailrace.capture.price import Terms
from tailrace.capture.said.said import Said
from tailrace.capture.said.words import (
    content_words,
    first_object,
    name,
    named,
    objects,
    one_line,
)
from tailrace.protocols.openai.usage import has_audio, read_usage


def read(body: bytes) -> Said:
    """Return what the body says; nothing known when it is no JSON object."""
    return _said(read_answered(body))


def of(document: dict[str, Any]) -> Said:
    """Return what a decoded answer says."""
    return _said(msgspec.convert(document, Answered))


def preview(answered: Answered) -> str:
    """Return the start of the first choice: its text, else its refusal, else its tool calls."""
    choice = first_object(answered.choices)
    message = choice.get("message")
    if not isinstance(message, dict):
        return one_line(content_words(choice.get("text")))
    text = content_words(message.get("content")) or content_words(message.get("refusal"))
    return one_line(text or _calls(message))


def _said(answered: Answered) -> Said:
    choices, usage, tier = answered.choices, answered.usage, answered.service_tier
    return Said(
        name(answered.model),
        name(first_object(choices).get("finish_reason")),
        read_usage(usage),
        None if has_audio(usage) else Terms(name(tier)),
        {
            "gen_ai.response.id": answered.id,
            "openai.response.service_tier": tier,
            "openai.response.system_fingerprint": answered.system_fingerprint,
        },
        None if choices else answered.error,
        partial(preview, answered),
    )


def _calls(message: dict[str, Any]) -> str:
    calls = message.get("tool_calls")
    calls = [call.get("function") for call in objects(calls)] + [message.get("function_call")]
    return named((call.get("name"), call.get("arguments")) for call in objects(calls))
