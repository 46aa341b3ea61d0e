"""The second outlet: what passes to the client also goes to capture and into the spool.

Nothing here may fail a client. A fault of ours on this side is logged, without any payload, and
the answer passes; a full spool counts its own drops. What must stay true: `record` has returned
before the client gets the last bytes of its answer, so an answered call is on disk.
"""

import logging
import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TypeVar

from tailrace.capture.assemble.assembled import Assembled
from tailrace.capture.build import build
from tailrace.capture.exchange import Exchange
from tailrace.capture.price import Prices
from tailrace.capture.said.kinds import kind_of
from tailrace.capture.stream import ChatStreamTee
from tailrace.control.directory import KeyGrant
from tailrace.core.clock import Clock
from tailrace.core.errors import Busy, TailraceError
from tailrace.core.record import ErrorClass, Record
from tailrace.gateway.call import Attempt, Call, Outcome
from tailrace.protocols.chat import (
    Broken,
    CallPiece,
    CallStarted,
    Event,
    ReasoningPiece,
    TextPiece,
)
from tailrace.protocols.registry import DIALECTS

log = logging.getLogger(__name__)
_Result = TypeVar("_Result")
_ENDS: Mapping[str, re.Pattern[bytes]] = MappingProxyType(
    {
        "openai": re.compile(rb"(?:\A|\n)data: ?\[DONE\]\s*\Z"),
        "responses": re.compile(rb"(?:\A|\n)event: response\.(?:completed|incomplete|failed)\s"),
        "anthropic": re.compile(rb"(?:\A|\n)event: message_stop\s"),
        "gemini": re.compile(rb'"finishReason"'),
    }
)
"""A provider's last word, by the format of its stream."""
_END_BYTES = 64
_LAST_BYTES = 1 << 20
"""Other formats' last events repeat what was said."""
_UNREAD = Assembled({}, ended=True)
_SAYS = (TextPiece, ReasoningPiece, CallStarted, CallPiece)


class Tee:
    """Records calls."""

    def __init__(
        self,
        append: Callable[[Sequence[Record]], None],
        prices: Prices,
        clock: Clock,
        body_limit: int,
    ) -> None:
        self._append = append
        self._prices = prices
        self._clock = clock
        self._body_limit = body_limit

    def record(
        self, call: Call, outcome: Outcome, own_answer: bytes | None = None
    ) -> tuple[Record, ...]:
        """Close the call and append its records; returns them, the request's last.

        `own_answer` is what the client gets when it is not the provider's answer. Without a grant
        nothing is recorded, a second time neither; when capture fails nothing is returned.
        Never raises.
        """
        if call.recorded:
            return ()
        call.recorded = True
        call.close(self._clock.monotonic_us())
        if call.grant is None:
            return ()
        call.records = _guarded((), self._build_and_append, call, call.grant, outcome, own_answer)
        return call.records

    def _build_and_append(
        self, call: Call, grant: KeyGrant, outcome: Outcome, own_answer: bytes | None
    ) -> tuple[Record, ...]:
        records = build(self._exchange(call, grant, outcome, own_answer), self._prices)
        try:
            self._append(records)
        except Busy:
            log.debug("the spool is full; it counts what it drops")
        return records

    def _exchange(
        self, call: Call, grant: KeyGrant, outcome: Outcome, own_answer: bytes | None
    ) -> Exchange:
        ask, context, trace = call.ask, call.context, call.trace
        refusal = _refusal(call, outcome)
        return Exchange(
            org_id=grant.org_id,
            project_id=grant.project_id,
            key_id=grant.key_id,
            environment=grant.environment,
            operation=call.door.operation,
            started_us=call.started_us,
            duration_us=call.duration_us,
            ttft_us=call.ttft_us,
            overhead_us=call.overhead_us,
            span_id=call.span_id,
            trace_high=trace.trace_id.high,
            trace_low=trace.trace_id.low,
            parent_span_id=trace.parent_span_id,
            requested_provider=call.requested_provider,
            requested_model=call.requested_model,
            workflow=context.workflow,
            user=context.user,
            session=context.session,
            tags=context.tags,
            customer_data=context.customer_data,
            test_mode=_is_test(call, grant),
            streamed=ask is not None and ask.streamed,
            workflow_version=call.workflow.version if call.workflow else 0,
            schema=call.wanted.name if call.wanted else "",
            schema_version=call.wanted.version if call.wanted else 0,
            limit=call.limit,
            offline_fallback=call.offline_fallback,
            request=call.body,
            keep_bodies=context.keep_bodies and (call.project is None or call.project.keep_bodies),
            body_limit=self._body_limit,
            status=outcome.status,
            http_status=outcome.http_status,
            error_class=_class_of(refusal) if refusal else "",
            error_type=refusal.code if refusal else "",
            error_message=refusal.message if refusal else "",
            answer=own_answer,
            hops=tuple(attempt.hop() for attempt in call.attempts),
        )


