"""A made-up request of the past, as the gateway would have seen it.

In: a `Part` of the cast. Out: an `Exchange` with the bytes that went to and fro, so that the past
takes the same way through capture as a live call. Ids and texts follow from the part's number, so
the parts can be asked for in any order.
"""

from collections.abc import Mapping

import msgspec

from tailrace.capture.exchange import Exchange, Hop
from tailrace.core.ids import HOP_BITS, NUMBER_BITS, SpanId
from tailrace.core.record import ErrorClass, Status
from tailrace.demo.cast.chance import Chance
from tailrace.demo.cast.models import find_provider, get_model
from tailrace.demo.cast.parts import SEED, Part
from tailrace.demo.cast.phrases import Library, Text
from tailrace.demo.cast.tries import Outcome, Try
from tailrace.demo.wire import FAILURES, Failure, Reply, Tokens, completion, events

BOOT = SEED & 0xFFFFF
"""The `boot` of the process that the past pretends to come from (`core/ids.py`)."""
TRACE_PREFIX = 0x6465_6D6F_0000_0000 | SEED
PIECES = 6
"""How many chunks a streamed answer of the past has; fewer than a real one, to save time."""
_LAST_NUMBER = (1 << NUMBER_BITS) - 1

_STATUSES: Mapping[Outcome, Status] = {
    "answered": "success",
    "hung_up": "cancelled",
    "throttled": "throttled",
}


class Refusal(msgspec.Struct, frozen=True):
    """What the gateway answers itself; `{}` in the message is the provider's name."""

    error_class: ErrorClass
    http_status: int
    code: str
    message: str

    def failure(self, provider: str) -> Failure:
        """Return it as it is sent."""
        kind = "rate_limit_error" if self.http_status == 429 else "api_error"
        return Failure(self.http_status, self.message.format(provider), kind, self.code)


_REFUSALS: Mapping[Outcome, Refusal] = {
    "timed_out": Refusal("timeout", 504, "took_too_long", "{} took too long to answer."),
    "unreachable": Refusal("network", 502, "upstream_failed", "{} could not be reached."),
    "throttled": Refusal(
        "rate_limited", 429, "limit_reached", "This user has made 60 requests in a minute."
    ),
}


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where a project's requests belong: what `setup` found or made."""

    org_id: int
    project_id: int
    key_id: int
    environment: str = "live"


class Past:
    """Turns parts into exchanges; `start_us` is when the 30 days began."""

    def __init__(
        self,
        library: Library,
        places: Mapping[str, Place],
        *,
        start_us: int,
        base_url: str,
        body_limit: int,
    ) -> None:
        self._library = library
        self._places = places
        self._start_us = start_us
        self._base_url = base_url
        self._body_limit = body_limit

    def exchange(self, part: Part) -> Exchange:
        """Return what the gateway would have handed to capture."""
        place, last = self._places[part.project.name], part.tries[-1]
        text = self._text(part)
        started_us = self._start_us + part.at_us
        hops = self._hops(part, text, started_us)
        span_id, trace_low, parent = _ids(part)
        refusal = _REFUSALS.get(last.outcome)
        own = refusal.failure(last.target[0]) if refusal else None
        return Exchange(
            org_id=place.org_id,
            project_id=place.project_id,
            key_id=place.key_id,
            environment=place.environment,
            operation="chat",
            started_us=started_us,
            duration_us=part.overhead_us + sum(each.duration_us for each in part.tries),
            ttft_us=_ttft_us(part),
            overhead_us=part.overhead_us,
            span_id=span_id,
            trace_high=TRACE_PREFIX,
            trace_low=trace_low,
            parent_span_id=parent,
            requested_provider=part.tries[0].target[0],
            requested_model=part.tries[0].target[1],
            workflow=part.workflow.name,
            user=part.user,
            session=f"s-{part.visit:05}",
            tags=part.workflow.tags,
            customer_data=_metadata(part),
            test_mode=False,
            streamed=part.size.streamed,
            request=_request(part, text),
            keep_bodies=True,
            body_limit=self._body_limit,
            status=_STATUSES.get(last.outcome, "error"),
            http_status=own.http_status if own else hops[-1].http_status,
            error_class=refusal.error_class if refusal else "",
            error_type=refusal.code if refusal else "",
            error_message=own.message if own else "",
            answer=own.body() if own else None,
            hops=hops,
        )

    def _text(self, part: Part) -> Text:
        return self._library.write(
            part.workflow.name,
            Chance(part.number),
            prompt_tokens=part.size.prompt_tokens,
            completion_tokens=part.size.completion_tokens,
        )

    def _hops(self, part: Part, text: Text, started_us: int) -> tuple[Hop, ...]:
        hops, at_us = [], started_us + part.overhead_us // 2
        for one in part.tries:
            if one.outcome == "throttled":
                continue  # no provider was called
            hops.append(_hop(part, one, text, at_us, f"{self._base_url}/{one.target[0]}/v1"))
            at_us += one.duration_us
        return tuple(hops)


