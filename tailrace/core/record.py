"""One span, as it is captured, spooled and stored: the value that crosses every border on the way
in.

A request is one Record of kind `request` and one child of kind `attempt` per provider call.
Records are immutable and wide; nothing updates them. Field names are the API's
(`docs/reference`), units are in the names, times are microseconds since 1970 UTC, and None means
unknown.
"""

from decimal import Decimal
from typing import Literal

import msgspec

from tailrace.core.usage import Usage

Kind = Literal["request", "attempt"]
Source = Literal["gateway", "otlp", "sdk", "import"]
Status = Literal["success", "error", "throttled", "cancelled"]
ErrorClass = Literal[
    "",
    "client_error",
    "rate_limited",
    "server_error",
    "timeout",
    "network",
    "invalid_output",
    "blocked",
]
CostSource = Literal["none", "priced", "reported"]
BodyState = Literal["none", "stored", "cut", "withheld"]

COUNTED = 0
"""`cls` of the row that counts in totals: a gateway request, or an ingested leaf call."""
ATTEMPT = 1
"""`cls` of one provider call of a gateway request."""
CONTEXT = 2
"""`cls` of everything else: agents, tools, chains, duplicates."""


class Record(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One request, one attempt, or one ingested span."""

    # who
    org_id: int
    project_id: int
    key_id: int = 0
    environment: str = ""
    user: str = ""
    session: str = ""
    # which
    kind: Kind
    cls: int
    source: Source
    started_us: int
    trace_high: int
    trace_low: int
    span_id: int
    parent_span_id: int = 0
    name: str = ""
    position: int = 0
    """Attempts: 1 for the first. Requests: 0."""
    attempts: int = 0
    """Requests: how many provider calls were made. Attempts: 0."""
    test_mode: bool = False
    # what
    operation: str
    """`gen_ai.operation.name`: chat, text_completion, embeddings …"""
    workflow: str = ""
    workflow_version: int = 0
    """Counts from 1; 0: no workflow."""
    requested_provider: str = ""
    requested_model: str = ""
    provider: str = ""
    """The provider that answered, or was tried last; empty when none was called."""
    model: str = ""
    """The model named in the answer, else the one that was asked for."""
    streamed: bool = False
    schema: str = ""
    """The stored schema that the answer was held against; empty: none, or one sent inline."""
    schema_version: int = 0
    """Counts from 1; 0: no stored schema."""
    # outcome
    status: Status
    http_status: int = 0
    """What the client was sent (request) or what the provider answered (attempt); 0: nothing."""
    error_class: ErrorClass = ""
    error_type: str = ""
    error_message: str = ""
    finish_reason: str = ""
    invalid_path: str = ""
    """JSON pointer of the first field that broke the schema; `/`: the whole answer. A request has
    its last invalid attempt's, also when a later one was valid."""
    limit: str = ""
    """The name of the limit of yours that refused the request."""
    offline_fallback: bool = False
    """The client got the schema's sample, for no provider gave a valid answer."""
    # numbers
    duration_us: int
    ttft_us: int | None = None
    """Time to the first non-empty chunk; None when not streamed or never seen."""
    overhead_us: int | None = None
    """The gateway's own time: duration minus time spent waiting for providers."""
    wait_us: int = 0
    """Attempts: how long the gateway backed off before this one."""
    usage: Usage | None = None
    cost_usd: Decimal | None = None
    cost_source: CostSource = "none"
    price_version: str = ""
    # free form
    tags: tuple[str, ...] = ()
    customer_data: dict[str, str] = {}
    attributes: str = ""
    """JSON object of what has no column of its own."""
    # bodies
    input_preview: str = ""
    output_preview: str = ""
    input: str | None = None
    output: str | None = None
    input_bytes: int = 0
    """Size before any cut."""
    output_bytes: int = 0
    body_state: BodyState = "none"


class Line(msgspec.Struct, frozen=True, array_like=True):
    """One line of the spool: the records that one call made, whole or not at all.

    `process` names the writer and `number` counts its lines from 1, so that a gap is visible.
    """

    process: str
    number: int
    records: tuple[Record, ...]
