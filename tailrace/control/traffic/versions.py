"""Keeps workflows and schemas: named things of a project, with every version that there was.

A stored record says by name and version what ran, so nothing here is ever deleted or changed:
saving another definition adds a version, removing hides the thing, and a name that comes back goes
on counting where it stopped. Saving what is there already does nothing.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from tailrace.control.database import tables
from tailrace.control.database.db import lock_changes, mark_changed
from tailrace.control.projects.projects import get_project
from tailrace.control.traffic.schema import SchemaSpec
from tailrace.control.traffic.workflow import WorkflowSpec
from tailrace.core.errors import Conflict, NotFound
from tailrace.core.ids import OrgId, ProjectId, UserId

S = TypeVar("S", WorkflowSpec, SchemaSpec)
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Kind(Generic[S]):
    """What differs between the kinds of things that are kept here."""

    noun: str
    spec: type[S]
    things: sa.Table
    versions: sa.Table


WORKFLOWS = Kind("workflow", WorkflowSpec, tables.workflows, tables.workflow_versions)
SCHEMAS = Kind("schema", SchemaSpec, tables.schemas, tables.schema_versions)


@dataclass(frozen=True, slots=True)
class Author:
    """Who makes a change, and when."""

    at: datetime
    user_id: UserId | None = None
    """None: a configuration file."""


@dataclass(frozen=True, slots=True)
class Saved(Generic[S]):
    """A workflow or schema in one of its versions."""

    id: int
    version: int
    spec: S
    project_id: ProjectId
    project_name: str
    created_at: datetime
    """When this version was saved."""
    created_by: str | None
    """The name of the person who saved it; None: a configuration file."""

    @property
    def name(self) -> str:
        return self.spec.name


def list_saved(
    connection: Connection, kind: Kind[S], org_id: OrgId, project_id: ProjectId | None = None
) -> tuple[Saved[S], ...]:
    """Return the newest versions of the organisation, or of one project, by project and name."""
    query = _working(kind, org_id).order_by(tables.projects.c.name, kind.things.c.name)
    if project_id is not None:
        query = query.where(kind.things.c.project_id == project_id)
    return tuple(_read(kind, connection.execute(query)))


def get_saved(connection: Connection, kind: Kind[S], org_id: OrgId, thing_id: int) -> Saved[S]:
    """Return the newest version; raises NotFound, also for one of another organisation."""
    return _one(connection, kind, _working(kind, org_id).where(kind.things.c.id == thing_id))


def list_versions(
    connection: Connection, kind: Kind[S], org_id: OrgId, thing_id: int
) -> tuple[Saved[S], ...]:
    """Return every version, newest first; raises NotFound."""
    query = _versions(kind, org_id).where(kind.things.c.id == thing_id)
    found = tuple(_read(kind, connection.execute(query.order_by(kind.versions.c.version.desc()))))
    if not found:
        raise NotFound(f"There is no such {kind.noun}.")
    return found


def get_version(
    connection: Connection, kind: Kind[S], org_id: OrgId, thing_id: int, version: int
) -> Saved[S]:
    """Return one version; raises NotFound."""
    query = _versions(kind, org_id).where(kind.things.c.id == thing_id)
    return _one(connection, kind, query.where(kind.versions.c.version == version))


def create(
    connection: Connection,
    kind: Kind[S],
    org_id: OrgId,
    project_id: ProjectId,
    spec: S,
    author: Author,
) -> Saved[S]:
    """Save a new thing, or bring back a removed one; raises NotFound, Conflict for a taken name."""
    project = get_project(connection, org_id, project_id)
    lock_changes(connection)
    things = kind.things
    found = connection.execute(
        sa.select(things).where(things.c.project_id == project.id).where(things.c.name == spec.name)
    ).one_or_none()
    if found is not None and found.removed_at is None:
        raise Conflict(
            f"There is a {kind.noun} {spec.name!r} in the project already.",
            hint="Choose another name.",
        )
    mark_changed(connection)
    if found is None:
        thing_id = connection.execute(
            sa.insert(things)
            .values(project_id=project.id, name=spec.name, version=0, created_at=author.at)
            .returning(things.c.id)
        ).scalar_one()
    else:
        thing_id = found.id
        connection.execute(sa.update(things).where(things.c.id == thing_id).values(removed_at=None))
    _append(connection, kind, thing_id, spec, author)
    return get_saved(connection, kind, org_id, thing_id)


def change(
    connection: Connection, kind: Kind[S], org_id: OrgId, spec: S, author: Author, thing_id: int
) -> Saved[S]:
    """Save another version, unless it says the same; raises NotFound, Conflict for another name."""
    lock_changes(connection)
    found = get_saved(connection, kind, org_id, thing_id)
    if found.name != spec.name:
        raise Conflict(
            f"The {kind.noun} is called {found.name!r}, and records know it by that name.",
            hint="Make a new one, and remove this one.",
        )
    if found.spec == spec:
        return found
    mark_changed(connection)
    _append(connection, kind, thing_id, spec, author)
    return get_saved(connection, kind, org_id, thing_id)


def remove(
    connection: Connection, kind: Kind[S], org_id: OrgId, thing_id: int, now: datetime
) -> None:
    """Hide a thing; its versions stay for the records that name them. Raises NotFound."""
    found = get_saved(connection, kind, org_id, thing_id)
    mark_changed(connection)
    things = kind.things
    connection.execute(sa.update(things).where(things.c.id == found.id).values(removed_at=now))


def load_working(
    connection: Connection, kind: Kind[S], view: Callable[[int, int, S], V]
) -> dict[int, dict[str, V]]:
    """Return what `view` makes of each working thing's newest version, by project and name."""
    found: dict[int, dict[str, V]] = {}
    decode = msgspec.json.Decoder(kind.spec).decode
    for row in connection.execute(_newest_specs(kind)):
        spec = decode(row.spec)
        found.setdefault(row.project_id, {})[spec.name] = view(row.id, row.version, spec)
    return found


