"""OpenAI's words in the Responses format, and the ids that it demands everywhere."""

import hashlib
from typing import Any

from tailrace.protocols.chat import Choice, Effort, Finish
from tailrace.protocols.openai.write_chat import LOW_TOKENS, MEDIUM_TOKENS

NAME = "responses"
CHOICES: dict[str, Choice] = {"auto": "auto", "none": "none", "required": "required"}
EFFORTS: dict[str, Effort] = {
    "none": "none",
    "minimal": "minimal",
    "low": "low",
    "medium": "medium",
    "high": "high",
    "xhigh": "xhigh",
    "max": "max",
}
REASONS: dict[str, Finish] = {
    "max_output_tokens": "length",
    "content_filter": "content_filter",
}
BETWEEN = "\n\n"
"""What stands between the paragraphs of a summary when they are one text."""


def effort_for(tokens: int) -> Effort | None:
    """Return the effort that comes near a budget of thought; the format knows no numbers.

    None for a budget of 0: many models that think refuse to be told not to.
    """
    if tokens <= LOW_TOKENS:
        return "low" if tokens else None
    return "medium" if tokens <= MEDIUM_TOKENS else "high"


def finish_of(response: dict[str, Any], *, called: bool) -> Finish | None:
    """Return why the model stopped. Without a status the answer counts as complete.

    A model that refuses says so in a part of its own kind, and calls itself complete.
    """
    status = response.get("status", "completed")
    if status == "completed" and _is_refusal(response):
        return "content_filter"
    if status == "completed":
        return "tool_calls" if called else "stop"
    details = response.get("incomplete_details")
    reason = details.get("reason") if isinstance(details, dict) else None
    return REASONS.get(reason, "other") if isinstance(reason, str) else None


def response_id(known: str, *rest: object) -> str:
    """Return the answer's id in OpenAI's form, whoever gave it."""
    return known if known.startswith("resp_") else f"resp_{known or digest(*rest)}"


def digest(*known: object) -> str:
    """Return a name for something that has none; the same one each time."""
    return hashlib.blake2s(repr(known).encode(errors="replace"), digest_size=12).hexdigest()


def _is_refusal(response: dict[str, Any]) -> bool:
    output = response.get("output")
    items = output if isinstance(output, list) else []
    contents = [item.get("content") for item in items if isinstance(item, dict)]
    parts = [part for content in contents if isinstance(content, list) for part in content]
    return any(isinstance(part, dict) and part.get("type") == "refusal" for part in parts)
