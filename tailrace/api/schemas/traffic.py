"""Shapes of how calls run: workflows, output schemas and limits.

What is sent is a `definition`, the same as in a configuration file; control reads it and tells
every mistake with its path. What is answered is the whole definition, its defaults filled in, and
may be sent back as it is.
"""

from typing import Annotated, Any

from pydantic import Field, JsonValue

from tailrace.api.schemas.access import ProjectAnswer
from tailrace.api.schemas.shared import Answer, Ask, Id, Moment, NonNegative, ProblemAnswer
from tailrace.control.traffic.limit import Per
from tailrace.control.traffic.schema import OnInvalid
from tailrace.control.traffic.workflow import OnError

Definition = Annotated[
    dict[str, Any],
    Field(description="As in a configuration file; docs/guide/workflows.md tells every field."),
]
Version = Annotated[int, Field(ge=1, le=2**31 - 1, description="Counts from 1.", examples=[3])]
Ms = Annotated[int, Field(ge=1)]
Rate = Annotated[str, Field(examples=["120/minute"])]


class SavedAnswer(Answer):
    """What a workflow and a schema have beside their definition."""

    id: Id
    name: str
    version: Version
    project: ProjectAnswer
    created_at: Moment = Field(description="When this version was saved.")
    created_by: str | None = Field(description="Who saved it; null: a configuration file.")


class TargetDefinition(Answer):
    """One place that a workflow's calls may go to."""

    target: str = Field(examples=["openai:gpt-4o"])
    weight: int | None = Field(
        description="Share among the weighted targets, of which one is drawn to go first."
    )
    timeout_ms: Ms | None = Field(description="Of an attempt on it; null: the workflow's.")


class WorkflowDefinition(Answer):
    """What a workflow does with a call."""

    name: str = Field(examples=["smart_summary"])
    targets: list[TargetDefinition]
    on_error: OnError
    max_attempts: int
    backoff_ms: list[NonNegative] = Field(
        description="Wait before attempt 2, 3, …; the last one repeats."
    )
    timeout_ms: Ms | None = Field(description="Of the whole call; null: the server's.")
    attempt_timeout_ms: Ms | None = Field(description="Of each attempt; null: the server's.")
    schema_: str = Field(alias="schema", description="Name of a schema; empty: none.")
    cache_fields: list[str] = Field(examples=[["metadata.segment", "user_id"]])
    parameters: dict[str, JsonValue] = Field(
        description="In OpenAI's names; sent where the caller gave none."
    )
    test_mode: bool
    sample: JsonValue = Field(description="What test mode answers; null: the schema's sample.")
    tags: list[str]


class WorkflowAnswer(SavedAnswer):
    """A workflow in one of its versions."""

    definition: WorkflowDefinition


class WorkflowsAnswer(Answer):
    """Workflows of the selected projects, or the versions of one, newest first."""

    data: list[WorkflowAnswer]


class SchemaDefinition(Answer):
    """What a structured answer has to be."""

    name: str = Field(examples=["product_card"])
    json_schema: dict[str, JsonValue]
    on_invalid: OnInvalid
    max_retries: NonNegative
    sample: JsonValue = Field(description="A valid answer; null: there is none.")


class SchemaAnswer(SavedAnswer):
    """A schema in one of its versions."""

    definition: SchemaDefinition


class SchemasAnswer(Answer):
    """Schemas of the selected projects, or the versions of one, newest first."""

    data: list[SchemaAnswer]


class LimitDefinition(Answer):
    """How much may be used: exactly one of `requests`, `tokens` and `cost_usd` is not null."""

    name: str | None = Field(description="Null: called after what it says.")
    per: Per = Field(description="Whose calls share one allowance.")
    requests: Rate | None = None
    tokens: Rate | None = None
    cost_usd: Rate | None = Field(None, examples=["50/day"])
    burst: int | None = Field(None, description="How many requests may come at once.")
    workflow: str | None = Field(None, description="Only its calls count; null: all.")
    key: str | None = Field(None, description="Only calls with it count; null: all.")


class LimitAnswer(Answer):
    """A limit of the organisation, or of one of its projects."""

    id: Id
    name: str = Field(examples=["user requests 120/minute"])
    definition: LimitDefinition
    project: ProjectAnswer | None = Field(description="Null: the whole organisation's.")
    created_at: Moment


class LimitsAnswer(Answer):
    """The organisation's limits, then those of the selected projects."""

    data: list[LimitAnswer]


class NewDefinition(Ask):
    """The workflow or schema to make, or to check, in a project."""

    project_id: Id
    definition: Definition


class ChangedDefinition(Ask):
    """What a workflow, schema or limit is to be from now on."""

    definition: Definition


class NewLimit(Ask):
    """The limit to make."""

    project_id: Id | None = Field(None, description="Null: for the whole organisation.")
    definition: Definition


class CheckAnswer(Answer):
    """What keeps a definition from being saved; nothing when it could be."""

    problems: list[ProblemAnswer]
