"""Definitions go out whole, and what went out may be sent back."""

from typing import Any

import pytest
from pydantic import ValidationError

from tailrace.api.schemas.traffic import (
    LimitDefinition,
    NewDefinition,
    NewLimit,
    WorkflowDefinition,
)
from tailrace.control.traffic.workflow import FIELDS


def test_a_workflow_s_definition_has_the_fields_that_control_reads() -> None:
    assert tuple(WorkflowDefinition.model_json_schema()["properties"]) == FIELDS


def test_a_limit_without_a_project_is_the_organisation_s() -> None:
    assert NewLimit.model_validate({"definition": {}}).project_id is None


def test_a_workflow_needs_a_project_and_an_object() -> None:
    bodies: list[dict[str, Any]] = [{"definition": {}}, {"project_id": 1, "definition": []}]
    for body in bodies:
        with pytest.raises(ValidationError):
            NewDefinition.model_validate(body)


def test_what_a_limit_does_not_say_is_null() -> None:
    made = LimitDefinition.model_validate({"name": None, "per": "user", "requests": "1/day"})
    assert (made.tokens, made.cost_usd, made.burst, made.workflow) == (None, None, None, None)