def _hop(part: Part, one: Try, text: Text, started_us: int, base_url: str) -> Hop:
    refusal = _REFUSALS.get(one.outcome)
    failure = FAILURES.get(one.outcome)
    talked = failure is None and refusal is None and part.call is not None
    answer = _answer(part, one, text, started_us) if talked else b""
    return Hop(
        provider=one.target[0],
        provider_kind="openai",
        base_url=base_url,
        model=one.target[1],
        started_us=started_us,
        duration_us=one.duration_us,
        ttft_us=one.ttft_us,
        http_status=failure.http_status if failure else 200 if talked else 0,
        streamed=talked and part.size.streamed,
        answer=failure.body() if failure else answer,
        error_class=refusal.error_class if refusal else "",
        error_type=refusal.code if refusal else "",
        error_message=refusal.message.format(one.target[0]) if refusal else "",
    )


def _answer(part: Part, one: Try, text: Text, started_us: int) -> bytes:
    """Return the answer's bytes; of a stream that the client left, as much as came."""
    left = one.outcome == "hung_up"
    said = text.answer[: len(text.answer) * 2 // 3] if left else text.answer
    reply = Reply(
        id=f"chatcmpl-demo{part.number:08}",
        model=one.target[1],
        created=started_us // 1_000_000,
        text=said,
        tokens=_tokens(part, one),
    )
    if not part.size.streamed:
        return completion(reply)
    provider = find_provider(one.target[0])
    running = provider is not None and provider.running_usage
    sent = events(reply, _pieces(said), usage_last=not running, running=running)
    return b"".join(sent[:-2] if left else sent)


def _tokens(part: Part, one: Try) -> Tokens:
    """Return the recorded counts, with a made-up part that was cached or spent on thinking."""
    model, prompt, written = get_model(one.target), 0, 0
    if part.call is not None:
        prompt, written = part.call.prompt_tokens, part.call.completion_tokens
    cached = prompt // 128 * 128 * (part.number % 3) // 4 if model.caches_prompts else None
    return Tokens(prompt, written, cached, written * 2 // 5 if model.reasons else None)


def _ttft_us(part: Part) -> int | None:
    """Return the time from the request's arrival to its first token, failed calls included."""
    *failed, last = part.tries
    if last.ttft_us is None:
        return None
    return part.overhead_us // 2 + sum(one.duration_us for one in failed) + last.ttft_us


def _request(part: Part, text: Text) -> bytes:
    body: dict[str, object] = {
        "model": "/".join(part.tries[0].target),
        "messages": text.messages(),
        "user": part.user,
        "metadata": _metadata(part),
    }
    if part.size.streamed:
        body["stream"] = True
    return msgspec.json.encode(body)


def _metadata(part: Part) -> dict[str, str]:
    return {"segment": part.segment, "feature": part.workflow.feature}


def _ids(part: Part) -> tuple[SpanId, int, int]:
    """Return (span id, low half of the trace id, parent's span id).

    An agent's requests join the trace that its run began, as with a `traceparent` of its own; run
    numbers count down from the top, so that they never meet those of requests.
    """
    span_id = SpanId(_numbered(part.number))
    if not part.project.agent:
        return span_id, span_id, 0
    run = _numbered(_LAST_NUMBER - part.visit)
    return span_id, run, run


def _numbered(number: int) -> int:
    return (BOOT << (NUMBER_BITS + HOP_BITS)) | (number << HOP_BITS)


def _pieces(text: str) -> list[str]:
    size = -(-len(text) // PIECES)
    return [text[at : at + size] for at in range(0, len(text), size)]
