"""Limits of the organisation and of its selected projects.

Everybody in the organisation may read them; owners and admins may change them.
"""

from typing import Annotated

from fastapi import APIRouter, Path

from tailrace.api.auth import CurrentSigned, Services, author
from tailrace.api.openapi import SESSION, WRITES
from tailrace.api.schemas.access import ProjectAnswer
from tailrace.api.schemas.shared import Id
from tailrace.api.schemas.traffic import (
    ChangedDefinition,
    LimitAnswer,
    LimitDefinition,
    LimitsAnswer,
    NewLimit,
)
from tailrace.control.people.roles import require
from tailrace.control.traffic import limits
from tailrace.core.ids import LimitId, ProjectId

router = APIRouter(tags=["limits"])

PathId = Annotated[Id, Path(alias="id")]


@router.get("/limits", openapi_extra=SESSION)
def list_limits(signed: CurrentSigned, services: Services) -> LimitsAnswer:
    """List the organisation's limits, then those of the selected projects."""
    with services.control.db.reading() as connection:
        found = limits.list_limits(connection, signed.membership.org_id, signed.session.project_id)
    return LimitsAnswer(data=[_limit(limit) for limit in found])


@router.post("/limits", status_code=201, openapi_extra=WRITES)
def create_limit(body: NewLimit, signed: CurrentSigned, services: Services) -> LimitAnswer:
    """Make a limit for the whole organisation, or for one project."""
    require(signed.membership.role, "manage_limits")
    with services.control.db.transaction() as connection:
        made = limits.create_limit(
            connection,
            signed.membership.org_id,
            None if body.project_id is None else ProjectId(body.project_id),
            body.definition,
            author(signed, services),
        )
    services.control.directory.refresh()
    return _limit(made)


@router.get("/limits/{id}", openapi_extra=SESSION)
def get_limit(limit_id: PathId, signed: CurrentSigned, services: Services) -> LimitAnswer:
    """Show one limit."""
    with services.control.db.reading() as connection:
        return _limit(limits.get_limit(connection, signed.membership.org_id, LimitId(limit_id)))


@router.put("/limits/{id}", openapi_extra=WRITES)
def change_limit(
    limit_id: PathId, body: ChangedDefinition, signed: CurrentSigned, services: Services
) -> LimitAnswer:
    """Let a limit say something else; what was used up stays used up."""
    require(signed.membership.role, "manage_limits")
    with services.control.db.transaction() as connection:
        changed = limits.change_limit(
            connection, signed.membership.org_id, LimitId(limit_id), body.definition
        )
    services.control.directory.refresh()
    return _limit(changed)


@router.delete("/limits/{id}", status_code=204, openapi_extra=WRITES)
def remove_limit(limit_id: PathId, signed: CurrentSigned, services: Services) -> None:
    """Let a limit hold no more."""
    require(signed.membership.role, "manage_limits")
    with services.control.db.transaction() as connection:
        limits.remove_limit(connection, signed.membership.org_id, LimitId(limit_id), services.now())
    services.control.directory.refresh()


def _limit(limit: limits.Limit) -> LimitAnswer:
    project = None
    if limit.project_id is not None and limit.project_name is not None:
        project = ProjectAnswer(id=limit.project_id, name=limit.project_name)
    return LimitAnswer(
        id=limit.id,
        name=limit.name,
        definition=LimitDefinition(**{"name": None, **limit.spec.definition()}),
        project=project,
        created_at=limit.created_at,
    )
