"""The gateway's picture of the control database: whose key is this, which providers may it use.

It is held in memory and read without a query or a lock. Each change that it shows bumps one
version row in the same transaction; `DirectoryCache.refresh` looks at that row and loads
everything anew when it moved. A picture is never changed, only replaced, so a reader that took
`current` sees one consistent state for as long as it keeps it.
"""

import threading
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from tailrace.control.database import tables
from tailrace.control.database.db import Db, read_version
from tailrace.control.providers.presets import PRESETS, Auth
from tailrace.control.providers.providers import sealed_place
from tailrace.control.secrets import SecretBox, hash_secret
from tailrace.control.traffic.limit import LimitView
from tailrace.control.traffic.limits import load_limits
from tailrace.control.traffic.schema import SchemaSpec, SchemaView
from tailrace.control.traffic.versions import SCHEMAS, WORKFLOWS, load_working
from tailrace.control.traffic.workflow import WorkflowSpec, WorkflowView
from tailrace.core.errors import NotFound
from tailrace.core.ids import KeyId, OrgId, ProjectId, ProviderId, SchemaId, WorkflowId


@dataclass(frozen=True, slots=True)
class ProviderTarget:
    """Where a project's calls may go, and with which key."""

    provider_id: ProviderId
    name: str
    kind: str
    """The wire protocol: `openai`, `anthropic` or `gemini`."""
    base_url: str
    """Without a trailing slash: `https://api.openai.com/v1`."""
    api_key: str = field(repr=False)
    """Empty for a server that asks for none."""
    vendor: str = ""
    """The preset it was configured as: `openai`, `groq`, `ollama` …"""
    auth: Auth = "bearer"
    """The header that carries the API key."""
    headers: tuple[tuple[str, str], ...] = ()
    """What it wants beside the key, unless the caller sends it: `anthropic-version`."""


@dataclass(frozen=True, slots=True)
class ProjectView:
    """A project, as the gateway needs it."""

    org_id: OrgId
    project_id: ProjectId
    org_name: str
    name: str
    timezone: str
    providers: Mapping[str, ProviderTarget]
    keep_bodies: bool
    workflows: Mapping[str, WorkflowView] = field(default_factory=dict)
    schemas: Mapping[str, SchemaView] = field(default_factory=dict)
    limits: tuple[LimitView, ...] = ()
    """The organisation's first, then the project's, each in the order they were made."""


@dataclass(frozen=True, slots=True)
class KeyGrant:
    """What the holder of a key may do."""

    key_id: KeyId
    org_id: OrgId
    project_id: ProjectId
    name: str
    scopes: frozenset[str]
    environment: str
    """`live` or `test`."""
    expires_at: datetime | None

    def expired(self, now: datetime) -> bool:
        return self.expires_at is not None and self.expires_at <= now


@dataclass(frozen=True, slots=True)
class Traffic:
    """How calls run, of the whole installation; workflows and schemas by project and name."""

    workflows: Mapping[int, Mapping[str, WorkflowView]]
    schemas: Mapping[int, Mapping[str, SchemaView]]
    shared_limits: Mapping[OrgId, Sequence[LimitView]]
    own_limits: Mapping[int, Sequence[LimitView]]

    def limits_of(self, org_id: OrgId, project_id: ProjectId) -> tuple[LimitView, ...]:
        """Return what holds in a project: the organisation's limits first, then its own."""
        return (*self.shared_limits.get(org_id, ()), *self.own_limits.get(project_id, ()))


@dataclass(frozen=True, slots=True)
class Names:
    """What an organisation calls its projects and keys, with the removed and revoked ones."""

    projects: Mapping[ProjectId, str]
    keys: Mapping[KeyId, str]


@dataclass(frozen=True)
class Directory:
    """One moment of the control database. Revoked keys and removed projects are not in it."""

    version: int
    grants: Mapping[str, KeyGrant] = field(default_factory=dict, repr=False)
    """By the SHA-256 of the secret."""
    projects: Mapping[ProjectId, ProjectView] = field(default_factory=dict)
    names_by_org: Mapping[OrgId, Names] = field(default_factory=dict)

    def find_key(self, secret: str) -> KeyGrant | None:
        """Return the grant of a working key; it may be expired."""
        return self.grants.get(hash_secret(secret))

    def project(self, project_id: ProjectId) -> ProjectView:
        """Return the project; raises NotFound."""
        view = self.projects.get(project_id)
        if view is None:
            raise NotFound("There is no such project.", hint="It may have been removed.")
        return view

    def names(self, org_id: OrgId) -> Names:
        """Return the names that records of the organisation are shown with."""
        return self.names_by_org.get(org_id) or Names({}, {})


