"""From an exchange to its records: one for the request, one for each provider call.

The steps stand in `build`. They never raise, whatever bytes the exchange holds: what cannot be
read is left unknown, so that no answer is lost over its record.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import TypedDict

from tailrace.capture.attributes import attributes_of
from tailrace.capture.body import Body, keep, worse
from tailrace.capture.call import Call, read_call
from tailrace.capture.document import Asked, read_asked
from tailrace.capture.errors import NO_FAILURE, Failure, read_failure
from tailrace.capture.exchange import Exchange
from tailrace.capture.price import Prices
from tailrace.capture.said.asked import input_preview
from tailrace.capture.said.said import NOTHING, Said
from tailrace.capture.said.words import LONGEST_NAME, one_line
from tailrace.core.ids import SpanId, attempt_span
from tailrace.core.record import ATTEMPT, COUNTED, ErrorClass, Record, Source, Status


class _Shared(TypedDict):
    """What every record of an exchange has in common."""

    org_id: int
    project_id: int
    key_id: int
    environment: str
    source: Source
    trace_high: int
    trace_low: int
    test_mode: bool
    operation: str
    workflow: str
    workflow_version: int
    schema: str
    schema_version: int


class _Told(TypedDict):
    """How a record says why it failed."""

    error_class: ErrorClass
    error_type: str
    error_message: str


def build(exchange: Exchange, prices: Prices) -> tuple[Record, ...]:
    """Return the attempts' records in the order they were made, then the request's."""
    asked = read_asked(exchange.request)
    calls = read_calls(exchange, prices)
    status = status_of(exchange, calls)
    failure = failure_of_request(exchange, status, calls)
    request = request_record(exchange, asked, calls, status, failure)
    return *(attempt_record(exchange, call, n) for n, call in enumerate(calls, 1)), request


def read_calls(exchange: Exchange, prices: Prices) -> list[Call]:
    """Return the hops, understood; only the last can be one that the client hung up on."""
    last = len(exchange.hops) - 1
    gone = exchange.status == "cancelled"
    return [
        read_call(hop, prices, cancelled=gone and position == last)
        for position, hop in enumerate(exchange.hops)
    ]


def status_of(exchange: Exchange, calls: Sequence[Call]) -> Status:
    """Return the gateway's word, unless the stream that it passed on turns out broken."""
    passed_on = not exchange.offline_fallback
    if exchange.status == "success" and passed_on and calls and calls[-1].status == "error":
        return "error"
    return exchange.status


def failure_of_request(exchange: Exchange, status: Status, calls: Sequence[Call]) -> Failure:
    """Return the gateway's own reason, else the last call's, else what we answered."""
    if exchange.error_class or exchange.error_type or exchange.error_message:
        return Failure(exchange.error_class, exchange.error_type, exchange.error_message)
    if status != "error":
        return NO_FAILURE
    if calls and calls[-1].status == "error":
        return calls[-1].failure
    return read_failure(exchange.http_status, exchange.answer or b"")


def request_record(
    exchange: Exchange, asked: Asked, calls: Sequence[Call], status: Status, failure: Failure
) -> Record:
    """Return the record that counts: what the client asked, was sent, waited for and cost."""
    last = calls[-1] if calls else None
    said = last.answer.said if last else NOTHING
    sent = _keep(exchange, exchange.request)
    got = _keep(exchange, _answer_of(exchange, last))
    priced = [call.price for call in calls if call.price is not None]
    return Record(
        **_shared(exchange),
        user=exchange.user,
        session=exchange.session,
        kind="request",
        cls=COUNTED,
        started_us=exchange.started_us,
        span_id=exchange.span_id,
        parent_span_id=exchange.parent_span_id,
        name=_name(exchange.operation, exchange.requested_model),
        attempts=len(calls),
        requested_provider=exchange.requested_provider,
        requested_model=exchange.requested_model[:LONGEST_NAME],
        provider=last.hop.provider if last else "",
        model=last.model if last else exchange.requested_model[:LONGEST_NAME],
        streamed=exchange.streamed,
        status=status,
        http_status=exchange.http_status,
        **_told(failure),
        finish_reason=last.finish_reason if last else "",
        invalid_path=_invalid_path(exchange),
        limit=exchange.limit[:LONGEST_NAME],
        offline_fallback=exchange.offline_fallback,
        duration_us=exchange.duration_us,
        ttft_us=exchange.ttft_us,
        overhead_us=exchange.overhead_us,
        usage=last.usage if last else None,
        cost_usd=sum((price.usd for price in priced), Decimal(0)) if priced else None,
        cost_source="priced" if priced else "none",
        price_version=priced[-1].version if priced else "",
        tags=exchange.tags,
        customer_data=exchange.customer_data,
        attributes=attributes_of(asked, said.attributes),
        input_preview=input_preview(asked) if exchange.keep_bodies else "",
        output_preview=_output_preview(exchange, said, failure),
        input=sent.text,
        output=got.text,
        input_bytes=sent.size,
        output_bytes=got.size,
        body_state=worse(sent.state, got.state),
    )


