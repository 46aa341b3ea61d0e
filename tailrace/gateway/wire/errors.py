"""Our own refusals, in the shape that the clients of a door's format expect.

The SDKs pick their exception class by the HTTP status and show the message, so the hint, which
says what to do next, is part of it.
"""

from tailrace.core.errors import TailraceError
from tailrace.protocols.registry import DIALECTS

_CODES = {"not_signed_in": "invalid_api_key"}


def error_body(error: TailraceError, dialect: str) -> bytes:
    """Return the body that tells a client what went wrong."""
    return status_body(error.status, error.code, sentence(error), dialect)


def status_body(status: int, code: str, message: str, dialect: str) -> bytes:
    """Return an error body for a status that no TailraceError stands for."""
    return DIALECTS[dialect].error(status, _CODES.get(code, code), message)


def error_event(error: TailraceError, dialect: str) -> bytes:
    """Return the same as a server-sent event, for a stream that cannot change its status."""
    return DIALECTS[dialect].error_event(error.status, error.code, sentence(error))


def sentence(error: TailraceError) -> str:
    """Return what happened and what to do next, in one text."""
    return f"{error.message} {error.hint}" if error.hint else error.message
