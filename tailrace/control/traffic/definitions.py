"""What one can do with a project's workflows, or with its schemas: define, change, restore, remove.

A definition goes in and is checked with every mistake told; what is right is kept as a version
(`versions.py`). What is checked stays so until it is saved (`lock_changes`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic

from sqlalchemy.engine import Connection

from tailrace.control.database.db import lock_changes
from tailrace.control.traffic import versions
from tailrace.control.traffic.reading import BadDefinition, Problem
from tailrace.control.traffic.versions import Author, Kind, S, Saved
from tailrace.core.ids import OrgId, ProjectId


@dataclass(frozen=True, slots=True)
class Definitions(Generic[S]):
    """All workflows, or all schemas."""

    kind: Kind[S]
    check: Callable[[Connection, OrgId, ProjectId, object], tuple[S, tuple[Problem, ...]]]
    """Returns what can be read of a definition, and everything that keeps it from being saved.

    Raises NotFound for the project."""
    check_unused: Callable[[Connection, ProjectId, str], None]
    """Raises Conflict while something in the project needs the thing of that name."""

    def create(
        self,
        connection: Connection,
        org_id: OrgId,
        project_id: ProjectId,
        definition: object,
        author: Author,
    ) -> Saved[S]:
        """Save a new one; raises BadDefinition, NotFound, Conflict for a taken name."""
        lock_changes(connection)
        spec = self._read(connection, org_id, project_id, definition)
        return versions.create(connection, self.kind, org_id, project_id, spec, author)

    def list_newest(
        self, connection: Connection, org_id: OrgId, project_id: ProjectId | None = None
    ) -> tuple[Saved[S], ...]:
        """Return those of the organisation, or of one project, by project and name."""
        return versions.list_saved(connection, self.kind, org_id, project_id)

    def get(self, connection: Connection, org_id: OrgId, thing_id: int) -> Saved[S]:
        """Return the version that runs; raises NotFound, also for one of another organisation."""
        return versions.get_saved(connection, self.kind, org_id, thing_id)

    def list_versions(
        self, connection: Connection, org_id: OrgId, thing_id: int
    ) -> tuple[Saved[S], ...]:
        """Return every version, newest first; raises NotFound."""
        return versions.list_versions(connection, self.kind, org_id, thing_id)

    def get_version(
        self, connection: Connection, org_id: OrgId, thing_id: int, version: int
    ) -> Saved[S]:
        """Return one version; raises NotFound."""
        return versions.get_version(connection, self.kind, org_id, thing_id, version)

    def change(
        self,
        connection: Connection,
        org_id: OrgId,
        thing_id: int,
        definition: object,
        author: Author,
    ) -> Saved[S]:
        """Save another version, unless it says the same; raises BadDefinition, NotFound, Conflict.

        Whatever uses the thing is not checked again: it was right when it was saved.
        """
        lock_changes(connection)
        found = self.get(connection, org_id, thing_id)
        spec = self._read(connection, org_id, found.project_id, definition)
        return versions.change(connection, self.kind, org_id, spec, author, thing_id)

    def restore(
        self, connection: Connection, org_id: OrgId, thing_id: int, version: int, author: Author
    ) -> Saved[S]:
        """Save an old version as a new one; raises NotFound, and BadDefinition when it cannot run.

        It cannot when what it needs is gone.
        """
        old = self.get_version(connection, org_id, thing_id, version)
        return self.change(connection, org_id, thing_id, old.spec.definition(), author)

    def remove(self, connection: Connection, org_id: OrgId, thing_id: int, now: datetime) -> None:
        """Hide it; its versions stay. Raises NotFound, Conflict while something needs it."""
        lock_changes(connection)
        found = self.get(connection, org_id, thing_id)
        self.check_unused(connection, found.project_id, found.name)
        versions.remove(connection, self.kind, org_id, thing_id, now)

    def _read(
        self, connection: Connection, org_id: OrgId, project_id: ProjectId, definition: object
    ) -> S:
        spec, problems = self.check(connection, org_id, project_id, definition)
        if problems:
            raise BadDefinition(problems)
        return spec
