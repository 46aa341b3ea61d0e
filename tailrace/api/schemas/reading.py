"""Shapes of the reading calls: numbers, lists of requests, one request, one trace, the pipeline."""

from typing import Annotated, Literal

from pydantic import Field, JsonValue

from tailrace.api.schemas.shared import Answer, Ask, Meta, Moment, NonNegative, Usd

Granularity = Literal["minute", "hour", "day", "week", "month"]
Status = Literal["success", "error", "throttled", "cancelled"]
Milliseconds = Annotated[float, Field(ge=0)]
Tokens = Annotated[NonNegative | None, Field(description="Tokens; null: unknown.")]
FilterText = Annotated[
    str,
    Field(
        max_length=4000,
        description="Search grammar, such as `provider:openai status:error duration_ms:>2000`.",
        examples=["status:error"],
    ),
]


class InWindow(Ask):
    """Either `last`, or `from` and maybe `to`. Without any, `last` is 24h (the snapshot's: 30d)."""

    from_: str | None = Field(
        None,
        alias="from",
        max_length=40,
        description="First moment, RFC 3339 with a zone.",
        examples=["2026-11-01T00:00:00Z"],
    )
    to: str | None = Field(
        None,
        max_length=40,
        description="First moment after, RFC 3339 with a zone; default: now.",
        examples=["2026-11-08T00:00:00Z"],
    )
    last: str | None = Field(
        None, max_length=10, description="Up to now: `15m`, `24h`, `30d`, `2w`.", examples=["24h"]
    )
    tz: str | None = Field(
        None,
        max_length=64,
        description="IANA time zone whose days count; default: the organisation's.",
        examples=["Europe/Berlin"],
    )


class Filtered(InWindow):
    """Which requests, in which window."""

    filter: FilterText = ""


class MetricsParams(Filtered):
    """A question for numbers, as query parameters."""

    metrics: str = Field(
        max_length=1000, description="Comma list of metrics.", examples=["requests,cost_usd"]
    )
    group_by: str = Field(
        "", max_length=1000, description="Comma list of dimensions.", examples=["time,provider"]
    )
    granularity: Granularity | None = Field(
        None, description="Width of the `time` dimension; default: fits the window."
    )
    order: str | None = Field(
        None,
        max_length=200,
        description="A metric or dimension that was asked for; `-` in front: largest first.",
        examples=["-requests"],
    )
    limit: int = Field(1000, ge=1, le=10_000, description="Most rows in the answer.")


class MetricsQuestion(Filtered):
    """A question for numbers, as JSON; the same as `GET /metrics`."""

    metrics: list[str] = Field(min_length=1, max_length=50, examples=[["requests", "cost_usd"]])
    group_by: list[str] = Field([], max_length=10, examples=[["time", "provider"]])
    granularity: Granularity | None = Field(
        None, description="Width of the `time` dimension; default: fits the window."
    )
    order: str | None = Field(
        None,
        max_length=200,
        description="A metric or dimension that was asked for; `-` in front: largest first.",
        examples=["-requests"],
    )
    limit: int = Field(1000, ge=1, le=10_000, description="Most rows in the answer.")


class RequestsParams(Filtered):
    """Which page of requests."""

    cursor: str | None = Field(
        None, max_length=500, description="`next_cursor` of the page before; default: the newest."
    )
    limit: int = Field(50, ge=1, le=500, description="Most requests on the page.")


class FacetsParams(Filtered):
    """Which field's values."""

    field: str = Field(
        max_length=200,
        description="A dimension; `customer`: the paths of customer data.",
        examples=["provider"],
    )
    limit: int = Field(100, ge=1, le=1000, description="Most values in the answer.")


class ChartPoint(Answer):
    """One day."""

    date: str = Field(
        description="The day in `meta.window.tz`.",
        examples=["2026-11-01"],
        json_schema_extra={"format": "date"},
    )
    requests: NonNegative
    tokens: NonNegative = Field(description="Prompt and completion tokens that are known.")


class SnapshotAnswer(Answer):
    """The dashboard's first look."""

    chart: list[ChartPoint] = Field(description="Every day of the window, oldest first.")
    top_providers: list[str] = Field(
        description="`provider:model`, most requests first.", examples=[["openai:gpt-4o"]]
    )
    requests: NonNegative = Field(description="In the whole window.")
    tokens: NonNegative = Field(description="Known prompt and completion tokens in the window.")
    latency_p50_ms: Milliseconds | None
    latency_p95_ms: Milliseconds | None
    fail_rate: Annotated[float, Field(ge=0, le=1)] | None = Field(
        description="Errors among successes and errors, 0 to 1; null when there are none of both."
    )
    cost_usd: Usd | None = Field(
        description="US dollars; null when requests are to be paid and no price is known for any."
    )
    meta: Meta


class MetricsAnswer(Answer):
    """Rows that hold the dimensions and the metrics that were asked for, by name.

    Units are in the names; `cost_usd` is text in plain digits; `time` is the start of its bucket.
    """

    data: list[dict[str, str | int | float | None]] = Field(
        examples=[[{"provider": "openai", "requests": 120, "cost_usd": "0.42"}]]
    )
    meta: Meta


class CatalogEntry(Answer):
    """A metric or a dimension."""

    name: str = Field(examples=["latency_p95_ms"])
    unit: str = Field(description="Empty when it has none.", examples=["ms"])
    help: str


class CatalogField(CatalogEntry):
    """Something that requests can be filtered by."""

    kind: str = Field(
        description="How its values are written: `text`, `choice`, `flag`, `number`, `name` …",
        examples=["choice"],
    )
    choices: list[str] = Field(
        description="All values it can have; empty when there are too many to say.",
        examples=[["success", "error", "throttled", "cancelled"]],
    )


