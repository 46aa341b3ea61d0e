"""Shapes of answers in numbers: the snapshot, metrics, the catalog, facets, the pipeline."""

from typing import Annotated

from pydantic import Field

from tailrace.api.schemas.shared import Answer, Meta, Milliseconds, Moment, NonNegative, Usd


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
    other: list[dict[str, str | int | float | None]] = Field(
        [],
        description="What the groups beyond `top` have together, percentiles of their own: one "
        "row, or one for each stretch of time; empty when none is left out or `other` not asked.",
    )
    meta: Meta


class CatalogEntry(Answer):
    """A metric or a dimension."""

    name: str = Field(examples=["latency_p95_ms"])
    unit: str = Field(description="Empty when it has none.", examples=["ms"])
    help: str


class CatalogMetric(CatalogEntry):
    """A number that can be asked for."""

    additive: bool = Field(
        description="Values of disjoint groups add up to that of all; a percentile's do not."
    )


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

    metrics: list[CatalogMetric]
    dimensions: list[CatalogEntry] = Field(description="`customer.<path>` is one more, per path.")
    fields: list[CatalogField] = Field(description="What the search grammar knows.")


class CatalogAnswer(Answer):
    """Every metric and dimension, and what it means."""

    data: Catalog
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
