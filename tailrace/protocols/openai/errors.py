"""Errors in OpenAI's words: `{"error": {"message", "type", "param", "code"}}`.

The SDKs pick their exception class by the HTTP status and show `message`.
"""

from typing import Any

import msgspec

from tailrace.protocols.body.document import to_json
from tailrace.protocols.chat import Broken

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
_STATUSES = (
    ("rate_limit", 429),
    ("insufficient_quota", 429),
    ("invalid_request", 400),
    ("context_length", 400),
    ("authentication", 401),
    ("permission", 403),
    ("overloaded", 503),
    ("timeout", 504),
)
"""Parts of the names of errors, and the status that such an error has outside a stream."""


def write_error(status: int, code: str, message: str) -> bytes:
    """Return an error answer's body."""
    kind = _TYPES.get(status, "api_error")
    inner = {"message": message, "type": kind, "param": None, "code": _CODES.get(code, code)}
    return msgspec.json.encode({"error": inner})


def write_error_event(status: int, code: str, message: str) -> bytes:
    """Return the same as an event within a stream."""
    return b"data: " + write_error(status, code, message) + b"\n\n"


def read_error(error: Any) -> Broken:
    """Return what an error inside a stream says: an object, or only a text."""
    if not isinstance(error, dict):
        return Broken("api_error", error if isinstance(error, str) else to_json(error).decode())
    names = [
        value for key in ("type", "code") if isinstance(value := error.get(key), str) and value
    ]
    said = error.get("message")
    message = said if isinstance(said, str) else to_json(error).decode()
    return Broken(names[0] if names else "api_error", message, _status(error.get("code"), names))


def _status(code: Any, names: list[str]) -> int:
    if type(code) is int and 400 <= code <= 599:
        return code
    named = " ".join(names)
    return next((status for part, status in _STATUSES if part in named), 500)