class Catalog(Answer):
    """What can be asked."""

    metrics: list[CatalogEntry]
    dimensions: list[CatalogEntry] = Field(description="`customer.<path>` is one more, per path.")
    fields: list[CatalogField] = Field(description="What the search grammar knows.")


class CatalogAnswer(Answer):
    """Every metric and dimension, and what it means."""

    data: Catalog
    meta: Meta


class RequestAnswer(Answer):
    """One request on the list; no bodies."""

    id: str = Field(description="30 hexadecimal digits.")
    trace_id: str = Field(description="32 hexadecimal digits.")
    started_at: Moment
    project: str = Field(description="The project's name.")
    key: str | None = Field(description="The key's name.")
    workflow: str | None
    provider: str | None = Field(description="Who answered, or was tried last.")
    model: str | None = Field(description="The model that answered, or was tried last.")
    requested_provider: str | None
    requested_model: str | None
    status: Status
    http_status: int | None = Field(description="What the client was sent; null: nothing.")
    error_type: str | None
    error_message: str | None
    duration_ms: Milliseconds
    ttft_ms: Milliseconds | None = Field(description="Time to the first chunk; null: unknown.")
    overhead_ms: Milliseconds | None = Field(description="The gateway's own time.")
    prompt_tokens: Tokens
    completion_tokens: Tokens
    cached_tokens: Tokens
    reasoning_tokens: Tokens
    cost_usd: Usd | None = Field(description="US dollars; null: unknown.")
    attempts: NonNegative = Field(description="Provider calls that were made.")
    streamed: bool
    user: str | None
    session: str | None
    tags: list[str]
    customer_data: dict[str, str]
    input_preview: str | None
    output_preview: str | None


class RequestsAnswer(Answer):
    """One page, newest first."""

    data: list[RequestAnswer]
    next_cursor: str | None = Field(description="Give it to get the next page; null: no more.")
    meta: Meta


class RequestDetail(RequestAnswer):
    """One request with what only its own page shows."""

    operation: str = Field(examples=["chat"])
    environment: str | None
    source: Literal["gateway", "otlp", "sdk", "import"]
    finish_reason: str | None
    error_class: str | None
    test_mode: bool
    span_id: str = Field(description="16 hexadecimal digits.")
    cache_write_tokens: Tokens
    price_version: str | None
    input_bytes: NonNegative = Field(description="Size before any cut.")
    output_bytes: NonNegative = Field(description="Size before any cut.")
    body_state: Literal["none", "stored", "cut", "withheld"]


class AttemptAnswer(Answer):
    """One provider call of a request."""

    id: str
    position: NonNegative = Field(description="1 for the first.")
    provider: str | None
    model: str | None
    status: Status
    http_status: int | None = Field(description="What the provider answered; null: nothing.")
    error_class: str | None
    error_type: str | None
    error_message: str | None
    started_at: Moment
    duration_ms: Milliseconds
    ttft_ms: Milliseconds | None
    prompt_tokens: Tokens
    completion_tokens: Tokens
    cost_usd: Usd | None
    output: str | None = Field(description="The provider's answer, when it was kept apart.")


class RequestWhole(Answer):
    """A request, its attempts in order, and its bodies."""

    request: RequestDetail
    attempts: list[AttemptAnswer]
    input: str | None
    output: str | None
    attributes: dict[str, JsonValue]
    bodies_shown: bool = Field(
        description="False: the caller may not see bodies, so null says nothing about them."
    )


class RequestWholeAnswer(Answer):
    """Everything about one request."""

    data: RequestWhole
    meta: Meta


class SpanAnswer(Answer):
    """One span of a trace."""

    id: str
    span_id: str = Field(description="16 hexadecimal digits.")
    parent_span_id: str | None
    kind: Literal["request", "attempt"]
    name: str
    operation: str
    provider: str | None
    model: str | None
    status: Status
    http_status: int | None
    error_type: str | None
    error_message: str | None
    started_at: Moment
    duration_ms: Milliseconds
    ttft_ms: Milliseconds | None
    prompt_tokens: Tokens
    completion_tokens: Tokens
    cost_usd: Usd | None


class Trace(Answer):
    """All spans of a trace that the caller may see, oldest first."""

    trace_id: str
    spans: list[SpanAnswer]


class TraceAnswer(Answer):
    """One trace."""

    data: Trace
    meta: Meta


class Facet(Answer):
    """A value, and how many requests have it."""

    value: str
    count: NonNegative


class FacetsAnswer(Answer):
    """A field's values, most frequent first."""

    data: list[Facet]
    since: Moment | None = Field(
        description="Where the reading began, when later than the window's start; else null."
    )
    left_out: str = Field(
        description="The part of the filter that did not count: choices are read from rollups.",
        examples=[""],
    )
    meta: Meta


class LoadingAnswer(Answer):
    """A long load in progress, such as the demo's replay."""

    label: str
    done: NonNegative
    total: NonNegative


class PipelineAnswer(Answer):
    """How well capture keeps up; counts of requests of the whole installation."""

    captured: NonNegative = Field(description="All ever captured: stored, or still in the spool.")
    stored: NonNegative = Field(description="In the store, so that questions see them.")
    lag_seconds: Annotated[float, Field(ge=0)] = Field(
        description="Age of the oldest that waits for the store; 0: none waits."
    )
    spool_bytes: NonNegative
    dropped: NonNegative = Field(
        description="Lost because the spool was full, since this process started."
    )
    gaps: NonNegative = Field(
        description="Numbered when they were captured, and never stored: dropped or unreadable."
    )
    loading: LoadingAnswer | None
    meta: Meta
