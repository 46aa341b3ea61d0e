"""Circuits on their way out."""

from typing import Literal

from pydantic import Field

from tailrace.api.schemas.shared import Answer, Moment, NonNegative


class CircuitAnswer(Answer):
    """One gateway process's opinion of one provider's model."""

    project: str
    provider: str = Field(description="The provider's name in the project.")
    model: str
    state: Literal["closed", "open", "half_open"] = Field(
        description="closed: calls go there. open: they go elsewhere. half_open: one call tries."
    )
    since: Moment
    failures: NonNegative = Field(description="Recent failures; of an open one, those that did it.")
    next_probe: Moment | None = Field(description="When an open circuit tries again.")


class CircuitsAnswer(Answer):
    """All circuits that the caller may see."""

    data: list[CircuitAnswer]
