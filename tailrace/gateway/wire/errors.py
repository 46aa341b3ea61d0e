"""Our own refusals in the shape that OpenAI's clients expect.

    {"error": {"message", "type", "param", "code"}}

The SDKs pick their exception class by the HTTP status and show `message`, so the hint, which says
what to do next, is part of it.
"""

import msgspec

from tailrace.core.errors import TailraceError

_TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    403: "permission_error",
    404: "invalid_request_error",
    405: "invalid_request_error",
    413: "invalid_request_error",
    429: "rate_limit_error",
}
_CODES = {"not_signed_in": "invalid_api_key"}


class OpenAiError(msgspec.Struct, frozen=True):
    """The inner object of an error answer."""

    message: str
    type: str
    param: str | None
    code: str


def openai_error(error: TailraceError) -> bytes:
    """Return the body that tells an OpenAI client what went wrong."""
    return openai_error_body(error.status, error.code, sentence(error))


def openai_error_body(status: int, code: str, message: str) -> bytes:
    """Return an error body for a status that no TailraceError stands for."""
    kind = _TYPES.get(status, "api_error")
    inner = OpenAiError(message, kind, None, _CODES.get(code, code))
    return msgspec.json.encode({"error": inner})


def openai_error_event(error: TailraceError) -> bytes:
    """Return the same as a server-sent event, for a stream that cannot change its status."""
    return b"data: " + openai_error(error) + b"\n\n"


def sentence(error: TailraceError) -> str:
    """Return what happened and what to do next, in one text."""
    return f"{error.message} {error.hint}" if error.hint else error.message
