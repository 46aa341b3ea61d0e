"""The Response object: its fields, its output items, and its counts.

OpenAI's SDK wants more fields than an answer from elsewhere has: settings of the request that
nobody told us are given as their defaults. Counts of parts that are unknown are 0, as the format
demands a number there; unknown totals leave the whole `usage` null.
"""

from typing import Any

from tailrace.core.usage import Usage
from tailrace.protocols.body.seal import shown
from tailrace.protocols.chat import Finish, Part, Reasoning, Text, ToolCall
from tailrace.protocols.responses.words import NAME

_Written = dict[str, Any]
_REASONS: dict[Finish, str] = {"length": "max_output_tokens", "content_filter": "content_filter"}


def write_response(known: _Written, status: str, output: list[_Written]) -> _Written:
    """Return a Response; `known` are the fields that are not at their defaults."""
    return {
        "id": "",
        "object": "response",
        "created_at": 0,
        "status": status,
        "background": False,
        "error": None,
        "incomplete_details": None,
        "instructions": None,
        "max_output_tokens": None,
        "model": "",
        "output": output,
        "parallel_tool_calls": True,
        "previous_response_id": None,
        "reasoning": {"effort": None, "summary": None},
        "temperature": None,
        "text": {"format": {"type": "text"}},
        "tool_choice": "auto",
        "tools": [],
        "top_p": None,
        "truncation": "disabled",
        "usage": None,
        "user": None,
        "metadata": {},
        **known,
    }


def status_for(finish: Finish | None) -> tuple[str, _Written | None]:
    """Return the status, and what is incomplete about it."""
    if finish in {"stop", "tool_calls"}:
        return "completed", None
    reason = _REASONS.get(finish) if finish else None
    return "incomplete", {"reason": reason} if reason else None


def write_usage(usage: Usage | None) -> _Written | None:
    """Return the counts; None when prompt or completion is unknown."""
    if usage is None or usage.prompt_tokens is None or usage.completion_tokens is None:
        return None
    return {
        "input_tokens": usage.prompt_tokens,
        "input_tokens_details": {
            "cached_tokens": usage.cached_tokens or 0,
            "cache_write_tokens": usage.cache_write_tokens or 0,
        },
        "output_tokens": usage.completion_tokens,
        "output_tokens_details": {"reasoning_tokens": usage.reasoning_tokens or 0},
        "total_tokens": usage.prompt_tokens + usage.completion_tokens,
    }


def write_items(parts: tuple[Part, ...], key: str) -> list[_Written]:
    """Return the output items of a whole answer; `key` makes their ids.

    A call's seal, for which a call has no field, goes before it as a thought of its own.
    """
    items: list[_Written] = []
    for part in parts:
        if isinstance(part, ToolCall) and part.signature:
            seal = Reasoning(signature=part.signature, hidden=True)
            items.append(thought_item(f"rs_{key}_{len(items)}", seal))
        items += _item(part, f"{key}_{len(items)}")
    return items


def message_item(key: str, text: str, *, status: str = "completed") -> _Written:
    """Return a message of one text."""
    item = {"id": key, "type": "message", "role": "assistant", "status": status}
    return {**item, "content": [text_part(text)]}


def text_part(text: str) -> _Written:
    return {"type": "output_text", "text": text, "annotations": [], "logprobs": []}


def thought_item(key: str, thought: Reasoning) -> _Written:
    """Return a thought, with its seal as `encrypted_content`."""
    summary = [{"type": "summary_text", "text": thought.text}] if thought.text else []
    item: _Written = {"id": key, "type": "reasoning", "summary": summary}
    if thought.signature:
        item["encrypted_content"] = shown(thought.signature, NAME)
    return item


def call_item(key: str, call: ToolCall, *, status: str = "completed") -> _Written:
    """Return a call of a function."""
    return {
        "id": key,
        "type": "function_call",
        "status": status,
        "call_id": call.id,
        "name": call.name,
        "arguments": call.arguments,
    }


def _item(part: Part, key: str) -> list[_Written]:
    if isinstance(part, Text):
        return [message_item(f"msg_{key}", part.text)]
    if isinstance(part, Reasoning):
        return [thought_item(f"rs_{key}", part)]
    return [call_item(f"fc_{key}", part)] if isinstance(part, ToolCall) else []
