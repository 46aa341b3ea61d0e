"""Who changed what of an organisation's configuration, and when: read from what is kept anyway.

Versions of workflows and schemas say who saved them; limits say who made them; keys, providers and
projects say when they came, and most of them when they went. So the log needs no table of its own,
and cannot disagree with the things. What it does not know: who made or revoked a key, who removed a
thing, and providers that were taken away (their rows are deleted).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from tailrace.control.database import tables
from tailrace.core.ids import OrgId, ProjectId
from tailrace.core.window import Window

Thing = Literal["workflow", "schema", "limit", "provider", "key", "project"]
Action = Literal["created", "changed", "removed", "revoked"]
MOST = 200
"""How many a page can show; one more is read, to know that there are more."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `id` is the thing's number, null once it is gone; `by` a person's name."""

    at: datetime
    thing: Thing
    name: str
    action: Action
    version: int | None
    id: int | None
    project: str | None
    """None: of the whole organisation."""
    by: str | None
    """None: a configuration file, or it was not noted."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Whose changes, and of which time."""

    org_id: OrgId
    project_id: ProjectId | None
    window: Window

    def within(self, query: sa.Select[Any], at: sa.Column[datetime]) -> sa.Select[Any]:
        """Keep to the window, newest first."""
        newest = query.where(at >= self.window.start).where(at < self.window.end)
        return newest.order_by(at.desc()).limit(MOST + 1)

    def here(self, query: sa.Select[Any]) -> sa.Select[Any]:
        """Keep to the organisation and, when one is looked at, the project."""
        found = query.where(tables.projects.c.org_id == self.org_id)
        if self.project_id is None:
            return found
        return found.where(tables.projects.c.id == self.project_id)


def list_changes(
    connection: Connection, org_id: OrgId, project_id: ProjectId | None, window: Window
) -> list[Change]:
    """Return the changes in the window, newest first: up to MOST, and one more if there are more.

    Of one project, its own and those of the whole organisation's limits.
    """
    place = _Place(org_id, project_id, window)
    found = [change for source in _SOURCES for change in source(connection, place)]
    found.sort(key=lambda change: (change.at, change.thing, change.name), reverse=True)
    return found[: MOST + 1]


def _versions(
    thing: Thing, things: sa.Table, versions: sa.Table
) -> Callable[[Connection, _Place], Iterator[Change]]:
    def read(connection: Connection, place: _Place) -> Iterator[Change]:
        query = (
            sa.select(
                versions.c.created_at,
                versions.c.version,
                things.c.id,
                things.c.name,
                things.c.removed_at,
                tables.projects.c.name.label("project"),
                tables.users.c.name.label("by"),
            )
            .join_from(versions, things, versions.c.thing_id == things.c.id)
            .join(tables.projects, tables.projects.c.id == things.c.project_id)
            .outerjoin(tables.users, tables.users.c.id == versions.c.created_by)
        )
        for row in connection.execute(place.within(place.here(query), versions.c.created_at)):
            action: Action = "created" if row.version == 1 else "changed"
            number = None if row.removed_at else row.id
            yield Change(
                row.created_at, thing, row.name, action, row.version, number, row.project, row.by
            )

    return read


def _moments(
    thing: Thing, things: sa.Table, column: str, action: Action
) -> Callable[[Connection, _Place], Iterator[Change]]:
    """Read things by one of their times: when they came, or when they went."""

    def read(connection: Connection, place: _Place) -> Iterator[Change]:
        at, is_project = things.c[column], things is tables.projects
        project = sa.null() if is_project else tables.projects.c.name
        query = sa.select(at.label("at"), things.c.id, things.c.name, project.label("project"))
        if not is_project:
            query = query.join_from(things, tables.projects)
        for row in connection.execute(place.within(place.here(query), at)):
            number = row.id if action == "created" else None
            yield Change(row.at, thing, row.name, action, None, number, row.project, None)

    return read


def _limits(column: str, action: Action) -> Callable[[Connection, _Place], Iterator[Change]]:
    """A limit may be the whole organisation's, and says who made it."""

    def read(connection: Connection, place: _Place) -> Iterator[Change]:
        limits, projects, users = tables.limits, tables.projects, tables.users
        query = (
            sa.select(
                limits.c[column].label("at"),
                limits.c.id,
                limits.c.name,
                limits.c.removed_at,
                projects.c.name.label("project"),
                users.c.name.label("by"),
            )
            .outerjoin_from(limits, projects)
            .outerjoin(users, users.c.id == limits.c.created_by)
            .where(limits.c.org_id == place.org_id)
        )
        if place.project_id is not None:
            own = limits.c.project_id == place.project_id
            query = query.where(own | limits.c.project_id.is_(None))
        for row in connection.execute(place.within(query, limits.c[column])):
            by = row.by if action == "created" else None
            number = None if row.removed_at else row.id
            yield Change(row.at, "limit", row.name, action, None, number, row.project, by)

    return read


_SOURCES = (
    _versions("workflow", tables.workflows, tables.workflow_versions),
    _moments("workflow", tables.workflows, "removed_at", "removed"),
    _versions("schema", tables.schemas, tables.schema_versions),
    _moments("schema", tables.schemas, "removed_at", "removed"),
    _limits("created_at", "created"),
    _limits("removed_at", "removed"),
    _moments("provider", tables.providers, "created_at", "created"),
    _moments("key", tables.keys, "created_at", "created"),
    _moments("key", tables.keys, "revoked_at", "revoked"),
    _moments("project", tables.projects, "created_at", "created"),
    _moments("project", tables.projects, "removed_at", "removed"),
)
