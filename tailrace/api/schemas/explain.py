"""Shapes of `GET /explain`: what changed between two periods, and of `GET /changes`."""

from typing import Annotated

from pydantic import Field

from tailrace.api.schemas.asking import Filtered, InWindow
from tailrace.api.schemas.shared import Answer, Id, Meta, Moment, WindowAnswer
from tailrace.control.projects.changes import Action, Thing
from tailrace.query.summaries.explanation import ExplainedMetric

Number = str | int | float | None


class ExplainParams(Filtered):
    """Which change to explain."""

    metric: ExplainedMetric = Field(description="What changed.", examples=["cost_usd"])
    against: str = Field(
        "previous",
        max_length=90,
        description="The period before, of the same length, or another as `from/to`.",
        examples=["2026-11-01T00:00:00Z/2026-11-08T00:00:00Z"],
    )
    by: str = Field(
        "",
        max_length=1000,
        description="Comma list of dimensions, `provider:model` for both; default: the usual.",
        examples=["provider:model,customer.segment"],
    )


class DrivenAnswer(Answer):
    """What one value of a dimension did to the metric."""

    by: dict[str, Number] = Field(
        description="The value, by the dimension's name; empty: all that are not listed.",
        examples=[{"provider": "openai", "model": "gpt-4o"}],
    )
    before: Number
    after: Number
    change: Number = Field(
        description="What it adds to the change. Of latency: how far the percentile would be from "
        "where it is, had this value kept its share and its latencies of before."
    )
    excess: Number = Field(
        description="What is left of the change had all values changed alike; ranks the values."
    )
    parts: dict[str, Number] = Field(
        description="Add up to the change. Of cost: volume, mix, tokens, price."
    )


class BreakdownAnswer(Answer):
    """One dimension."""

    dimension: list[str] = Field(examples=[["provider", "model"]])
    parts: dict[str, Number] = Field(description="Of the whole change, seen by this dimension.")
    values: list[DrivenAnswer] = Field(description="Those that stand out most first.")
    rest: DrivenAnswer | None
    strength: Annotated[float, Field(ge=0, le=1)] = Field(
        description="How much of the change the first value explains."
    )


class ExplanationAnswer(Answer):
    """The metric on both sides; null is unknown, and then nothing is explained."""

    metric: ExplainedMetric
    unit: str = Field(examples=["usd"])
    before: Number
    after: Number
    change: Number
    adds_up: bool = Field(
        description="Whether the changes of a dimension's values add up to the change."
    )
    breakdowns: list[BreakdownAnswer] = Field(
        description="Dimensions, those that explain most first."
    )


class ExplainAnswer(Answer):
    """What changed, and what explains it."""

    data: ExplanationAnswer
    against: WindowAnswer = Field(description="The period that was compared with.")
    meta: Meta


class ChangesParams(InWindow):
    """Of which window."""


class ChangeAnswer(Answer):
    """One change of the configuration."""

    at: Moment
    thing: Thing
    name: str
    action: Action
    version: int | None = Field(description="Workflows and schemas: the version that began to run.")
    id: Id | None = Field(description="The thing's number; null when it has none any more.")
    project: str | None = Field(description="Null: of the whole organisation.")
    by: str | None = Field(
        description="The person's name; null: a configuration file, or it was not noted."
    )


class ChangesAnswer(Answer):
    """Who changed what, newest first."""

    data: list[ChangeAnswer]
    meta: Meta
