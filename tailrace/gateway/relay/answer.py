"""Answers that are whole: the provider's, in the client's format and envelope, or a sample.

What must stay true: the call is recorded before its answer is sent.
"""

from typing import Any

import msgspec

from tailrace.capture.errors import read_failure
from tailrace.core.ids import request_id
from tailrace.gateway.call import Attempt, Call, Outcome
from tailrace.gateway.native import envelope
from tailrace.gateway.outputs.sample import sample_reply
from tailrace.gateway.relay.heads import EVENTS, JSON, answer_headers, head_headers, theirs
from tailrace.gateway.relay.tools import Tools
from tailrace.gateway.wire import asgi
from tailrace.protocols.chat import Reply
from tailrace.protocols.fold import unfold
from tailrace.protocols.registry import DIALECTS

_TYPE = b"content-type"


async def answer_provider(
    tools: Tools, call: Call, client: asgi.Client, reply: Reply | None
) -> None:
    """Send the last attempt's whole answer, whatever its status; raises the attempt's error.

    `reply` is what it says, where that is not told in the provider's own words.
    """
    attempt = call.attempts[-1]
    if attempt.error is not None:
        raise attempt.error
    if reply is not None:
        await _say(tools, call, client, reply)
    elif attempt.dialect == call.door.dialect:
        await _answer(tools, call, client, attempt.answer, None)
    else:
        body = _failure(call, attempt)
        await _answer(tools, call, client, body, body)


async def answer_sample(tools: Tools, call: Call, client: asgi.Client, sample: Any) -> None:
    """Answer with a sample, in place of a provider."""
    model = call.requested_model or call.context.workflow
    made_id = request_id(call.started_us, call.span_id)
    if call.wanted is not None:
        call.data = msgspec.json.encode(sample)
    await _say(tools, call, client, sample_reply(sample, model, reply_id=made_id))


async def _say(tools: Tools, call: Call, client: asgi.Client, reply: Reply) -> None:
    """Answer what no provider wrote in the client's format, as a stream if one was asked for."""
    dialect = DIALECTS[call.door.dialect]
    whole = dialect.write_reply(reply, now_s=tools.now_s)
    ask = call.ask
    if ask is None or not ask.streamed:
        await _answer(tools, call, client, whole, whole)
        return
    outcome = Outcome("success", 200)
    records = tools.tee.record(call, outcome, whole)
    writer = dialect.stream_writer(now_s=tools.now_s, usage=ask.wants_usage)
    events = writer.write(unfold(reply)) + writer.end()
    if call.wrapped:
        events += envelope.closing_event(call, outcome, records)
    await client.start(200, [EVENTS, *head_headers(call)])
    await client.end(events)


async def _answer(
    tools: Tools, call: Call, client: asgi.Client, body: bytes, own: bytes | None
) -> None:
    """Send a body; `own` is the same when it is not the provider's own."""
    attempt = call.attempts[-1] if call.attempts else None
    is_theirs = attempt is not None and not call.offline_fallback
    status = attempt.http_status if attempt is not None and is_theirs else 200
    outcome = Outcome("success" if 200 <= status < 300 else "error", status)
    records = tools.tee.record(call, outcome, own)
    headers = theirs(call, attempt) if attempt is not None and is_theirs else []
    if call.wrapped:
        body = envelope.whole(call, outcome, records, body)
    if call.wrapped or own is not None:
        headers = [JSON, *(pair for pair in headers if pair[0] != _TYPE)]
    await client.answer(status, headers + answer_headers(call, records), body)


def _failure(call: Call, attempt: Attempt) -> bytes:
    """Return what a provider refused with, in the client's format."""
    failure = read_failure(attempt.http_status, attempt.answer)
    name = attempt.target.provider.name
    message = failure.error_message or f"{name} answered {attempt.http_status}."
    code = failure.error_type or "upstream_failed"
    return DIALECTS[call.door.dialect].error(attempt.http_status, code, message)
