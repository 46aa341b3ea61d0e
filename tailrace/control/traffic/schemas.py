"""A project's schemas: checked, then kept with every version."""

from typing import Final

from sqlalchemy.engine import Connection

from tailrace.control.projects.projects import get_project
from tailrace.control.traffic import versions
from tailrace.control.traffic.definitions import Definitions
from tailrace.control.traffic.reading import Given, Problem
from tailrace.control.traffic.schema import SchemaSpec, note_schema
from tailrace.control.traffic.uses import check_schema_unused
from tailrace.control.traffic.versions import Saved
from tailrace.core.ids import OrgId, ProjectId

Schema = Saved[SchemaSpec]


def check_schema(
    connection: Connection, org_id: OrgId, project_id: ProjectId, definition: object
) -> tuple[SchemaSpec, tuple[Problem, ...]]:
    """Return what can be read of a definition, and everything that keeps it from being saved.

    Raises NotFound for the project.
    """
    get_project(connection, org_id, project_id)
    given = Given(definition)
    return note_schema(given), tuple(given.problems)


SCHEMAS: Final = Definitions(versions.SCHEMAS, check_schema, check_schema_unused)
