"""Workflows of the selected projects, with every version."""

from tailrace.api.routes.traffic.definitions import Kept, definition_routes
from tailrace.api.schemas.traffic import (
    TargetDefinition,
    WorkflowAnswer,
    WorkflowDefinition,
    WorkflowsAnswer,
)
from tailrace.control.traffic.workflow import WorkflowSpec
from tailrace.control.traffic.workflows import WORKFLOWS


def _definition(spec: WorkflowSpec) -> WorkflowDefinition:
    targets = [
        TargetDefinition(target=str(target), weight=target.weight, timeout_ms=target.timeout_ms)
        for target in spec.targets
    ]
    return WorkflowDefinition(
        name=spec.name,
        targets=targets,
        on_error=spec.on_error,
        max_attempts=spec.max_attempts,
        backoff_ms=list(spec.backoff_ms),
        timeout_ms=spec.timeout_ms,
        attempt_timeout_ms=spec.attempt_timeout_ms,
        schema=spec.schema,
        cache_fields=list(spec.cache_fields),
        parameters=spec.parameters,
        test_mode=spec.test_mode,
        sample=spec.sample,
        tags=list(spec.tags),
    )


router = definition_routes(Kept(WORKFLOWS, WorkflowAnswer, WorkflowsAnswer, _definition))
