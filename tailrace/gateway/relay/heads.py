"""Our own headers on an answer: which call it was, where it went, what it took."""

import json

from tailrace.core.ids import request_id
from tailrace.core.money import usd_text
from tailrace.core.record import Record
from tailrace.gateway.admit.standing import HEADERS
from tailrace.gateway.call import Attempt, Call, round_ms
from tailrace.gateway.wire import asgi
from tailrace.gateway.wire.headers import for_client, header_value

JSON = (b"content-type", b"application/json")
EVENTS = (b"content-type", b"text/event-stream; charset=utf-8")
LONGEST_CUSTOMER_DATA_BYTES = 4096
"""Proxies and clients limit headers; a longer one is left out, the row has the data."""


def head_headers(call: Call) -> asgi.RawHeaders:
    """Return our headers as far as they are known when an answer starts."""
    used = call.attempts[-1].target if call.attempts else None
    headers = [
        (b"x-tailrace-request-id", request_id(call.started_us, call.span_id).encode()),
        (b"x-tailrace-trace-id", str(call.trace.trace_id).encode()),
        (b"x-tailrace-provider", header_value(used.provider.name) if used else b""),
        (b"x-tailrace-model", header_value(used.model) if used else b""),
        (b"x-tailrace-workflow", header_value(call.context.workflow)),
        (b"x-tailrace-attempts", b"%d" % len(call.attempts)),
    ]
    return [*headers, *call.limit_headers] if call.limit_headers else headers


def theirs(call: Call, attempt: Attempt) -> asgi.RawHeaders:
    """Return the provider's headers that the client gets; of limits it is told one kind, ours."""
    headers = for_client(attempt.headers)
    if call.limit_headers:
        return [pair for pair in headers if pair[0] not in HEADERS]
    return headers


def answer_headers(call: Call, records: tuple[Record, ...]) -> asgi.RawHeaders:
    """Return our headers of an answer that is whole; `records` has the request's last."""
    headers = head_headers(call)
    headers += [
        (b"x-tailrace-duration-ms", b"%d" % round_ms(call.duration_us)),
        (b"x-tailrace-overhead-ms", b"%d" % round_ms(call.overhead_us)),
        (b"x-tailrace-offline-fallback", b"true" if call.offline_fallback else b"false"),
    ]
    cost_usd = records[-1].cost_usd if records else None
    if cost_usd is not None:
        headers.append((b"x-tailrace-cost-usd", usd_text(cost_usd).encode()))
    customer_data = _ascii_json(call.context.customer_data)
    if len(customer_data) <= LONGEST_CUSTOMER_DATA_BYTES:
        headers.append((b"x-tailrace-customer-data", customer_data))
    return headers


def _ascii_json(data: dict[str, str]) -> bytes:
    return json.dumps(data).encode() if data else b"{}"
