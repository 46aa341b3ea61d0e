"""The values that one call consists of on its way through: plain, and filled in step by step.

`Door` is where it came in, `Ask` what its body asks for. `Attempt` is one provider call under way.
`Call` holds all of them, and everything that the row will say.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import msgspec

from tailrace.capture.exchange import Hop
from tailrace.control.directory import KeyGrant, ProjectView
from tailrace.control.traffic.workflow import WorkflowView
from tailrace.core.errors import TailraceError
from tailrace.core.ids import SpanId, attempt_span
from tailrace.core.record import ErrorClass, Record, Status
from tailrace.gateway.admit.limits import Held
from tailrace.gateway.context import Context, Trace
from tailrace.gateway.outputs.wanted import Wanted
from tailrace.gateway.routing.plan import Course
from tailrace.gateway.routing.target import Target
from tailrace.gateway.wire.headers import RequestHeaders


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """What a request body asks for."""

    body: bytes
    """In the door's format: as it came, or what of it providers know."""
    model: str
    """As the client wrote it; may name the provider in front."""
    provider: str = ""
    """Where the client names it apart from the model."""
    workflow: str = ""
    streamed: bool = False
    wants_usage: bool = False
    """The client itself asks for the usage chunk of a stream."""
    user: str = ""
    metadata: object = None
    test_mode: bool = False
    structured: bool = False
    """The answer is to follow a schema, or at least to be JSON."""
    wanted: Wanted | None = None
    """The schema that the request itself brings, where the gateway checks the answer."""
    wrapped: bool = False
    """The answer comes in our envelope."""


@dataclass(frozen=True, slots=True)
class Door:
    """One path that takes calls, in one wire format."""

    operation: str
    dialect: str
    """The format that the client writes, and is answered in."""
    read: Callable[[bytes], Ask]
    """Raises BadInput."""
    wrapped: bool = False
    """Whether refusals come in our envelope as long as the body has not said otherwise."""


@dataclass(slots=True)
class Attempt:
    """One provider call."""

    target: Target
    span_id: SpanId
    started_us: int
    started_mono_us: int
    dialect: str = "openai"
    """The format that is spoken with the provider."""
    wait_us: int = 0
    """What was waited before it began."""
    duration_us: int | None = None
    """None while it is under way."""
    ttft_us: int | None = None
    http_status: int = 0
    streamed: bool = False
    complete: bool = False
    """The provider said all that it had to say."""
    headers: tuple[tuple[bytes, bytes], ...] = ()
    answer: bytes = b""
    truncated: bool = False
    """`answer` is only the start of what came."""
    error: TailraceError | None = None
    error_class: ErrorClass = ""
    error_type: str = ""
    """What the record calls the error, where that says more than its code."""
    invalid_path: str = ""
    """Where the answer broke its schema, as a JSON pointer."""

    @property
    def ok(self) -> bool:
        return self.error is None and 200 <= self.http_status < 300

    def close(self, mono_us: int) -> None:
        """Note the time when it was over; only the first call counts."""
        if self.duration_us is None:
            self.duration_us = mono_us - self.started_mono_us

    def hop(self) -> Hop:
        """Return it as capture wants it."""
        provider, error = self.target.provider, self.error
        return Hop(
            provider=provider.name,
            provider_kind=self.dialect,
            base_url=provider.base_url,
            model=self.target.model,
            started_us=self.started_us,
            duration_us=self.duration_us or 0,
            wait_us=self.wait_us,
            ttft_us=self.ttft_us,
            http_status=self.http_status,
            streamed=self.streamed,
            answer=self.answer,
            truncated=self.truncated,
            error_class=self.error_class,
            error_type=self.error_type or (error.code if error else ""),
            error_message=error.message if error else "",
            invalid_path=self.invalid_path,
        )


class Outcome(msgspec.Struct, frozen=True):
    """How a request ended."""

    status: Status
    http_status: int
    """What the client was sent; 0 when it was sent nothing."""
    error: TailraceError | None = None
    """Our own; a provider's error is in its attempt."""


@dataclass(slots=True)
class Call:
    """One request on its way through the gateway."""

    door: Door
    headers: RequestHeaders
    query: bytes
    span_id: SpanId
    trace: Trace
    started_us: int
    started_mono_us: int
    ip: str = ""
    """The client's address, as far as it is known."""
    grant: KeyGrant | None = None
    """None: nobody's, and it leaves no row."""
    project: ProjectView | None = None
    body: bytes = b""
    ask: Ask | None = None
    context: Context = field(default_factory=Context)
    workflow: WorkflowView | None = None
    wanted: Wanted | None = None
    """The schema that the answer is checked against."""
    course: Course | None = None
    """The targets, and how far along them it is."""
    attempts: list[Attempt] = field(default_factory=list)
    waited_us: int = 0
    """Time spent waiting for providers and for the client: not the gateway's own."""
    duration_us: int = 0
    """Set when the call is over."""
    limit: str = ""
    """The limit that refused it."""
    held: Held | None = None
    """What the limits that stand for it keep back; None: none does."""
    limit_headers: Sequence[tuple[bytes, bytes]] = ()
    """What is left of those limits."""
    records: tuple[Record, ...] = ()
    """What it left: its attempts', then its own."""
    offline_fallback: bool = False
    """It was answered with a sample, because no provider answered well."""
    sampled: bool = False
    """It was answered with a sample, because it is a test."""
    data: bytes | None = None
    """The answer by its schema, once it was found to follow it."""
    recorded: bool = False

    @property
    def wrapped(self) -> bool:
        return self.ask.wrapped if self.ask else self.door.wrapped

    @property
    def first(self) -> Target | None:
        """The target that it was meant for."""
        return self.course.plan.targets[0] if self.course else None

    @property
    def requested_provider(self) -> str:
        """The provider that was asked for, or found for the model; empty when neither."""
        if target := self.first:
            return target.provider.name
        return self.ask.provider if self.ask else ""

    @property
    def requested_model(self) -> str:
        """The model, without a provider's name in front once that is known to be one."""
        if target := self.first:
            return target.model
        return self.ask.model if self.ask else ""

    @property
    def overhead_us(self) -> int:
        """The gateway's own time."""
        return max(0, self.duration_us - self.waited_us)

    @property
    def ttft_us(self) -> int | None:
        """From the request's arrival to the first content; None when none was seen."""
        last = self.attempts[-1] if self.attempts else None
        if last is None or last.ttft_us is None:
            return None
        return last.started_mono_us - self.started_mono_us + last.ttft_us

    def begin(self, target: Target, mono_us: int, wait_us: int = 0) -> Attempt:
        """Return a new attempt, the last one now."""
        attempt = Attempt(
            target=target,
            span_id=attempt_span(self.span_id, len(self.attempts) + 1),
            started_us=self.started_us + mono_us - self.started_mono_us,
            started_mono_us=mono_us,
            dialect=self.door.dialect,
            wait_us=wait_us,
        )
        self.attempts.append(attempt)
        return attempt

    def close(self, mono_us: int) -> None:
        """Note the time when it was over, also for an attempt that is still under way."""
        self.duration_us = mono_us - self.started_mono_us
        for attempt in self.attempts:
            attempt.close(mono_us)


def round_ms(microseconds: int) -> int:
    """Return whole milliseconds, for answers."""
    return (microseconds + 500) // 1000
