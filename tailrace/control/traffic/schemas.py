"""A project's schemas: checked, then kept with every version."""

from datetime import datetime

from sqlalchemy.engine import Connection

from tailrace.control.database.db import lock_changes
from tailrace.control.projects.projects import get_project
from tailrace.control.traffic import versions
from tailrace.control.traffic.reading import Given, Problem
from tailrace.control.traffic.schema import SchemaSpec, note_schema, read_schema
from tailrace.control.traffic.uses import check_schema_unused
from tailrace.control.traffic.versions import SCHEMAS, Author, Saved
from tailrace.core.ids import OrgId, ProjectId, SchemaId

Schema = Saved[SchemaSpec]


def create_schema(
    connection: Connection,
    org_id: OrgId,
    project_id: ProjectId,
    definition: object,
    author: Author,
) -> Schema:
    """Save a new schema; raises BadDefinition, NotFound, Conflict for a taken name."""
    spec = read_schema(definition)
    return versions.create(connection, SCHEMAS, org_id, project_id, spec, author)


def list_schemas(
    connection: Connection, org_id: OrgId, project_id: ProjectId | None = None
) -> tuple[Schema, ...]:
    """Return the schemas of the organisation, or of one project, by project and name."""
    return versions.list_saved(connection, SCHEMAS, org_id, project_id)


def get_schema(connection: Connection, org_id: OrgId, schema_id: SchemaId) -> Schema:
    """Return the version in use; raises NotFound, also for one of another organisation."""
    return versions.get_saved(connection, SCHEMAS, org_id, schema_id)


def list_schema_versions(
    connection: Connection, org_id: OrgId, schema_id: SchemaId
) -> tuple[Schema, ...]:
    """Return every version, newest first; raises NotFound."""
    return versions.list_versions(connection, SCHEMAS, org_id, schema_id)


def get_schema_version(
    connection: Connection, org_id: OrgId, schema_id: SchemaId, version: int
) -> Schema:
    """Return one version; raises NotFound."""
    return versions.get_version(connection, SCHEMAS, org_id, schema_id, version)


def check_schema(
    connection: Connection, org_id: OrgId, project_id: ProjectId, definition: object
) -> tuple[SchemaSpec, tuple[Problem, ...]]:
    """Return what can be read of a definition, and everything that keeps it from being saved.

    Raises NotFound for the project.
    """
    get_project(connection, org_id, project_id)
    given = Given(definition)
    return note_schema(given), tuple(given.problems)


def change_schema(
    connection: Connection, org_id: OrgId, schema_id: SchemaId, definition: object, author: Author
) -> Schema:
    """Save another version, unless it says the same; raises BadDefinition, NotFound, Conflict.

    The samples of workflows are not checked again: they were right when they were saved.
    """
    spec = read_schema(definition)
    return versions.change(connection, SCHEMAS, org_id, spec, author, schema_id)


def restore_schema(
    connection: Connection, org_id: OrgId, schema_id: SchemaId, version: int, author: Author
) -> Schema:
    """Save an old version as a new one; raises NotFound."""
    old = get_schema_version(connection, org_id, schema_id, version)
    return versions.change(connection, SCHEMAS, org_id, old.spec, author, schema_id)


def remove_schema(
    connection: Connection, org_id: OrgId, schema_id: SchemaId, now: datetime
) -> None:
    """Hide a schema; raises NotFound, Conflict while a workflow has it attached."""
    lock_changes(connection)
    found = get_schema(connection, org_id, schema_id)
    check_schema_unused(connection, found.project_id, found.name)
    versions.remove(connection, SCHEMAS, org_id, schema_id, now)