def attempt_record(exchange: Exchange, call: Call, position: int) -> Record:
    """Return one provider call's record; a failed one keeps what the provider answered."""
    hop, failure, price = call.hop, call.failure, call.price
    is_error = call.status == "error"
    got = _keep(exchange, call.answer.body) if is_error else Body()
    return Record(
        **_shared(exchange),
        kind="attempt",
        cls=ATTEMPT,
        started_us=hop.started_us,
        span_id=attempt_span(SpanId(exchange.span_id), position),
        parent_span_id=exchange.span_id,
        name=_name(exchange.operation, hop.model),
        position=position,
        requested_provider=hop.provider,
        requested_model=hop.model[:LONGEST_NAME],
        provider=hop.provider,
        model=call.model,
        streamed=hop.streamed,
        status=call.status,
        http_status=hop.http_status,
        **_told(failure),
        finish_reason=call.finish_reason,
        invalid_path=hop.invalid_path[:LONGEST_NAME],
        wait_us=hop.wait_us,
        duration_us=hop.duration_us,
        ttft_us=hop.ttft_us,
        usage=call.usage,
        cost_usd=price.usd if price else None,
        cost_source="priced" if price else "none",
        price_version=price.version if price else "",
        output_preview=one_line(failure.error_message) if is_error and got.text else "",
        output=got.text,
        output_bytes=got.size,
        body_state=got.state,
    )


def _shared(exchange: Exchange) -> _Shared:
    return {
        "org_id": exchange.org_id,
        "project_id": exchange.project_id,
        "key_id": exchange.key_id,
        "environment": exchange.environment,
        "source": "gateway",
        "trace_high": exchange.trace_high,
        "trace_low": exchange.trace_low,
        "test_mode": exchange.test_mode,
        "operation": exchange.operation,
        "workflow": exchange.workflow[:LONGEST_NAME],
        "workflow_version": exchange.workflow_version,
        "schema": exchange.schema[:LONGEST_NAME],
        "schema_version": exchange.schema_version,
    }


def _told(failure: Failure) -> _Told:
    return {
        "error_class": failure.error_class,
        "error_type": failure.error_type,
        "error_message": failure.error_message,
    }


def _invalid_path(exchange: Exchange) -> str:
    """Return where the last invalid answer was wrong; a later valid one does not undo it."""
    for hop in reversed(exchange.hops):
        if hop.invalid_path:
            return hop.invalid_path[:LONGEST_NAME]
    return ""


def _keep(exchange: Exchange, body: bytes) -> Body:
    return keep(body, limit=exchange.body_limit, wanted=exchange.keep_bodies)


def _answer_of(exchange: Exchange, last: Call | None) -> bytes:
    """Return what the client was answered: our own body, else the last provider's."""
    if exchange.answer is not None:
        return exchange.answer
    return last.answer.body if last else b""


def _output_preview(exchange: Exchange, said: Said, failure: Failure) -> str:
    if not exchange.keep_bodies:
        return ""
    return one_line(failure.error_message) or said.preview()


def _name(operation: str, model: str) -> str:
    """Return the span's name as the OpenTelemetry conventions form it."""
    return f"{operation} {model[:LONGEST_NAME]}".strip()
