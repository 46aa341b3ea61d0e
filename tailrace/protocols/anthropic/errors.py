"""Errors in Anthropic's words: `{"type": "error", "error": {"type", "message"}}`."""

from typing import Any

import msgspec

from tailrace.protocols.body.document import to_json
from tailrace.protocols.chat import Broken

_TYPES = {
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    409: "conflict_error",
    413: "request_too_large",
    429: "rate_limit_error",
    503: "overloaded_error",
    504: "timeout_error",
    529: "overloaded_error",
}
_STATUSES = {name: status for status, name in _TYPES.items()} | {"invalid_request_error": 400}


def type_of(status: int) -> str:
    """Return Anthropic's name for an error with the status."""
    other = "invalid_request_error" if 400 <= status <= 499 else "api_error"
    return _TYPES.get(status, other)


def write_error(status: int, code: str, message: str) -> bytes:
    """Return an error answer's body; Anthropic's errors have no code beside the type."""
    del code
    return msgspec.json.encode(
        {"type": "error", "error": {"type": type_of(status), "message": message}}
    )


def write_error_event(status: int, code: str, message: str) -> bytes:
    """Return the same as an event within a stream."""
    return b"event: error\ndata: " + write_error(status, code, message) + b"\n\n"


def read_error(error: Any) -> Broken:
    """Return what an error inside a stream says."""
    if not isinstance(error, dict):
        return Broken("api_error", error if isinstance(error, str) else to_json(error).decode())
    name, said = error.get("type"), error.get("message")
    kind = name if isinstance(name, str) and name else "api_error"
    message = said if isinstance(said, str) else to_json(error).decode()
    return Broken(kind, message, _STATUSES.get(kind, 500))
