"""Why a model stopped, in Anthropic's words."""

from typing import Any

from tailrace.protocols.chat import Finish

_READ: dict[str, Finish] = {
    "end_turn": "stop",
    "stop_sequence": "stop",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "tool_use": "tool_calls",
    "refusal": "content_filter",
}
_WRITTEN: dict[Finish, str] = {
    "stop": "end_turn",
    "length": "max_tokens",
    "tool_calls": "tool_use",
    "content_filter": "refusal",
    "other": "end_turn",
}


def read_finish(reason: Any) -> Finish | None:
    """Return what the reason means; None when there is none."""
    return _READ.get(reason, "other") if isinstance(reason, str) and reason else None


def write_finish(finish: Finish | None, stop_sequence: str) -> dict[str, str | None]:
    """Return `stop_reason` and `stop_sequence`."""
    if finish == "stop" and stop_sequence:
        return {"stop_reason": "stop_sequence", "stop_sequence": stop_sequence}
    reason = None if finish is None else _WRITTEN[finish]
    return {"stop_reason": reason, "stop_sequence": None}
