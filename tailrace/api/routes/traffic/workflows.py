"""Workflows of the selected projects, with every version.

Everybody in the organisation may read them; who may change what is `control/people/roles.py`.
A change reaches this process at once and every gateway within a second.
"""

from typing import Annotated

from fastapi import APIRouter, Path

from tailrace.api.auth import CurrentSigned, Services, author
from tailrace.api.openapi import SESSION, WRITES
from tailrace.api.schemas.access import ProjectAnswer
from tailrace.api.schemas.shared import Id, ProblemAnswer
from tailrace.api.schemas.traffic import (
    ChangedDefinition,
    CheckAnswer,
    NewDefinition,
    TargetDefinition,
    Version,
    WorkflowAnswer,
    WorkflowDefinition,
    WorkflowsAnswer,
)
from tailrace.control.people.roles import require
from tailrace.control.traffic import workflows
from tailrace.control.traffic.workflow import WorkflowSpec
from tailrace.core.ids import ProjectId, WorkflowId

router = APIRouter(tags=["workflows"])

PathId = Annotated[Id, Path(alias="id")]


@router.get("/workflows", openapi_extra=SESSION)
def list_workflows(signed: CurrentSigned, services: Services) -> WorkflowsAnswer:
    """List the workflows of the selected projects, each in the version that runs."""
    with services.control.db.reading() as connection:
        found = workflows.list_workflows(
            connection, signed.membership.org_id, signed.session.project_id
        )
    return WorkflowsAnswer(data=[_workflow(workflow) for workflow in found])


@router.post("/workflows", status_code=201, openapi_extra=WRITES)
def create_workflow(
    body: NewDefinition, signed: CurrentSigned, services: Services
) -> WorkflowAnswer:
    """Make a workflow; a removed one of the same name goes on counting its versions."""
    require(signed.membership.role, "manage_workflows")
    with services.control.db.transaction() as connection:
        made = workflows.create_workflow(
            connection,
            signed.membership.org_id,
            ProjectId(body.project_id),
            body.definition,
            author(signed, services),
        )
    services.control.directory.refresh()
    return _workflow(made)


@router.post("/workflows/check", openapi_extra=WRITES)
def check_workflow(body: NewDefinition, signed: CurrentSigned, services: Services) -> CheckAnswer:
    """Tell every mistake in a definition, and save nothing."""
    require(signed.membership.role, "manage_workflows")
    with services.control.db.reading() as connection:
        _, problems = workflows.check_workflow(
            connection, signed.membership.org_id, ProjectId(body.project_id), body.definition
        )
    return CheckAnswer(problems=[ProblemAnswer.model_validate(problem) for problem in problems])


@router.get("/workflows/{id}", openapi_extra=SESSION)
def get_workflow(workflow_id: PathId, signed: CurrentSigned, services: Services) -> WorkflowAnswer:
    """Show a workflow in the version that runs."""
    with services.control.db.reading() as connection:
        return _workflow(
            workflows.get_workflow(connection, signed.membership.org_id, WorkflowId(workflow_id))
        )


@router.put("/workflows/{id}", openapi_extra=WRITES)
def change_workflow(
    workflow_id: PathId, body: ChangedDefinition, signed: CurrentSigned, services: Services
) -> WorkflowAnswer:
    """Save another version, which runs from now on; what says the same saves nothing."""
    require(signed.membership.role, "manage_workflows")
    with services.control.db.transaction() as connection:
        changed = workflows.change_workflow(
            connection,
            signed.membership.org_id,
            WorkflowId(workflow_id),
            body.definition,
            author(signed, services),
        )
    services.control.directory.refresh()
    return _workflow(changed)


@router.delete("/workflows/{id}", status_code=204, openapi_extra=WRITES)
def remove_workflow(workflow_id: PathId, signed: CurrentSigned, services: Services) -> None:
    """Take a workflow out of use; its versions stay for the records that name them."""
    require(signed.membership.role, "manage_workflows")
    with services.control.db.transaction() as connection:
        workflows.remove_workflow(
            connection, signed.membership.org_id, WorkflowId(workflow_id), services.now()
        )
    services.control.directory.refresh()


@router.get("/workflows/{id}/versions", openapi_extra=SESSION)
def list_workflow_versions(
    workflow_id: PathId, signed: CurrentSigned, services: Services
) -> WorkflowsAnswer:
    """List every version of a workflow, newest first."""
    with services.control.db.reading() as connection:
        found = workflows.list_workflow_versions(
            connection, signed.membership.org_id, WorkflowId(workflow_id)
        )
    return WorkflowsAnswer(data=[_workflow(version) for version in found])


@router.get("/workflows/{id}/versions/{version}", openapi_extra=SESSION)
def get_workflow_version(
    workflow_id: PathId, version: Version, signed: CurrentSigned, services: Services
) -> WorkflowAnswer:
    """Show a workflow as it was in one version."""
    with services.control.db.reading() as connection:
        return _workflow(
            workflows.get_workflow_version(
                connection, signed.membership.org_id, WorkflowId(workflow_id), version
            )
        )


@router.post("/workflows/{id}/versions/{version}/restore", openapi_extra=WRITES)
def restore_workflow_version(
    workflow_id: PathId, version: Version, signed: CurrentSigned, services: Services
) -> WorkflowAnswer:
    """Save an old version as a new one."""
    require(signed.membership.role, "manage_workflows")
    with services.control.db.transaction() as connection:
        restored = workflows.restore_workflow(
            connection,
            signed.membership.org_id,
            WorkflowId(workflow_id),
            version,
            author(signed, services),
        )
    services.control.directory.refresh()
    return _workflow(restored)


def _workflow(workflow: workflows.Workflow) -> WorkflowAnswer:
    return WorkflowAnswer(
        id=workflow.id,
        name=workflow.name,
        version=workflow.version,
        definition=_definition(workflow.spec),
        project=ProjectAnswer(id=workflow.project_id, name=workflow.project_name),
        created_at=workflow.created_at,
        created_by=workflow.created_by,
    )


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
