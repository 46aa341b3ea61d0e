"""Why a model stopped, in OpenAI's words."""

from typing import Any

from tailrace.protocols.chat import Finish

_READ: dict[str, Finish] = {
    "stop": "stop",
    "eos": "stop",
    "end_turn": "stop",
    "length": "length",
    "max_tokens": "length",
    "model_length": "length",
    "tool_calls": "tool_calls",
    "function_call": "tool_calls",
    "content_filter": "content_filter",
}
"""`eos` and others are words of providers that follow the format."""


def read_finish(reason: Any, *, calls: bool, refused: bool) -> Finish | None:
    """Return what the reason means; None when there is none.

    OpenAI says "stop" after a call that was forced, and after a refusal.
    """
    if not isinstance(reason, str) or not reason:
        return None
    finish = _READ.get(reason, "other")
    if finish == "stop" and (calls or refused):
        return "tool_calls" if calls else "content_filter"
    return finish


def write_finish(finish: Finish | None) -> str:
    """Return one of the words that OpenAI's SDK knows; an unknown reason is "stop"."""
    return "stop" if finish in {None, "other"} else str(finish)
