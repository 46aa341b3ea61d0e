"""Shapes that many answers share: money, times, the frame around data, errors.

Money leaves as text in plain digits, never as a float. Times are RFC 3339 in UTC. Null means
unknown or absent, never zero.
"""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
)

from tailrace.core.money import usd_text

Usd = Annotated[
    Decimal,
    PlainSerializer(usd_text, return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^-?\d+(\.\d+)?$", "examples": ["0.000045"]}),
]
"""US dollars in plain decimal digits."""


def _utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("it is outside the years 1 to 9999 in UTC") from None


Moment = Annotated[
    AwareDatetime, AfterValidator(_utc), Field(examples=["2026-11-01T12:00:00.250000Z"])
]
"""A time in UTC, RFC 3339."""

Id = Annotated[int, Field(ge=1, le=2**53 - 1, examples=[10])]
"""A control database's number of a thing; small enough for a JavaScript number."""

NonNegative = Annotated[int, Field(ge=0)]
Milliseconds = Annotated[float, Field(ge=0)]


class Answer(BaseModel):
    """A frozen value on its way out; made by name, or from an object with the same names."""

    model_config = ConfigDict(frozen=True, from_attributes=True)


class Ask(BaseModel):
    """A value on its way in; a field that we do not know is an error, not ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class WindowAnswer(Answer):
    """The stretch of time that was answered for."""

    from_: Moment = Field(alias="from", description="First moment in the window.")
    to: Moment = Field(description="First moment after the window.")
    tz: str = Field(
        description="IANA time zone whose days were counted.", examples=["Europe/Berlin"]
    )


class Meta(Answer):
    """What the answer rests on."""

    window: WindowAnswer | None = Field(
        description="The resolved window; null where time does not bound the answer."
    )
    as_of: Moment | None = Field(
        description="Start of the newest stored request; null when none is stored."
    )
    missing: NonNegative = Field(
        description="Requests captured but not stored yet, of the whole installation."
    )
    truncated: bool = Field(description="Whether a limit cut rows off.")


class ProblemAnswer(Answer):
    """One mistake in a definition."""

    path: str = Field(
        description="The field; empty for the definition as a whole.",
        examples=["targets[1].weight"],
    )
    message: str
    hint: str = Field(description="What to do; may be empty.")


class ErrorBody(Answer):
    """What went wrong."""

    code: str = Field(description="Stable, machine-readable.", examples=["bad_input"])
    message: str = Field(description="What happened, for people.")
    hint: str = Field(description="What to do next; may be empty.")
    request_id: str = Field(description="Names this answer in the server's log.")
    position: int | None = Field(
        None, description="Bad filters: where in the text, counted in characters from 0."
    )
    expected: str | None = Field(None, description="Bad filters: what would have been right.")
    nearest: str | None = Field(None, description="Bad filters: the nearest known name.")
    problems: list[ProblemAnswer] | None = Field(
        None, description="Bad definitions: every mistake; the message tells the first."
    )


class ErrorAnswer(Answer):
    """The body of every answer whose status is 400 or more."""

    error: ErrorBody
