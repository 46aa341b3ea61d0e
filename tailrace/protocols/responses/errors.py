"""Errors in OpenAI's shapes: an answer's body, an event of a stream, and a Response that failed.

The SDK picks its exception for a body by the HTTP status. For an event it raises when there is an
`error` object in it; the fields beside it are what its type for the event asks for.
"""

from typing import Any

import msgspec

_TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    403: "permission_error",
    404: "invalid_request_error",
    405: "invalid_request_error",
    413: "invalid_request_error",
    422: "invalid_request_error",
    429: "rate_limit_error",
}
_CODES = {"not_signed_in": "invalid_api_key"}
STATUSES = {
    "rate_limit_exceeded": 429,
    "insufficient_quota": 429,
    "invalid_prompt": 400,
    "server_is_overloaded": 503,
}
"""The HTTP statuses that codes inside a stream stand for; any other is 500."""


def write_error(status: int, code: str, message: str) -> bytes:
    """Return an error answer's body."""
    return msgspec.json.encode({"error": _error(status, code, message)})


def write_error_event(status: int, code: str, message: str, *, number: int = 0) -> bytes:
    """Return the same as an event; `number` counts the events of its stream."""
    error = _error(status, code, message)
    said = {"code": error["code"], "message": message, "param": None, "error": error}
    event = msgspec.json.encode({"type": "error", **said, "sequence_number": number})
    return b"event: error\ndata: " + event + b"\n\n"


def failure(status: int, message: str) -> dict[str, Any]:
    """Return the `error` of a Response that failed; its codes are a closed list."""
    code = "rate_limit_exceeded" if status == 429 else "server_error"
    return {"code": "invalid_prompt" if 400 <= status < 429 else code, "message": message}


def _error(status: int, code: str, message: str) -> dict[str, Any]:
    kind = _TYPES.get(status, "invalid_request_error" if status < 500 else "server_error")
    return {"message": message, "type": kind, "param": None, "code": _CODES.get(code, code)}
