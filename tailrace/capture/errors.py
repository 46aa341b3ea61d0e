"""What went wrong, from a provider's status and the body of its answer.

Providers agree on little: OpenAI nests an object under `error`, others put a text there, or use
`message` or `detail`, or answer with a web page. Each gives a class that we count by, the
provider's own name for the error, and a message for people.
"""

import re
from typing import Any

import msgspec

from tailrace.core.record import ErrorClass
from tailrace.protocols.body.document import read_anything, to_json

LONGEST_MESSAGE = 2000
LONGEST_TYPE = 128
_READ_OF_PAGE = 8192
_MARKUP = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)|<[^<>]*>", re.DOTALL | re.IGNORECASE)
_NAMED = (("rate_limit", 429), ("invalid_request", 400), ("timeout", 504))
"""Parts of error names, and the status that such an error has when it has one."""


class Failure(msgspec.Struct, frozen=True):
    """An error as a record holds it; without a class there is none."""

    error_class: ErrorClass = ""
    error_type: str = ""
    error_message: str = ""


NO_FAILURE = Failure()


def class_of(http_status: int) -> ErrorClass:
    """Return the class of a status that is no success."""
    if http_status in {408, 504}:
        return "timeout"
    if http_status == 429:
        return "rate_limited"
    return "client_error" if 400 <= http_status <= 499 else "server_error"


def read_failure(http_status: int, body: bytes) -> Failure:
    """Return what an answer with a failing status says."""
    error = read_anything(body)
    if error is None:
        return Failure(class_of(http_status), f"http_{http_status}", _plain(body))
    return failure_of(error, http_status)


def failure_of(error: Any, http_status: int = 200) -> Failure:
    """Return what an error document, or the error in it, says.

    When the status is a success (an error inside a stream), the document's own number or name
    tells the class.
    """
    inner = _inner(error)
    name = _name(inner)
    status = http_status if http_status >= 300 else _status_within(inner, name)
    return Failure(class_of(status), name or f"http_{status}", _message(inner)[:LONGEST_MESSAGE])


def _inner(error: Any) -> Any:
    """Return the innermost error: providers wrap it in a list, or under `error`."""
    for _ in range(3):
        if isinstance(error, list) and error:
            error = error[0]
        elif isinstance(error, dict) and error.get("error"):
            error = error["error"]
    return error


def _name(error: Any) -> str:
    """Return the provider's word for the error; a bare number is none."""
    for key in ("code", "type", "status") if isinstance(error, dict) else ():
        value = error.get(key)
        if isinstance(value, str) and value and not value.isdigit():
            return value[:LONGEST_TYPE]
    return ""


def _status_within(error: Any, name: str) -> int:
    numbers = [error.get(key) for key in ("code", "status")] if isinstance(error, dict) else []
    for number in numbers:
        if isinstance(number, int) and 400 <= number <= 599:
            return number
    return next((status for part, status in _NAMED if part in name), 500)


def _message(error: Any) -> str:
    for key in ("message", "detail", "msg") if isinstance(error, dict) else ():
        if error.get(key):
            return _text(error[key])
    return _text(error)


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else to_json(value).decode()


def _plain(body: bytes) -> str:
    """Return the words of a body that is no JSON, such as a proxy's web page."""
    page = body[:_READ_OF_PAGE].decode(errors="replace")
    return " ".join(_MARKUP.sub(" ", page).split())[:LONGEST_MESSAGE]
