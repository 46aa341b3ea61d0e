"""A whole answer of generateContent, read and written."""

from typing import Any

import msgspec

from tailrace.protocols.body.document import read_object
from tailrace.protocols.chat import Finish, Reply, ToolCall
from tailrace.protocols.fold import join
from tailrace.protocols.gemini.heard import finish_in, is_answer, parts_of, text_of
from tailrace.protocols.gemini.parts import write_said
from tailrace.protocols.gemini.usage import read_usage, write_usage
from tailrace.protocols.gemini.words import REASONS


def read_reply(body: bytes) -> Reply:
    """Read a provider's answer; raises ValueError when it is none."""
    answer = read_object(body)
    if answer is None or not is_answer(answer):
        raise ValueError("The body is no GenerateContentResponse.")
    parts = join(parts_of(answer))
    called = any(isinstance(part, ToolCall) for part in parts)
    return Reply(
        id=text_of(answer, "responseId"),
        model=text_of(answer, "modelVersion"),
        parts=parts,
        finish=finish_in(answer, called=called),
        usage=read_usage(answer.get("usageMetadata")),
    )


def write_reply(reply: Reply) -> bytes:
    """Write an answer for a client.

    A call whose arguments are no JSON object has no place in Google's format: it is left out, and
    the answer says MALFORMED_FUNCTION_CALL unless the model stopped for another reason.
    """
    parts = write_said(reply.parts)
    candidate: dict[str, Any] = {"content": {"parts": parts, "role": "model"}}
    calls = sum(isinstance(part, ToolCall) for part in reply.parts)
    broken = calls > sum("functionCall" in part for part in parts)
    if reason := reason_for(reply.finish, broken=broken):
        candidate["finishReason"] = reason
    answer: dict[str, Any] = {"candidates": [{**candidate, "index": 0}]}
    if reply.usage is not None:
        answer["usageMetadata"] = write_usage(reply.usage)
    return msgspec.json.encode({**answer, **named(reply.id, reply.model)})


def reason_for(finish: Finish | None, *, broken: bool) -> str:
    """Return Google's word for why the model stopped; empty when nobody said."""
    if broken and finish in {None, "stop", "tool_calls", "other"}:
        return "MALFORMED_FUNCTION_CALL"
    return REASONS[finish] if finish else ""


def named(key: str, model: str) -> dict[str, str]:
    """Return which model answered, and the answer's id, as far as known."""
    names = {"modelVersion": model, "responseId": key}
    return {name: value for name, value in names.items() if value}