class DirectoryCache:
    """Holds the newest Directory; shared by all threads of a process."""

    def __init__(self, db: Db, box: SecretBox) -> None:
        self._db = db
        self._box = box
        self._current = Directory(version=0)
        self._used: dict[KeyId, datetime] = {}
        self._refreshing = threading.Lock()
        self._noting = threading.Lock()

    @property
    def current(self) -> Directory:
        """The picture as of the last refresh; never waits."""
        return self._current

    def refresh(self) -> bool:
        """Load what changed since the last time and return whether anything did.

        Costs one read of one row when nothing did. Called every second by a job, and at once
        after a change made in this process. Raises Busy; the old picture then stays.
        """
        with self._refreshing, self._db.reading() as connection:
            version = read_version(connection)
            if version == self._current.version:
                return False
            self._current = load(connection, self._box, version)
            return True

    def note_used(self, key_id: KeyId, at: datetime) -> None:
        """Remember that a key was used; `flush_used` writes it down."""
        with self._noting:
            self._used[key_id] = at

    def flush_used(self) -> int:
        """Write the noted times in one statement and return how many keys they are of."""
        with self._noting:
            used, self._used = self._used, {}
        if not used:
            return 0
        with ExitStack() as on_failure:
            on_failure.callback(self._note_again, used)
            with self._db.transaction() as connection:
                write_used(connection, used)
            on_failure.pop_all()
        return len(used)

    def _note_again(self, used: dict[KeyId, datetime]) -> None:
        with self._noting:
            self._used = used | self._used


def write_used(connection: Connection, used: Mapping[KeyId, datetime]) -> None:
    """Set the time of last use of each key, unless a later one is there."""
    keys = tables.keys
    at = sa.bindparam("at", type_=tables.UtcTime())
    statement = (
        sa.update(keys)
        .where(keys.c.id == sa.bindparam("key_id"))
        .where(keys.c.last_used_at.is_(None) | (keys.c.last_used_at < at))
        .values(last_used_at=at)
    )
    connection.execute(statement, [{"key_id": key, "at": at} for key, at in used.items()])


def load(connection: Connection, box: SecretBox, version: int) -> Directory:
    """Read everything that a Directory shows; raises BadInput when the secret key is another."""
    project_rows = connection.execute(_project_rows()).all()
    key_rows = connection.execute(_key_rows()).all()
    targets = _targets(connection, box)
    traffic = _traffic(connection)
    views = {
        row.project_id: ProjectView(
            row.org_id,
            row.project_id,
            row.org_name,
            row.name,
            row.timezone,
            MappingProxyType(targets.get(row.project_id, {})),
            row.keep_bodies,
            MappingProxyType(traffic.workflows.get(row.project_id, {})),
            MappingProxyType(traffic.schemas.get(row.project_id, {})),
            traffic.limits_of(row.org_id, row.project_id),
        )
        for row in project_rows
        if row.removed_at is None
    }
    grants = {
        row.secret_hash: KeyGrant(
            row.key_id,
            row.org_id,
            row.project_id,
            row.name,
            row.scopes,
            row.environment,
            row.expires_at,
        )
        for row in key_rows
        if row.revoked_at is None and row.project_id in views
    }
    return Directory(version, grants, views, _names(project_rows, key_rows))


def _project_rows() -> sa.Select[Any]:
    projects, organisations = tables.projects, tables.organisations
    return sa.select(
        projects.c.id.label("project_id"),
        projects.c.org_id,
        projects.c.name,
        projects.c.keep_bodies,
        projects.c.removed_at,
        organisations.c.name.label("org_name"),
        organisations.c.timezone,
    ).join_from(projects, organisations)


def _key_rows() -> sa.Select[Any]:
    keys, projects = tables.keys, tables.projects
    return sa.select(
        keys.c.id.label("key_id"),
        keys.c.project_id,
        keys.c.name,
        keys.c.secret_hash,
        keys.c.scopes,
        keys.c.environment,
        keys.c.expires_at,
        keys.c.revoked_at,
        projects.c.org_id,
    ).join_from(keys, projects)


def _targets(connection: Connection, box: SecretBox) -> dict[int, dict[str, ProviderTarget]]:
    found: dict[int, dict[str, ProviderTarget]] = {}
    for row in connection.execute(sa.select(tables.providers).order_by(tables.providers.c.id)):
        api_key = box.unseal(row.sealed_api_key, sealed_place(row.project_id, row.name))
        preset = PRESETS[row.kind]
        found.setdefault(row.project_id, {})[row.name] = ProviderTarget(
            row.id,
            row.name,
            preset.protocol,
            row.base_url,
            api_key,
            row.kind,
            preset.auth,
            preset.headers,
        )
    return found


def _traffic(connection: Connection) -> Traffic:
    shared: dict[OrgId, list[LimitView]] = {}
    own: dict[int, list[LimitView]] = {}
    for limit in load_limits(connection):
        if limit.project_id is None:
            shared.setdefault(limit.org_id, []).append(limit)
        else:
            own.setdefault(limit.project_id, []).append(limit)
    workflows = load_working(connection, WORKFLOWS, _workflow_view)
    return Traffic(workflows, load_working(connection, SCHEMAS, _schema_view), shared, own)


def _workflow_view(number: int, version: int, spec: WorkflowSpec) -> WorkflowView:
    return WorkflowView(WorkflowId(number), version, spec)


def _schema_view(number: int, version: int, spec: SchemaSpec) -> SchemaView:
    return SchemaView(SchemaId(number), version, spec)


def _names(
    project_rows: Sequence[sa.Row[Any]], key_rows: Sequence[sa.Row[Any]]
) -> dict[OrgId, Names]:
    projects: dict[OrgId, dict[ProjectId, str]] = {}
    keys: dict[OrgId, dict[KeyId, str]] = {}
    for row in project_rows:
        projects.setdefault(row.org_id, {})[row.project_id] = row.name
    for row in key_rows:
        keys.setdefault(row.org_id, {})[row.key_id] = row.name
    return {org: Names(named, keys.get(org, {})) for org, named in projects.items()}
