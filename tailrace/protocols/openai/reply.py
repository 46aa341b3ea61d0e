"""A chat completion's whole answer: read from a provider, written for a client.

A provider's answer is read leniently: of what it says in odd ways, as much as can be is taken.
Only the first choice counts, as more than one is never asked for across formats.
"""

from typing import Any

import msgspec

from tailrace.protocols.body.document import read_object, to_json
from tailrace.protocols.body.seal import shown
from tailrace.protocols.chat import Part, Reasoning, Reply, Text, ToolCall
from tailrace.protocols.fold import join
from tailrace.protocols.openai.finish import read_finish, write_finish
from tailrace.protocols.openai.reasoning import VENDOR, joined, read_reasoning, write_reasoning
from tailrace.protocols.openai.usage import read_usage, write_usage


def read_reply(body: bytes) -> Reply:
    """Return what a provider answered; raises ValueError when the body is no chat completion."""
    answer = read_object(body)
    choice = first_choice(answer) if answer is not None else None
    message = choice.get("message") if choice is not None else None
    if answer is None or choice is None or not isinstance(message, dict):
        raise ValueError("The answer is no chat completion.")
    calls, refused = calls_of(message), bool(text_of(message, "refusal"))
    said = [Text(text_of(message, "content")), Text(text_of(message, "refusal"))]
    parts: list[Part] = [*joined(read_reasoning(message, VENDOR)), *join(said)]
    return Reply(
        id=text_of(answer, "id"),
        model=text_of(answer, "model"),
        parts=(*parts, *map(_call, calls)),
        finish=read_finish(choice.get("finish_reason"), calls=bool(calls), refused=refused),
        usage=read_usage(answer.get("usage")),
    )


def write_reply(reply: Reply, *, now_s: int) -> bytes:
    """Return the answer for a client."""
    choice = {
        "index": 0,
        "message": _message(reply.parts),
        "logprobs": None,
        "finish_reason": write_finish(reply.finish),
    }
    answer = {
        "id": reply.id or f"chatcmpl-{now_s}",
        "object": "chat.completion",
        "created": now_s,
        "model": reply.model,
        "choices": [choice],
    }
    if reply.usage is not None:
        answer["usage"] = write_usage(reply.usage)
    return msgspec.json.encode(answer)


def first_choice(answer: dict[str, Any]) -> dict[str, Any] | None:
    """Return the choice 0 of an answer or a chunk; None when it has none."""
    choices = answer.get("choices")
    for choice in choices if isinstance(choices, list) else ():
        if isinstance(choice, dict) and choice.get("index", 0) in {0, None}:
            return choice
    return None


def text_of(message: dict[str, Any], name: str) -> str:
    """Return a text, or the joined texts of a list of parts; empty when there is none."""
    value = message.get(name)
    if isinstance(value, list):
        texts = [part.get("text") for part in value if isinstance(part, dict)]
        return "".join(text for text in texts if isinstance(text, str))
    return value if isinstance(value, str) else ""


def calls_of(message: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the calls of functions in a message or a delta."""
    calls = message.get("tool_calls")
    rows = calls if isinstance(calls, list) else []
    return [row for row in rows if isinstance(row, dict) and isinstance(row.get("function"), dict)]


def arguments_of(call: dict[str, Any]) -> str:
    """Return the arguments' text; some providers send the object itself."""
    given = call["function"].get("arguments")
    return (
        to_json(given).decode()
        if isinstance(given, dict)
        else text_of(call["function"], "arguments")
    )


def seal_of(call: dict[str, Any]) -> str:
    """Return the seal that stands in Google's place for it."""
    match call.get("extra_content"):
        case {"google": {"thought_signature": str(seal)}} if seal:
            return f"{VENDOR}:{seal}"
    return ""


def seal_field(seal: str) -> dict[str, Any]:
    """Return the field of a call that holds its seal for a client."""
    bare = shown(seal, VENDOR)
    return {"extra_content": {"google": {"thought_signature": bare}}} if bare else {}


def _call(call: dict[str, Any]) -> ToolCall:
    name = text_of(call["function"], "name")
    return ToolCall(text_of(call, "id"), name, arguments_of(call), seal_of(call))


def _message(parts: tuple[Part, ...]) -> dict[str, Any]:
    text = "".join(part.text for part in parts if isinstance(part, Text))
    calls = [part for part in parts if isinstance(part, ToolCall)]
    message: dict[str, Any] = {
        "role": "assistant",
        "content": text if text or not calls else None,
        "refusal": None,
        **write_reasoning(part for part in parts if isinstance(part, Reasoning)),
    }
    if calls:
        message["tool_calls"] = [_written(call) for call in calls]
    return message


def _written(call: ToolCall) -> dict[str, Any]:
    function = {"name": call.name, "arguments": call.arguments}
    return {"id": call.id, "type": "function", "function": function, **seal_field(call.signature)}
