"""Organisations and their projects.

A project is what keys, providers and records belong to. A removed project keeps its row and its
number, because stored records carry the number: making one of the same name again brings it back.
"""

from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from tailrace.control.database import tables
from tailrace.control.database.db import mark_changed
from tailrace.core.errors import BadInput, Conflict, NotFound
from tailrace.core.ids import OrgId, ProjectId
from tailrace.core.window import zone

NAME_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Organisation:
    id: OrgId
    name: str
    timezone: str


@dataclass(frozen=True, slots=True)
class ArchivedProject:
    """A removed project: its requests stay, and making one of its name brings it back."""

    id: ProjectId
    name: str
    archived_at: datetime


@dataclass(frozen=True, slots=True)
class Project:
    id: ProjectId
    name: str
    keep_bodies: bool
    """Whether the texts of requests and answers are stored."""


def checked_name(text: str) -> str:
    """Return a name for an organisation, project, key or person; raises BadInput."""
    if not 1 <= len(text) <= NAME_LENGTH:
        raise BadInput(f"A name has 1 to {NAME_LENGTH} characters; this one has {len(text)}.")
    if not text.isprintable() or text != text.strip():
        raise BadInput(
            f"The name {text!r} begins or ends with a space, or holds a character without a shape."
        )
    return text


def create_organisation(
    connection: Connection, name: str, timezone: str, now: datetime
) -> Organisation:
    """Make an organisation; raises BadInput for a bad name or zone, Conflict for a taken name."""
    checked_name(name)
    zone(timezone)
    mark_changed(connection)
    if find_organisation(connection, name) is not None:
        raise Conflict(f"There is an organisation {name!r} already.", hint="Choose another name.")
    org_id = connection.execute(
        sa.insert(tables.organisations)
        .values(name=name, timezone=timezone, created_at=now)
        .returning(tables.organisations.c.id)
    ).scalar_one()
    return Organisation(org_id, name, timezone)


def list_organisations(connection: Connection) -> tuple[Organisation, ...]:
    """Return every organisation by name."""
    organisations = tables.organisations
    rows = connection.execute(sa.select(organisations).order_by(organisations.c.name))
    return tuple(Organisation(row.id, row.name, row.timezone) for row in rows)


def find_organisation(connection: Connection, name: str) -> Organisation | None:
    organisations = tables.organisations
    row = connection.execute(
        sa.select(organisations).where(organisations.c.name == name)
    ).one_or_none()
    return None if row is None else Organisation(row.id, row.name, row.timezone)


def set_timezone(connection: Connection, org_id: OrgId, timezone: str) -> None:
    """Change in which zone the organisation's days begin; raises BadInput, NotFound."""
    zone(timezone)
    mark_changed(connection)
    organisations = tables.organisations
    changed = connection.execute(
        sa.update(organisations).where(organisations.c.id == org_id).values(timezone=timezone)
    )
    if changed.rowcount == 0:
        raise NotFound("There is no such organisation.")


def rename_organisation(connection: Connection, org_id: OrgId, name: str) -> None:
    """Call an organisation something else; raises BadInput, NotFound, Conflict for a taken name."""
    checked_name(name)
    mark_changed(connection)
    holder = find_organisation(connection, name)
    if holder is not None and holder.id != org_id:
        raise Conflict(f"There is an organisation {name!r} already.", hint="Choose another name.")
    organisations = tables.organisations
    changed = connection.execute(
        sa.update(organisations).where(organisations.c.id == org_id).values(name=name)
    )
    if changed.rowcount == 0:
        raise NotFound("There is no such organisation.")


def create_project(
    connection: Connection, org_id: OrgId, name: str, now: datetime, *, keep_bodies: bool = True
) -> Project:
    """Make a project, or bring a removed one back; raises BadInput, NotFound, Conflict."""
    checked_name(name)
    mark_changed(connection)
    projects = tables.projects
    found = connection.execute(
        sa.select(projects.c.id, projects.c.removed_at)
        .where(projects.c.org_id == org_id)
        .where(projects.c.name == name)
    ).one_or_none()
    if found is None:
        return _insert_project(connection, org_id, name, now, keep_bodies=keep_bodies)
    if found.removed_at is None:
        raise Conflict(f"There is a project {name!r} already.", hint="Choose another name.")
    connection.execute(
        sa.update(projects)
        .where(projects.c.id == found.id)
        .values(removed_at=None, keep_bodies=keep_bodies)
    )
    return Project(found.id, name, keep_bodies)


