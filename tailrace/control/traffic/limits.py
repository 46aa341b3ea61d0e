"""Limits of an organisation, which hold in all of its projects, and of one project.

A limit keeps its number when it changes, so that what was used up already stays used up.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from tailrace.control.database import tables
from tailrace.control.database.db import lock_changes, mark_changed
from tailrace.control.projects.projects import get_project
from tailrace.control.traffic.limit import LimitSpec, LimitView, read_limit
from tailrace.control.traffic.reading import BadDefinition, Given, nearest
from tailrace.control.traffic.uses import names_of
from tailrace.control.traffic.versions import Author
from tailrace.core.errors import Conflict, NotFound
from tailrace.core.ids import LimitId, OrgId, ProjectId


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit as it may be shown."""

    id: LimitId
    spec: LimitSpec
    project_id: ProjectId | None
    """None: the organisation's."""
    project_name: str | None
    created_at: datetime

    @property
    def name(self) -> str:
        return self.spec.name


def create_limit(
    connection: Connection,
    org_id: OrgId,
    project_id: ProjectId | None,
    definition: object,
    author: Author,
) -> Limit:
    """Save a limit; raises BadDefinition, NotFound for the project, Conflict for a taken name."""
    if project_id is not None:
        get_project(connection, org_id, project_id)
    lock_changes(connection)
    spec = read_limit_of(connection, org_id, project_id, definition)
    _check_name_free(connection, org_id, project_id, spec.name)
    mark_changed(connection)
    limit_id = connection.execute(
        sa.insert(tables.limits)
        .values(org_id=org_id, project_id=project_id, name=spec.name, spec=_encoded(spec))
        .values(created_at=author.at, created_by=author.user_id)
        .returning(tables.limits.c.id)
    ).scalar_one()
    return get_limit(connection, org_id, limit_id)


def list_limits(
    connection: Connection, org_id: OrgId, project_id: ProjectId | None = None
) -> tuple[Limit, ...]:
    """Return the organisation's own limits, then those of its projects, or of one project."""
    limits, projects = tables.limits, tables.projects
    query = _select(org_id).order_by(limits.c.project_id.is_not(None), projects.c.name, limits.c.id)
    if project_id is not None:
        query = query.where((limits.c.project_id == project_id) | limits.c.project_id.is_(None))
    return tuple(_read(connection, query))


def get_limit(connection: Connection, org_id: OrgId, limit_id: LimitId) -> Limit:
    """Return a limit; raises NotFound, also for one of another organisation."""
    for found in _read(connection, _select(org_id).where(tables.limits.c.id == limit_id)):
        return found
    raise NotFound("There is no such limit.")


def change_limit(
    connection: Connection, org_id: OrgId, limit_id: LimitId, definition: object
) -> Limit:
    """Let a limit say something else; raises BadDefinition, NotFound, Conflict."""
    lock_changes(connection)
    found = get_limit(connection, org_id, limit_id)
    spec = read_limit_of(connection, org_id, found.project_id, definition)
    if spec == found.spec:
        return found
    if spec.name != found.name:
        _check_name_free(connection, org_id, found.project_id, spec.name)
    mark_changed(connection)
    connection.execute(
        sa.update(tables.limits)
        .where(tables.limits.c.id == limit_id)
        .values(name=spec.name, spec=_encoded(spec))
    )
    return get_limit(connection, org_id, limit_id)


def remove_limit(connection: Connection, org_id: OrgId, limit_id: LimitId, now: datetime) -> None:
    """Let a limit hold no more; raises NotFound."""
    found = get_limit(connection, org_id, limit_id)
    mark_changed(connection)
    limits = tables.limits
    connection.execute(sa.update(limits).where(limits.c.id == found.id).values(removed_at=now))


def load_limits(connection: Connection) -> tuple[LimitView, ...]:
    """Return every working limit, in the order they were made."""
    limits = tables.limits
    query = sa.select(limits).where(limits.c.removed_at.is_(None)).order_by(limits.c.id)
    decode = msgspec.json.Decoder(LimitSpec).decode
    return tuple(
        LimitView(row.id, row.org_id, row.project_id, decode(row.spec))
        for row in connection.execute(query)
    )


def read_limit_of(
    connection: Connection, org_id: OrgId, project_id: ProjectId | None, definition: object
) -> LimitSpec:
    """Return what the definition says, checked against what the place has.

    Raises BadDefinition.
    """
    spec = read_limit(definition)
    given = Given(definition)
    if project_id is not None and spec.per == "organisation":
        given.member("per", spec.per).note(
            "A project's limit cannot hold for the organisation.",
            "Put it under the organisation, or say per: project.",
        )
    names = names_of(connection, org_id, project_id)
    for what, name, known in (
        ("workflow", spec.workflow, names.workflows),
        ("key", spec.key, names.keys),
    ):
        if name and name not in known:
            given.member(what, name).note(
                f"There is no {what} {name[:80]!r} here.", nearest(name, sorted(known))
            )
    if given.problems:
        raise BadDefinition(given.problems)
    return spec


def _check_name_free(
    connection: Connection, org_id: OrgId, project_id: ProjectId | None, name: str
) -> None:
    limits = tables.limits
    taken = connection.execute(
        sa.select(limits.c.id)
        .where(limits.c.org_id == org_id)
        .where(limits.c.project_id.is_not_distinct_from(project_id))
        .where(limits.c.name == name)
        .where(limits.c.removed_at.is_(None))
    ).one_or_none()
    if taken is not None:
        raise Conflict(
            f"There is a limit {name!r} here already.", hint="Change it, or give this one a name."
        )


def _encoded(spec: LimitSpec) -> str:
    return msgspec.json.encode(spec).decode()


def _select(org_id: OrgId) -> sa.Select[Any]:
    limits, projects = tables.limits, tables.projects
    return (
        sa.select(
            limits.c.id,
            limits.c.spec,
            limits.c.project_id,
            projects.c.name.label("project_name"),
            limits.c.created_at,
        )
        .outerjoin_from(limits, projects)
        .where(limits.c.org_id == org_id)
        .where(limits.c.removed_at.is_(None))
    )


def _read(connection: Connection, query: sa.Select[Any]) -> Iterator[Limit]:
    for row in connection.execute(query):
        spec = msgspec.json.decode(row.spec, type=LimitSpec)
        yield Limit(**row._asdict() | {"spec": spec})
