"""What a failed attempt means: for the call, whether to try further; for the target, its health.

Whose fault it was decides both.

    429, 408, 5xx, time-out, no connection      the target's, now: any target may be next
    an answer that is none, or fits no schema   the model's: any target may be next
    401, 402, 403, 404, 410                     the target's setting (a revoked key, no credit, a
                                                model that it does not have): another one may be
                                                next, but never the same again in this call
    400, 413, 422 and every other 4xx           the caller's: it would fail anywhere, so stop

A target's health is what it would say to the next caller. So a caller's mistakes say nothing about
it, nor does a model that misses a schema; a key that the provider does not take does.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from tailrace.core.record import ErrorClass

Verdict = Literal["next", "elsewhere", "stop"]
"""Any target may follow; only another one than this; none."""
Health = Literal["well", "ill", "unknown"]
"""What an attempt tells about its target."""

_BY_CLASS: Mapping[str, Verdict] = MappingProxyType(
    {
        "timeout": "next",
        "network": "next",
        "server_error": "next",
        "rate_limited": "next",
        "invalid_output": "next",
        "blocked": "stop",
    }
)
_PASSING = frozenset({408, 429})
_MISCONFIGURED = frozenset({401, 402, 403, 404, 410})
_ILL = frozenset({401, 408, 429})
_SAYS_NOTHING = frozenset({"invalid_output", "blocked", "client_error"})


def judge(http_status: int, error_class: ErrorClass) -> Verdict:
    """Return what may follow a failed attempt.

    `error_class` is what the gateway saw itself; empty, the provider's status tells.
    """
    seen = _BY_CLASS.get(error_class)
    if seen is not None:
        return seen
    if http_status in _MISCONFIGURED:
        return "elsewhere"
    return "next" if http_status >= 500 or http_status in _PASSING else "stop"


def health(http_status: int, error_class: ErrorClass) -> Health:
    """Return what an attempt tells about its target."""
    if error_class in _SAYS_NOTHING:
        return "unknown"
    if error_class or http_status >= 500 or http_status in _ILL:
        return "ill"
    return "well" if 200 <= http_status < 300 else "unknown"
