"""Errors in Google's shape: {"error": {"code", "message", "status", "details"}}.

The SDK picks its exception by the HTTP status, and shows `message` and `status`. Our own code
stands in the details, as Google's own reasons do.
"""

import msgspec

_STATUSES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    405: "UNIMPLEMENTED",
    409: "ABORTED",
    413: "INVALID_ARGUMENT",
    422: "INVALID_ARGUMENT",
    429: "RESOURCE_EXHAUSTED",
    499: "CANCELLED",
    500: "INTERNAL",
    501: "UNIMPLEMENTED",
    502: "UNAVAILABLE",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}
_REASON = "type.googleapis.com/google.rpc.ErrorInfo"


def write_error(status: int, code: str, message: str) -> bytes:
    """Return an error answer's body."""
    kind = _STATUSES.get(status, "INTERNAL" if status >= 500 else "FAILED_PRECONDITION")
    error = {
        "code": status,
        "message": message,
        "status": kind,
        "details": [{"@type": _REASON, "reason": code, "domain": "tailrace"}],
    }
    return msgspec.json.encode({"error": error})


def write_error_event(status: int, code: str, message: str) -> bytes:
    """Return the same as an event; the SDK raises when one starts with `error`."""
    return b"data: " + write_error(status, code, message) + b"\r\n\r\n"
