"""The selected organisation, and its projects.

Everybody in it may read; owners and admins may change. Removing a project archives it: its keys are
revoked, its providers forgotten, and its requests kept.
"""

from typing import Annotated

from fastapi import APIRouter, Path

from tailrace.api.auth import CurrentSigned, Services
from tailrace.api.browser import describe_organisation
from tailrace.api.openapi import SESSION, WRITES
from tailrace.api.schemas.access import (
    NewProject,
    OrganisationAnswer,
    ProjectAnswer,
    ProjectsAnswer,
)
from tailrace.api.schemas.people import (
    ArchivedProjectAnswer,
    ArchivedProjectsAnswer,
    ChangedOrganisation,
    ChangedProject,
)
from tailrace.api.schemas.shared import Id
from tailrace.control.people.accounts import list_memberships
from tailrace.control.people.roles import require
from tailrace.control.projects import projects
from tailrace.core.ids import ProjectId

router = APIRouter(tags=["organisation"])

PathId = Annotated[Id, Path(alias="id")]


@router.patch("/organisation", openapi_extra=WRITES)
def change_organisation(
    body: ChangedOrganisation, signed: CurrentSigned, services: Services
) -> OrganisationAnswer:
    """Change what the selected organisation is called, or in which zone its days begin."""
    require(signed.membership.role, "manage_organisation")
    org_id = signed.membership.org_id
    with services.control.db.transaction() as connection:
        if body.name is not None:
            projects.rename_organisation(connection, org_id, body.name)
        if body.timezone is not None:
            projects.set_timezone(connection, org_id, body.timezone)
        memberships = list_memberships(connection, signed.session.user.id)
    services.control.directory.refresh()
    return describe_organisation(next(one for one in memberships if one.org_id == org_id))


@router.get("/projects", openapi_extra=SESSION)
def list_projects(signed: CurrentSigned) -> ProjectsAnswer:
    """List the projects of the selected organisation."""
    return ProjectsAnswer(
        data=[ProjectAnswer(id=p.id, name=p.name) for p in signed.membership.projects]
    )


@router.post("/projects", status_code=201, openapi_extra=WRITES)
def create_project(body: NewProject, signed: CurrentSigned, services: Services) -> ProjectAnswer:
    """Make a project in the selected organisation; an archived one of that name comes back."""
    require(signed.membership.role, "manage_projects")
    with services.control.db.transaction() as connection:
        made = projects.create_project(
            connection, signed.membership.org_id, body.name, services.now()
        )
    services.control.directory.refresh()
    return ProjectAnswer(id=made.id, name=made.name)


@router.get("/projects/archived", openapi_extra=SESSION)
def list_archived_projects(signed: CurrentSigned, services: Services) -> ArchivedProjectsAnswer:
    """List the archived projects of the selected organisation."""
    with services.control.db.reading() as connection:
        found = projects.list_archived(connection, signed.membership.org_id)
    return ArchivedProjectsAnswer(
        data=[ArchivedProjectAnswer.model_validate(project) for project in found]
    )


@router.patch("/projects/{id}", openapi_extra=WRITES)
def rename_project(
    project_id: PathId, body: ChangedProject, signed: CurrentSigned, services: Services
) -> ProjectAnswer:
    """Call a project something else; its requests go with it."""
    require(signed.membership.role, "manage_projects")
    with services.control.db.transaction() as connection:
        renamed = projects.rename_project(
            connection, signed.membership.org_id, ProjectId(project_id), body.name
        )
    services.control.directory.refresh()
    return ProjectAnswer(id=renamed.id, name=renamed.name)


@router.delete("/projects/{id}", status_code=204, openapi_extra=WRITES)
def archive_project(project_id: PathId, signed: CurrentSigned, services: Services) -> None:
    """Archive a project: its keys are revoked, its providers forgotten, its requests kept."""
    require(signed.membership.role, "manage_projects")
    with services.control.db.transaction() as connection:
        projects.archive_project(
            connection, signed.membership.org_id, ProjectId(project_id), services.now()
        )
    services.control.directory.refresh()