class Watch:
    """Looks at a provider's stream until it says something, or that it cannot."""

    def __init__(self, dialect: str) -> None:
        self.said = False
        """A piece of content came: text, reasoning or a tool call."""
        self.broken: Broken | None = None
        """The provider reported an error, before or after that."""
        self._reader = DIALECTS[dialect].stream_reader()

    def feed(self, chunk: bytes) -> None:
        if not self.said:
            self.see(self._reader.feed(chunk))

    def flush(self) -> None:
        if not self.said:
            self.see(self._reader.flush())

    def see(self, events: Sequence[Event]) -> None:
        """Note what was read of the stream elsewhere."""
        for event in events:
            if isinstance(event, Broken):
                self.broken = self.broken or event
            elif isinstance(event, _SAYS):
                self.said = True


class StreamTee:
    """Passes one streamed answer on, keeps what it saw, and stamps its first content.

    `watches`: whether an error at the start of the stream is to be seen, because another target
    could be asked instead.
    """

    def __init__(
        self, attempt: Attempt, *, hide_usage: bool, max_bytes: int, watches: bool = False
    ) -> None:
        is_openai = attempt.dialect == "openai"
        self._attempt = attempt
        self._stream = ChatStreamTee(hide_usage=hide_usage) if is_openai else None
        self._watch = None if is_openai and not watches else Watch(attempt.dialect)
        self._seen: list[bytes] = []
        self._room_bytes = max_bytes
        self._passed = b""

    def feed(self, chunk: bytes, mono_us: int) -> bytes:
        """Return what the client gets of a chunk that came at the given time."""
        if self._room_bytes > 0:
            self._seen.append(chunk)
            self._room_bytes -= len(chunk)
        else:
            self._attempt.truncated = True
        if self._watch is not None:
            _guarded(None, self._watch.feed, chunk)
        passed = chunk if self._stream is None else _guarded(chunk, self._stream.feed, chunk)
        self._passed = passed or self._passed
        if self._attempt.ttft_us is None and self.said:
            self._attempt.ttft_us = mono_us - self._attempt.started_mono_us
        return passed

    @property
    def said(self) -> bool:
        """Whether the first content has come."""
        stream, watch = self._stream, self._watch
        return (stream is not None and stream.first_content) or (watch is not None and watch.said)

    @property
    def broken(self) -> Broken | None:
        """The error that the provider reported before any content, if that is watched for."""
        return self._watch.broken if self._watch is not None else None

    @property
    def ended(self) -> bool:
        """Whether the client can tell from what came that it is all, or why not; once noted.

        Some servers leave out the last word; then capture's reading decides, as it does for the
        record.
        """
        attempt = self._attempt
        if attempt.complete or attempt.truncated:
            return True
        whole = _guarded(_UNREAD, kind_of(attempt.dialect).assemble, attempt.answer)
        return whole.ended or bool(whole.error)

    def flush(self) -> bytes:
        """Return what was held back when the provider ended its stream."""
        if self._watch is not None:
            _guarded(None, self._watch.flush)
        passed = b"" if self._stream is None else _guarded(b"", self._stream.flush)
        self._passed = passed or self._passed
        return passed

    def break_off(self) -> bytes:
        """Return what is still held, and ends an event cut in its middle: another can follow."""
        last = self.flush()
        return last + b"\n\n" if self._passed and not self._passed.endswith(b"\n\n") else last

    def note(self) -> None:
        """Note on the attempt what was seen, however it ended."""
        self._attempt.answer = b"".join(self._seen)
        dialect, answer = self._attempt.dialect, self._attempt.answer
        if _ENDS[dialect].search(answer[-_END_BYTES if dialect == "openai" else -_LAST_BYTES :]):
            self._attempt.complete = True


def _guarded(fallback: _Result, step: Callable[..., _Result], *arguments: object) -> _Result:
    """Take a step on capture's side; when it fails, log where, without payload, and go on."""
    try:
        return step(*arguments)
    except Exception as error:
        bare = RuntimeError(f"{type(error).__name__}, payload withheld")
        log.exception("capture failed", exc_info=(type(bare), bare, error.__traceback__))
        return fallback


def _refusal(call: Call, outcome: Outcome) -> TailraceError | None:
    """Return our own error; None when it is an attempt's, from which capture takes it."""
    last = call.attempts[-1] if call.attempts else None
    return None if last and last.error is outcome.error else outcome.error


def _is_test(call: Call, grant: KeyGrant) -> bool:
    asked = call.ask is not None and call.ask.test_mode
    return asked or call.sampled or grant.environment == "test"


def _class_of(error: TailraceError) -> ErrorClass:
    if error.status == 429:
        return "rate_limited"
    return "client_error" if error.status < 500 else "server_error"
