"""What the gateway saw of one request: the value that crosses the border into capture.

The gateway fills these structs with bytes and clock readings and derives nothing from the bytes;
`capture.build.build` does that. Every time is in microseconds. `started_us` is a wall clock's;
durations are differences on a clock that never goes back.
"""

import msgspec

from tailrace.core.record import ErrorClass, Status


class Hop(msgspec.Struct, frozen=True, kw_only=True):
    """One provider call, as the gateway saw it."""

    provider: str
    """The configured name, such as "openai"."""
    provider_kind: str
    """The dialect of `answer`: "openai", "responses", "anthropic" or "gemini"."""
    base_url: str
    model: str
    """The model name that was sent upstream."""
    started_us: int
    duration_us: int
    ttft_us: int | None
    """From the hop's start to the first non-empty chunk; only when streamed."""
    http_status: int
    """0: no answer."""
    streamed: bool
    """The answer came as text/event-stream."""
    answer: bytes
    """The body as received, decompressed: SSE bytes when streamed, the error body on failure."""
    truncated: bool = False
    """The gateway kept only the start of a very long answer: its missing end means nothing."""
    error_class: ErrorClass = ""
    """Set by the gateway for time-outs, network failures and hang-ups; HTTP errors are derived."""
    error_type: str = ""
    error_message: str = ""
    wait_us: int = 0
    """How long the gateway backed off before this call."""
    invalid_path: str = ""
    """The answer broke its schema first here (a JSON pointer; `/`: the whole answer). Goes with
    `error_class` "invalid_output"."""


class Exchange(msgspec.Struct, frozen=True, kw_only=True):
    """One request through the gateway, and every provider call that it made."""

    # who
    org_id: int
    project_id: int
    key_id: int
    environment: str
    # which
    operation: str
    """`gen_ai.operation.name`: chat, embeddings, models …"""
    started_us: int
    duration_us: int
    ttft_us: int | None
    overhead_us: int
    span_id: int
    trace_high: int
    trace_low: int
    parent_span_id: int
    # what was asked
    requested_provider: str
    requested_model: str
    workflow: str
    workflow_version: int = 0
    """0: no workflow."""
    schema: str = ""
    """The stored schema that answers are held against, if there is one, and its version."""
    schema_version: int = 0
    user: str
    session: str
    tags: tuple[str, ...]
    customer_data: dict[str, str]
    test_mode: bool
    streamed: bool
    # bodies
    request: bytes
    """The body as received: any bytes, possibly not JSON."""
    keep_bodies: bool
    """False: the caller or the project wants metadata only."""
    body_limit: int
    """Bytes kept of each body; a longer one loses its middle."""
    # outcome
    status: Status
    http_status: int
    error_class: ErrorClass = ""
    """The gateway's own refusals; else capture takes the last hop's."""
    error_type: str = ""
    error_message: str = ""
    answer: bytes | None = None
    """Our own answer when it is not the last hop's: refusals, the wrapped envelope."""
    limit: str = ""
    """The name of the limit that refused the request; goes with status "throttled"."""
    offline_fallback: bool = False
    """`answer` is the schema's sample, for no provider gave a valid answer."""
    hops: tuple[Hop, ...] = ()
