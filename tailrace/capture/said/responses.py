"""What an answer of OpenAI's Responses API says."""

from functools import partial
from typing import Any

import msgspec

from tailrace.capture.price import Terms
from tailrace.capture.said.said import Said
from tailrace.capture.said.words import content_words, name, named, objects, one_line
from tailrace.protocols.body.document import read as read_json
from tailrace.protocols.openai.usage import has_audio, read_usage


class Response(msgspec.Struct, gc=False):
    """A `response` object; every field may hold any JSON value."""

    id: Any = None
    model: Any = None
    status: Any = None
    incomplete_details: Any = None
    output: Any = None
    usage: Any = None
    error: Any = None
    service_tier: Any = None


_RESPONSE = msgspec.json.Decoder(Response)


def read(body: bytes) -> Said:
    """Return what the body says; nothing known when it is no JSON object."""
    return _said(read_json(_RESPONSE, body) or Response())


def of(document: dict[str, Any]) -> Said:
    """Return what a decoded answer says."""
    return _said(msgspec.convert(document, Response))


def preview(response: Response) -> str:
    """Return the start of what was said, refusals included, else of the calls."""
    items = objects(response.output)
    said = [content_words(_parts(item)) for item in items if item.get("type") == "message"]
    calls = ((item.get("name"), _arguments(item)) for item in items if "call_id" in item)
    return one_line(" ".join(filter(None, said)) or named(calls))


def _said(response: Response) -> Said:
    return Said(
        model=name(response.model),
        finish_reason=_finish_reason(response),
        usage=read_usage(response.usage),
        terms=None if has_audio(response.usage) else Terms(tier=name(response.service_tier)),
        attributes={
            "gen_ai.response.id": response.id,
            "openai.response.service_tier": response.service_tier,
        },
        error=response.error,
        preview=partial(preview, response),
    )


def _finish_reason(response: Response) -> str:
    """Return why it is incomplete, else how it ended; nothing while it runs."""
    details = response.incomplete_details
    reason = name(details.get("reason")) if isinstance(details, dict) else ""
    status = name(response.status)
    return reason or (status if status not in ("in_progress", "queued") else "")


def _parts(item: dict[str, Any]) -> Any:
    """Return the content, a refusal as the text that it is."""
    content = item.get("content")
    if not isinstance(content, list):
        return content
    return [_refused(part) if isinstance(part, dict) else part for part in content]


def _refused(part: dict[str, Any]) -> Any:
    return part["refusal"] if part.get("type") == "refusal" and "refusal" in part else part


def _arguments(item: dict[str, Any]) -> Any:
    return item.get("arguments", item.get("input", ""))
