"""Shapes of distributions: a histogram of a number, and the same over time."""

from typing import Annotated

from pydantic import Field

from tailrace.api.schemas.asking import Filtered
from tailrace.api.schemas.shared import Answer, Meta, NonNegative
from tailrace.query.question import Granularity
from tailrace.query.summaries.distribution import FIELD_NAMES

Bound = Annotated[
    str,
    Field(
        description="In the field's unit, in plain digits: `field:low..high` finds the bar's own.",
        examples=["1200.5"],
    ),
]


class DistributionParams(Filtered):
    """Which number of which requests."""

    field: str = Field(
        max_length=200,
        description=f"One of {', '.join(FIELD_NAMES)}.",
        examples=["duration_ms"],
    )


class HeatMapParams(DistributionParams):
    """And in which stretches of time."""

    granularity: Granularity | None = Field(
        None, description="Width of a column; default: fits the window."
    )


class BarAnswer(Answer):
    """The requests whose number is between two bounds, both included."""

    low: Bound
    high: Bound
    count: NonNegative


class PercentileAnswer(Answer):
    """A percentile by nearest rank."""

    percent: Annotated[int, Field(ge=1, le=99)]
    value: float = Field(description="Within 1 % of the observation, in the field's unit.")


class DistributionAnswer(Answer):
    """How a number is spread over requests; of durations, those of successes and errors."""

    data: list[BarAnswer] = Field(description="Rising, without gaps; bounds grow evenly by share.")
    count: NonNegative = Field(description="Requests whose number is known.")
    percentiles: list[PercentileAnswer]
    from_rollups: bool = Field(
        description="Read from stored histograms, as times are; else from every single row."
    )
    meta: Meta


class ColumnAnswer(Answer):
    """One stretch of time."""

    time: str = Field(
        description="Its start, RFC 3339 in the window's zone.",
        examples=["2026-11-01T14:00:00+01:00"],
    )
    counts: list[NonNegative] = Field(description="Requests in each band, in the bands' order.")


class HeatMapAnswer(Answer):
    """How a number is spread over requests, stretch by stretch."""

    bands: list[BarAnswer] = Field(description="Rising, without gaps; counts of the whole window.")
    data: list[ColumnAnswer]
    meta: Meta
