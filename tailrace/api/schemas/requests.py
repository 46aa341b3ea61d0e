"""Shapes of requests: a line of the list, one request whole, the spans of a trace."""

from typing import Annotated

from pydantic import Field, JsonValue

from tailrace.api.schemas.shared import Answer, Meta, Milliseconds, Moment, NonNegative, Usd
from tailrace.core.record import BodyState, Kind, Source, Status

Tokens = Annotated[NonNegative | None, Field(description="Tokens; null: unknown.")]

Pointer = Annotated[
    str | None,
    Field(
        description="JSON pointer of the first field that broke the schema; `/`: the whole answer.",
        examples=["/items/0/price"],
    ),
]
Waited = Annotated[Milliseconds, Field(description="The gateway backed off this long before it.")]


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
    source: Source
    finish_reason: str | None
    error_class: str | None
    test_mode: bool
    span_id: str = Field(description="16 hexadecimal digits.")
    cache_write_tokens: Tokens
    price_version: str | None
    workflow_version: int | None = Field(description="The version that ran; null: no workflow.")
    schema_name: str | None = Field(
        alias="schema", description="The schema that answers were held against."
    )
    schema_version: int | None
    invalid_path: Pointer
    limit: str | None = Field(description="The limit of yours that refused the request.")
    offline_fallback: bool = Field(description="The schema's sample was answered.")
    input_bytes: NonNegative = Field(description="Size before any cut.")
    output_bytes: NonNegative = Field(description="Size before any cut.")
    body_state: BodyState


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
    invalid_path: Pointer
    started_at: Moment
    wait_ms: Waited
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
    kind: Kind
    name: str
    operation: str
    provider: str | None
    model: str | None
    status: Status
    http_status: int | None
    error_type: str | None
    error_message: str | None
    invalid_path: Pointer
    limit: str | None = Field(description="The limit of yours that refused the request.")
    offline_fallback: bool = Field(description="The schema's sample was answered.")
    started_at: Moment
    wait_ms: Waited
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