def specs_of(connection: Connection, kind: Kind[S], project_id: ProjectId) -> dict[str, S]:
    """Return what the project's working things say, by name."""
    query = _newest_specs(kind).where(kind.things.c.project_id == project_id)
    found = [msgspec.json.decode(row.spec, type=kind.spec) for row in connection.execute(query)]
    return {spec.name: spec for spec in found}


def _newest_specs(kind: Kind[S]) -> sa.Select[Any]:
    things, versions = kind.things, kind.versions
    return (
        sa.select(things.c.id, things.c.project_id, versions.c.version, versions.c.spec)
        .join_from(things, versions, _is_newest(kind))
        .where(things.c.removed_at.is_(None))
        .order_by(things.c.project_id, things.c.name)
    )


def _append(connection: Connection, kind: Kind[S], thing_id: int, spec: S, author: Author) -> None:
    """Add a version, unless the newest says the same (of a thing that comes back)."""
    things, versions = kind.things, kind.versions
    newest = connection.execute(
        sa.select(versions.c.version, versions.c.spec)
        .where(versions.c.thing_id == thing_id)
        .order_by(versions.c.version.desc())
        .limit(1)
    ).one_or_none()
    if newest is not None and msgspec.json.decode(newest.spec, type=kind.spec) == spec:
        return
    version = 1 if newest is None else newest.version + 1
    connection.execute(
        sa.insert(versions).values(
            thing_id=thing_id,
            version=version,
            spec=msgspec.json.encode(spec).decode(),
            created_at=author.at,
            created_by=author.user_id,
        )
    )
    connection.execute(sa.update(things).where(things.c.id == thing_id).values(version=version))


def _is_newest(kind: Kind[S]) -> sa.ColumnElement[bool]:
    things, versions = kind.things, kind.versions
    return (versions.c.thing_id == things.c.id) & (versions.c.version == things.c.version)


def _versions(kind: Kind[S], org_id: OrgId) -> sa.Select[Any]:
    """Select every version of the organisation's working things."""
    things, versions, projects, users = kind.things, kind.versions, tables.projects, tables.users
    return (
        sa.select(
            things.c.id,
            versions.c.version,
            versions.c.spec,
            things.c.project_id,
            projects.c.name.label("project_name"),
            versions.c.created_at,
            users.c.name.label("created_by"),
        )
        .join_from(things, versions, versions.c.thing_id == things.c.id)
        .join(projects, projects.c.id == things.c.project_id)
        .outerjoin(users, users.c.id == versions.c.created_by)
        .where(projects.c.org_id == org_id)
        .where(things.c.removed_at.is_(None))
    )


def _working(kind: Kind[S], org_id: OrgId) -> sa.Select[Any]:
    return _versions(kind, org_id).where(_is_newest(kind))


def _read(kind: Kind[S], rows: Iterable[sa.Row[Any]]) -> Iterator[Saved[S]]:
    for row in rows:
        values = row._asdict()
        yield Saved(**values | {"spec": msgspec.json.decode(row.spec, type=kind.spec)})


def _one(connection: Connection, kind: Kind[S], query: sa.Select[Any]) -> Saved[S]:
    for found in _read(kind, connection.execute(query)):
        return found
    raise NotFound(f"There is no such {kind.noun}.")
