"""Identifiers, and the one numbering that makes them small on disk.

A gateway process numbers its requests. A span id is 64 bits: 20 random bits chosen once per process
(`boot`), 36 bits of request number, 8 bits of hop (0 is the request, 1..255 its attempts). Ids of
neighbouring rows then differ by little, so a delta codec stores them in one or two bytes instead of
eight; 20 bits of `boot`, the number and the start time in microseconds together name a request.

A trace id is 128 bits, kept as two 64-bit halves. A request that joins no caller's trace gets
(`trace_prefix` of the process, its own span id), unique for the same reason and as small.

The public request id is the start time in microseconds and the span id in hexadecimal, so that
looking one up is a key seek without any id index.
"""

import secrets
from dataclasses import dataclass, field
from typing import NewType

from tailrace.core.errors import BadInput

OrgId = NewType("OrgId", int)
ProjectId = NewType("ProjectId", int)
KeyId = NewType("KeyId", int)
UserId = NewType("UserId", int)
ProviderId = NewType("ProviderId", int)
WorkflowId = NewType("WorkflowId", int)
SchemaId = NewType("SchemaId", int)
LimitId = NewType("LimitId", int)
InvitationId = NewType("InvitationId", int)
ViewId = NewType("ViewId", int)
DashboardId = NewType("DashboardId", int)
SpanId = NewType("SpanId", int)
RequestId = NewType("RequestId", str)

HOP_BITS = 8
NUMBER_BITS = 36
MAX_HOPS = (1 << HOP_BITS) - 1
_TIME_DIGITS = 14
_SPAN_DIGITS = 16


@dataclass(frozen=True, slots=True)
class TraceId:
    """A W3C trace id as two unsigned 64-bit halves."""

    high: int
    low: int

    def __str__(self) -> str:
        return f"{self.high:016x}{self.low:016x}"

    @classmethod
    def parse(cls, text: str) -> "TraceId":
        """Read 32 hexadecimal digits; raises BadInput for anything else or for zero."""
        number = _unhex(text, 32, "trace id")
        if number == 0:
            raise BadInput("A trace id must not be zero.", hint="Send 32 hexadecimal digits.")
        return cls(number >> 64, number & 0xFFFF_FFFF_FFFF_FFFF)


@dataclass(slots=True)
class RequestNumbers:
    """Hands out span ids in one process; not shared between threads."""

    boot: int = field(default_factory=lambda: secrets.randbits(20) or 1)
    trace_prefix: int = field(default_factory=lambda: secrets.randbits(64) or 1)
    _next: int = 0

    def take(self) -> SpanId:
        """Return the span id of the next request (hop 0)."""
        self._next += 1
        return SpanId((self.boot << (NUMBER_BITS + HOP_BITS)) | (self._next << HOP_BITS))

    def trace_of(self, span_id: SpanId) -> TraceId:
        """Return the trace id of a request that starts its own trace."""
        return TraceId(self.trace_prefix, span_id)


def attempt_span(request: SpanId, position: int) -> SpanId:
    """Return the span id of a request's attempt; `position` counts from 1."""
    return SpanId(request | min(position, MAX_HOPS))


def request_id(started_us: int, span_id: SpanId) -> RequestId:
    """Return the public id: 14 hex digits of time in microseconds, 16 of span id."""
    return RequestId(f"{started_us:014x}{span_id:016x}")


def parse_request_id(text: str) -> tuple[int, SpanId]:
    """Return (start in microseconds, span id); raises BadInput for anything else."""
    _unhex(text, _TIME_DIGITS + _SPAN_DIGITS, "request id")
    return int(text[:_TIME_DIGITS], 16), SpanId(int(text[_TIME_DIGITS:], 16))


def _unhex(text: str, digits: int, what: str) -> int:
    if len(text) != digits or not all(c in "0123456789abcdefABCDEF" for c in text):
        raise BadInput(f"{text[:64]!r} is not a {what}.", hint=f"It has {digits} hex digits.")
    return int(text, 16)
