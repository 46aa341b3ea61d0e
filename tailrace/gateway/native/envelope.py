"""The envelope of the native door: what happened, beside what was said.

A call and its records go in, JSON comes out, with the HTTP status that is true. A wrapped stream
is the provider's chunks as they come and after them, also after `[DONE]`, one event named
`tailrace`, whose data is the envelope without `data`.
"""

from collections.abc import Mapping

import msgspec

from tailrace.capture.document import read_answered
from tailrace.core.errors import TailraceError, UpstreamFailed
from tailrace.core.ids import request_id
from tailrace.core.money import usd_text
from tailrace.core.record import Record, Status
from tailrace.core.usage import Usage
from tailrace.gateway.call import Attempt, Call, Outcome, round_ms


class UsageView(msgspec.Struct, frozen=True):
    """Tokens, as far as the provider told them."""

    prompt_tokens: int | None
    completion_tokens: int | None
    total_tokens: int | None
    cached_tokens: int | None
    reasoning_tokens: int | None


class AttemptView(msgspec.Struct, frozen=True):
    """One provider call."""

    provider: str
    model: str
    status: Status
    http_status: int
    duration_ms: int
    ttft_ms: int | None
    reason: str | None


class Meta(msgspec.Struct, frozen=True, kw_only=True):
    """What happened."""

    status: Status
    http_status: int
    request_id: str
    trace_id: str
    workflow: str | None
    requested_provider: str | None
    requested_model: str | None
    used_provider: str | None
    used_model: str | None
    duration_ms: int
    ttft_ms: int | None
    overhead_ms: int | None
    usage: UsageView | None
    cost_usd: str | None
    structured_output: bool
    offline_fallback: bool
    attempts: list[AttemptView]


class Backup(msgspec.Struct, frozen=True):
    """A target that was not needed."""

    position: int
    """Counts from 1."""
    provider: str
    model: str


class Problem(msgspec.Struct, frozen=True):
    """Why there is no data."""

    code: str
    message: str
    hint: str


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """The wrapped answer; `data` is left out of a stream's, `error` of a success."""

    data: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    error: Problem | msgspec.UnsetType = msgspec.UNSET
    customer_data: Mapping[str, str]
    meta: Meta
    backups: tuple[Backup, ...] = ()
    """What would have been tried next, first choice first."""


_RAW = msgspec.json.Decoder(msgspec.Raw)
_NULL = msgspec.Raw(b"null")


def unfit(attempt: Attempt) -> TailraceError | None:
    """Return why a provider's answer is none although it says success."""
    if not attempt.ok:
        return None
    name, said = attempt.target.provider.name, read_answered(attempt.answer)
    if _json(attempt.answer) is None:
        problem = f"{name} answered {attempt.http_status} with a body that is not JSON."
    elif said.error and not said.choices:
        problem = f"{name} answered {attempt.http_status} with an error in the body."
    else:
        return None
    return UpstreamFailed(problem, hint="The record of the request has the answer as it came.")


def whole(call: Call, outcome: Outcome, records: tuple[Record, ...], body: bytes = b"") -> bytes:
    """Return the whole answer; its data is what follows the schema, else the body, of a success."""
    data = _json(body if call.data is None else call.data) if outcome.status == "success" else None
    return msgspec.json.encode(_envelope(call, outcome, records, data or _NULL))


def closing_event(call: Call, outcome: Outcome, records: tuple[Record, ...]) -> bytes:
    """Return the event that ends a wrapped stream."""
    closing = _envelope(call, outcome, records, msgspec.UNSET)
    return b"event: tailrace\ndata: " + msgspec.json.encode(closing) + b"\n\n"


def _envelope(
    call: Call,
    outcome: Outcome,
    records: tuple[Record, ...],
    data: msgspec.Raw | msgspec.UnsetType,
) -> Envelope:
    attempts = _attempts(call, records)
    meta = _meta(call, outcome, records[-1] if records else None, attempts)
    return Envelope(
        data=data,
        error=msgspec.UNSET if meta.status == "success" else _problem(outcome, attempts),
        customer_data=call.context.customer_data,
        meta=meta,
        backups=_backups(call),
    )


def _meta(call: Call, outcome: Outcome, record: Record | None, attempts: list[AttemptView]) -> Meta:
    used = call.attempts[-1].target if call.attempts else None
    return Meta(
        status=record.status if record else outcome.status,
        http_status=outcome.http_status,
        request_id=request_id(call.started_us, call.span_id),
        trace_id=str(call.trace.trace_id),
        workflow=call.context.workflow or None,
        requested_provider=call.requested_provider or None,
        requested_model=call.requested_model or None,
        used_provider=used.provider.name if used else None,
        used_model=used.model if used else None,
        duration_ms=round_ms(call.duration_us),
        ttft_ms=round_ms(record.ttft_us) if record and record.ttft_us is not None else None,
        overhead_ms=round_ms(call.overhead_us),
        usage=_usage(record.usage) if record and record.usage else None,
        cost_usd=usd_text(record.cost_usd) if record and record.cost_usd is not None else None,
        structured_output=call.wanted is not None or (call.ask is not None and call.ask.structured),
        offline_fallback=call.offline_fallback,
        attempts=attempts,
    )


def _backups(call: Call) -> tuple[Backup, ...]:
    left = call.course.backups() if call.course else ()
    return tuple(Backup(n, to.provider.name, to.model) for n, to in enumerate(left, 1))


def _problem(outcome: Outcome, attempts: list[AttemptView]) -> Problem:
    error = outcome.error
    if error is not None:
        return Problem(error.code, error.message, error.hint)
    last = attempts[-1] if attempts else None
    said = f"{last.provider} answered {last.http_status}: {last.reason}" if last else ""
    return Problem(UpstreamFailed.code, said or "The provider refused.", "See meta.attempts.")


def _attempts(call: Call, records: tuple[Record, ...]) -> list[AttemptView]:
    """Return the provider calls; without records, when capture failed, with what is left."""
    told = records[: len(call.attempts)] or (None,) * len(call.attempts)
    return [_attempt(*pair) for pair in zip(call.attempts, told, strict=True)]


def _attempt(attempt: Attempt, record: Record | None) -> AttemptView:
    reason = record.error_message or record.error_type if record else ""
    if attempt.error is not None:
        reason = attempt.error.message
    status: Status = record.status if record else "success" if attempt.ok else "error"
    return AttemptView(
        provider=attempt.target.provider.name,
        model=attempt.target.model,
        status=status,
        http_status=attempt.http_status,
        duration_ms=round_ms(attempt.duration_us or 0),
        ttft_ms=None if attempt.ttft_us is None else round_ms(attempt.ttft_us),
        reason=None if status == "success" else reason or f"HTTP {attempt.http_status}",
    )


def _usage(usage: Usage) -> UsageView:
    return UsageView(
        usage.prompt_tokens,
        usage.completion_tokens,
        usage.total_tokens,
        usage.cached_tokens,
        usage.reasoning_tokens,
    )


def _json(body: bytes) -> msgspec.Raw | None:
    """Return the body as JSON to embed; None when it is none."""
    try:
        body.decode()
        return _RAW.decode(body)
    except (ValueError, RecursionError):
        return None
