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
from tailrace.demo.cast.acme import PROJECTS
from tailrace.demo.cast.chance import Chance
from tailrace.demo.cast.models import get_model, get_provider
from tailrace.demo.cast.parts import SEED, Part
from tailrace.demo.cast.phrases import Library, Text
from tailrace.demo.cast.schemas import Schema, broken
from tailrace.demo.cast.tries import Outcome, Try
from tailrace.demo.provider import speech
from tailrace.demo.provider.wire import FAILURES, Failure, Reply, Tokens, completion
from tailrace.demo.traffic import limits_of

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
    "invalid": "success",
}
"""How a request ended whose last call ended so; after `invalid` the sample stood in."""
_TALKED = frozenset({"answered", "hung_up", "invalid"})


class Refusal(msgspec.Struct, frozen=True):
    """What the gateway says itself; `{}` in the message is a provider, a schema or a limit."""

    error_class: ErrorClass
    http_status: int
    code: str
    message: str

    def failure(self, name: str) -> Failure:
        """Return it as it is sent."""
        kind = "rate_limit_error" if self.http_status == 429 else "api_error"
        return Failure(self.http_status, self.message.format(name), kind, self.code)


_REFUSALS: Mapping[Outcome, Refusal] = {
    "timed_out": Refusal("timeout", 504, "took_too_long", "{} took too long to answer."),
    "unreachable": Refusal("network", 502, "upstream_failed", "{} could not be reached."),
    "throttled": Refusal("rate_limited", 429, "limit_reached", "The limit {!r} is reached."),
    "invalid": Refusal(
        "invalid_output", 200, "invalid_output", "The model's answer does not fit the schema {!r}."
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
        self._limits = {project.name: limits_of(project) for project in PROJECTS}

    def exchange(self, part: Part) -> Exchange:
        """Return what the gateway would have handed to capture."""
        place, last = self._places[part.project.name], part.tries[-1]
        text = self._text(part)
        started_us = self._start_us + part.at_us
        hops = self._hops(part, text, started_us)
        span_id, trace_low, parent = _ids(part)
        limit = self._limit(part) if last.outcome == "throttled" else ""
        own = _own_failure(last, limit)
        schema = part.workflow.schema
        fallback = schema if last.outcome == "invalid" else None
        return Exchange(
            org_id=place.org_id,
            project_id=place.project_id,
            key_id=place.key_id,
            environment=place.environment,
            operation="chat",
            started_us=started_us,
            duration_us=part.overhead_us + sum(one.wait_us + one.duration_us for one in part.tries),
            ttft_us=_ttft_us(part),
            overhead_us=part.overhead_us,
            span_id=span_id,
            trace_high=TRACE_PREFIX,
            trace_low=trace_low,
            parent_span_id=parent,
            requested_provider=part.tries[0].target[0],
            requested_model=part.tries[0].target[1],
            workflow=part.workflow.name if part.version else "",
            workflow_version=part.version,
            schema=schema.name if schema and part.schema_version else "",
            schema_version=part.schema_version,
            user=part.user,
            session=f"s-{part.visit:05}",
            tags=part.workflow.tags,
            customer_data=_customer_data(part),
            test_mode=False,
            streamed=part.size.streamed,
            request=_request(part, text),
            keep_bodies=True,
            body_limit=self._body_limit,
            status=_STATUSES.get(last.outcome, "error"),
            http_status=own.http_status if own else hops[-1].http_status,
            error_class=_REFUSALS[last.outcome].error_class if own else "",
            error_type=(own.code or "") if own else "",
            error_message=own.message if own else "",
            answer=own.body() if own else _own_answer(part, text, fallback),
            limit=limit,
            offline_fallback=fallback is not None,
            hops=hops,
        )

    def _limit(self, part: Part) -> str:
        """Return the name of the limit that refuses a request: its workflow's, if it has one."""
        limits = [limit for limit in self._limits[part.project.name] if limit.unit == "requests"]
        runs = part.workflow.name if part.version else ""
        own = [limit for limit in limits if runs and limit.workflow == runs]
        return (own or [limit for limit in limits if not limit.workflow])[0].name

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
            at_us += one.wait_us
            hops.append(_hop(part, one, text, at_us, self._base_url))
            at_us += one.duration_us
        return tuple(hops)


def _hop(part: Part, one: Try, text: Text, started_us: int, providers_url: str) -> Hop:
    refusal = _REFUSALS.get(one.outcome)
    failure = FAILURES.get(one.outcome)
    talked = failure is None and part.call is not None and one.outcome in _TALKED
    provider = get_provider(one.target[0])
    form = provider.protocol
    said, path = _said(part, one, text)
    answer = _answer(form, part, one, said, started_us) if talked else b""
    schema = part.workflow.schema
    about = schema.name if schema and one.outcome == "invalid" else one.target[0]
    return Hop(
        provider=one.target[0],
        provider_kind=form,
        base_url=f"{providers_url}/{provider.path}",
        model=one.target[1],
        started_us=started_us,
        duration_us=one.duration_us,
        wait_us=one.wait_us,
        ttft_us=one.ttft_us,
        http_status=failure.http_status if failure else 200 if talked else 0,
        streamed=talked and part.size.streamed,
        answer=speech.failure(form, failure) if failure else answer,
        error_class=refusal.error_class if refusal else "",
        error_type=refusal.code if refusal else "",
        error_message=refusal.message.format(about) if refusal else "",
        invalid_path=path,
    )


def _own_failure(last: Try, limit: str) -> Failure | None:
    """Return what the gateway refuses a request with itself, if it does."""
    refusal = _REFUSALS.get(last.outcome) if last.outcome != "invalid" else None
    return refusal.failure(limit or last.target[0]) if refusal else None


def _own_answer(part: Part, text: Text, fallback: Schema | None) -> bytes | None:
    """Return the client's answer where it is not the provider's own: a sample, or a translation."""
    last = part.tries[-1]
    if fallback is not None:
        said = msgspec.json.encode(fallback.sample).decode()
        return completion(_reply(part, last, said, 0))
    if last.outcome != "answered" or get_provider(last.target[0]).protocol == speech.OPENAI:
        return None
    return completion(_reply(part, last, text.answer, 0))


def _said(part: Part, one: Try, text: Text) -> tuple[str, str]:
    """Return what a model said, and the pointer of the field that breaks the schema.

    Of a stream that the client left it is as much as came.
    """
    schema = part.workflow.schema
    if one.outcome == "invalid" and schema is not None:
        rules = schema.versions[part.schema_version - 1].json_schema
        return broken(text.answer, rules, Chance(part.number))
    left = one.outcome == "hung_up"
    return (text.answer[: len(text.answer) * 2 // 3] if left else text.answer), ""


def _answer(form: str, part: Part, one: Try, said: str, started_us: int) -> bytes:
    """Return the answer's bytes; of a stream that the client left, as much as came."""
    reply = _reply(part, one, said, started_us)
    if not part.size.streamed:
        return speech.whole(form, reply)
    running = get_provider(one.target[0]).running_usage
    sent = speech.stream(form, reply, _pieces(said), counted=True, running=running)
    if one.outcome == "hung_up":
        sent = sent[: -2 if form == speech.OPENAI else -1]
    return b"".join(sent)


def _reply(part: Part, one: Try, said: str, started_us: int) -> Reply:
    return Reply(
        id=f"chatcmpl-demo{part.number:08}",
        model=one.target[1],
        created=started_us // 1_000_000,
        text=said,
        tokens=_tokens(part, one),
    )


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
    before_us = sum(one.wait_us + one.duration_us for one in failed) + last.wait_us
    return part.overhead_us // 2 + before_us + last.ttft_us


def _request(part: Part, text: Text) -> bytes:
    body: dict[str, object] = {
        "model": part.workflow.name if part.version else "/".join(part.tries[0].target),
        "messages": text.messages(),
        "user": part.user,
        "metadata": _metadata(part),
    }
    if part.size.streamed:
        body["stream"] = True
    return msgspec.json.encode(body)


def _metadata(part: Part) -> dict[str, str]:
    return {"segment": part.segment, "feature": part.workflow.feature}


def _customer_data(part: Part) -> dict[str, str]:
    """Return the metadata and the workflow's cache fields, as the gateway keeps them."""
    metadata = _metadata(part)
    if not part.version:
        return metadata
    leaves = {"user": part.user} | {f"metadata.{name}": said for name, said in metadata.items()}
    fields = {path: leaves[path] for path in part.workflow.cache_fields}
    return {n: said for n, said in metadata.items() if f"metadata.{n}" not in fields} | fields


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
