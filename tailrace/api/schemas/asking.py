"""Shapes of what may be asked for: a window, a filter, numbers, a page of requests.

What cannot be read names its field; a name that is not here is refused, not ignored.
"""

from typing import Annotated

from pydantic import Field

from tailrace.api.schemas.shared import Ask
from tailrace.query.question import Granularity

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


class Charted(Filtered):
    """How an answer in numbers is cut and sorted."""

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
    top: int | None = Field(
        None, ge=1, le=1000, description="Most groups, by `order`; default: what the limit allows."
    )
    other: bool = Field(
        default=False, description="Also tell what the groups beyond the top have together."
    )


class MetricsParams(Charted):
    """A question for numbers, as query parameters."""

    metrics: str = Field(
        max_length=1000, description="Comma list of metrics.", examples=["requests,cost_usd"]
    )
    group_by: str = Field(
        "", max_length=1000, description="Comma list of dimensions.", examples=["time,provider"]
    )


class MetricsQuestion(Charted):
    """A question for numbers, as JSON; the same as `GET /metrics`."""

    metrics: list[str] = Field(min_length=1, max_length=50, examples=[["requests", "cost_usd"]])
    group_by: list[str] = Field([], max_length=10, examples=[["time", "provider"]])


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
