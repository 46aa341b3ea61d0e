"""What one GenerateContentResponse says: a whole answer, or one event of a stream.

Only the first candidate is read. Parts that only Google's own tools and painters make are none of
a chat's; we never asked for them. What cannot be read is skipped.
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from tailrace.protocols.chat import Finish, Part, Reasoning, Text, ToolCall
from tailrace.protocols.gemini.words import call_id, finish_of, read_seal


def is_answer(answer: dict[str, Any]) -> bool:
    """Whether it is a GenerateContentResponse at all."""
    return isinstance(answer.get("candidates"), list) or isinstance(
        answer.get("promptFeedback"), dict
    )


def is_chunk(answer: dict[str, Any]) -> bool:
    """Whether it is an event of a stream: some bring nothing but the counts."""
    return is_answer(answer) or isinstance(answer.get("usageMetadata"), dict)


def text_of(answer: dict[str, Any], name: str) -> str:
    """Return a field that holds a text; empty when it does not."""
    value = answer.get(name)
    return value if isinstance(value, str) else ""


def parts_of(answer: dict[str, Any], *, made: int = 0) -> Iterator[Part]:
    """Return what was said, in order; `made` counts the calls of the answer before these."""
    content = _candidate(answer).get("content")
    parts = content.get("parts") if isinstance(content, dict) else None
    for part in parts if isinstance(parts, list) else ():
        if not isinstance(part, dict):
            continue
        call = part.get("functionCall")
        seal = read_seal(part.get("thoughtSignature"))
        if isinstance(call, dict) and isinstance(call.get("name"), str):
            yield _call(call, seal, text_of(answer, "responseId"), made)
            made += 1
        else:
            yield from _words(text_of(part, "text"), seal, thought=part.get("thought") is True)


def finish_in(answer: dict[str, Any], *, called: bool) -> Finish | None:
    """Return why the model stopped, if the answer says; `called`: it wanted a tool before."""
    if finish := finish_of(_candidate(answer).get("finishReason"), called=called):
        return finish
    feedback = answer.get("promptFeedback")
    blocked = isinstance(feedback, dict) and feedback.get("blockReason")
    return "content_filter" if blocked else None


def _candidate(answer: dict[str, Any]) -> dict[str, Any]:
    """Return the first candidate; an empty one when there is none."""
    candidates = answer.get("candidates")
    for candidate in candidates if isinstance(candidates, list) else ():
        if isinstance(candidate, dict) and candidate.get("index", 0) == 0:
            return candidate
    return {}


def _call(call: dict[str, Any], seal: str, response_id: str, index: int) -> ToolCall:
    held = call.get("args")
    try:
        arguments = msgspec.json.encode(held if isinstance(held, dict) else {}).decode()
    except RecursionError:
        arguments = "{}"
    key = text_of(call, "id") or call_id(response_id, index, call["name"], arguments)
    return ToolCall(key, call["name"], arguments, seal)


def _words(text: str, seal: str, *, thought: bool) -> Iterator[Part]:
    """Return a text or a thought. The seal of a text follows it as a thought of its own."""
    if thought:
        if text or seal:
            yield Reasoning(text, seal)
        return
    if text:
        yield Text(text)
    if seal:
        yield Reasoning(signature=seal, hidden=True)