def list_projects(connection: Connection, org_id: OrgId) -> tuple[Project, ...]:
    """Return the organisation's projects by name, without removed ones."""
    projects = tables.projects
    rows = connection.execute(
        sa.select(projects)
        .where(projects.c.org_id == org_id)
        .where(projects.c.removed_at.is_(None))
        .order_by(projects.c.name)
    )
    return tuple(Project(row.id, row.name, row.keep_bodies) for row in rows)


def get_project(connection: Connection, org_id: OrgId, project_id: ProjectId) -> Project:
    """Return a project of the organisation; raises NotFound, also for one of another."""
    projects = tables.projects
    row = connection.execute(
        sa.select(projects)
        .where(projects.c.id == project_id)
        .where(projects.c.org_id == org_id)
        .where(projects.c.removed_at.is_(None))
    ).one_or_none()
    if row is None:
        raise NotFound("There is no such project.")
    return Project(row.id, row.name, row.keep_bodies)


def list_archived(connection: Connection, org_id: OrgId) -> tuple[ArchivedProject, ...]:
    """Return the organisation's removed projects by name."""
    projects = tables.projects
    rows = connection.execute(
        sa.select(projects)
        .where(projects.c.org_id == org_id)
        .where(projects.c.removed_at.is_not(None))
        .order_by(projects.c.name)
    )
    return tuple(ArchivedProject(row.id, row.name, row.removed_at) for row in rows)


def rename_project(
    connection: Connection, org_id: OrgId, project_id: ProjectId, name: str
) -> Project:
    """Call a project something else; its requests go with it.

    Raises BadInput, NotFound, Conflict for a taken name, also that of a removed project.
    """
    checked_name(name)
    mark_changed(connection)
    project = get_project(connection, org_id, project_id)
    projects = tables.projects
    holder = connection.execute(
        sa.select(projects.c.id, projects.c.removed_at)
        .where(projects.c.org_id == org_id)
        .where(projects.c.name == name)
    ).one_or_none()
    if holder is not None and holder.id != project.id:
        state = "a project" if holder.removed_at is None else "an archived project"
        raise Conflict(f"There is {state} {name!r} already.", hint="Choose another name.")
    connection.execute(sa.update(projects).where(projects.c.id == project.id).values(name=name))
    return replace(project, name=name)


def archive_project(
    connection: Connection, org_id: OrgId, project_id: ProjectId, now: datetime
) -> None:
    """Remove a project, unless it is the last one; raises NotFound, Conflict."""
    mark_changed(connection)
    get_project(connection, org_id, project_id)
    if len(list_projects(connection, org_id)) == 1:
        raise Conflict(
            "It is the only project of the organisation.", hint="Make another project first."
        )
    remove_project(connection, org_id, project_id, now)


def set_keep_bodies(
    connection: Connection, org_id: OrgId, project_id: ProjectId, *, keep_bodies: bool
) -> None:
    """Choose whether texts of later calls are stored; raises NotFound."""
    project = get_project(connection, org_id, project_id)
    mark_changed(connection)
    projects = tables.projects
    connection.execute(
        sa.update(projects).where(projects.c.id == project.id).values(keep_bodies=keep_bodies)
    )


def remove_project(
    connection: Connection, org_id: OrgId, project_id: ProjectId, now: datetime
) -> None:
    """Revoke the project's keys, forget its providers, hide it and what it has; raises NotFound."""
    project = get_project(connection, org_id, project_id)
    mark_changed(connection)
    keys, providers, projects = tables.keys, tables.providers, tables.projects
    connection.execute(
        sa.update(keys)
        .where(keys.c.project_id == project.id)
        .where(keys.c.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    connection.execute(sa.delete(providers).where(providers.c.project_id == project.id))
    for table in (tables.workflows, tables.schemas, tables.limits):
        connection.execute(
            sa.update(table)
            .where(table.c.project_id == project.id)
            .where(table.c.removed_at.is_(None))
            .values(removed_at=now)
        )
    connection.execute(
        sa.update(projects).where(projects.c.id == project.id).values(removed_at=now)
    )


def _insert_project(
    connection: Connection, org_id: OrgId, name: str, now: datetime, *, keep_bodies: bool
) -> Project:
    organisations = tables.organisations
    known = connection.execute(
        sa.select(organisations.c.id).where(organisations.c.id == org_id)
    ).one_or_none()
    if known is None:
        raise NotFound("There is no such organisation.")
    project_id = connection.execute(
        sa.insert(tables.projects)
        .values(org_id=org_id, name=name, keep_bodies=keep_bodies, created_at=now)
        .returning(tables.projects.c.id)
    ).scalar_one()
    return Project(project_id, name, keep_bodies)
