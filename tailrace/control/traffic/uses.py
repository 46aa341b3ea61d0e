"""Which names a project's workflows and limits may use, and which workflows use one."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from tailrace.control.database import tables
from tailrace.control.traffic.schema import SchemaSpec
from tailrace.control.traffic.versions import SCHEMAS, WORKFLOWS, specs_of
from tailrace.core.errors import Conflict
from tailrace.core.ids import OrgId, ProjectId


@dataclass(frozen=True, slots=True)
class Names:
    """What limits may be restricted to: the working workflows and keys of a place."""

    workflows: frozenset[str]
    keys: frozenset[str]


def provider_names(connection: Connection, project_id: ProjectId) -> tuple[str, ...]:
    providers = tables.providers
    query = sa.select(providers.c.name).where(providers.c.project_id == project_id)
    return tuple(connection.execute(query.order_by(providers.c.name)).scalars())


def schemas_of(connection: Connection, project_id: ProjectId) -> dict[str, SchemaSpec]:
    """Return the project's working schemas by name."""
    return specs_of(connection, SCHEMAS, project_id)


def names_of(connection: Connection, org_id: OrgId, project_id: ProjectId | None) -> Names:
    """Return the names in a project, or in all projects of the organisation."""
    projects, workflows, keys = tables.projects, tables.workflows, tables.keys
    there = projects.c.id == project_id if project_id else projects.c.org_id == org_id
    of_workflows = (
        sa.select(workflows.c.name)
        .join_from(workflows, projects)
        .where(there, workflows.c.removed_at.is_(None))
    )
    of_keys = (
        sa.select(keys.c.name).join_from(keys, projects).where(there, keys.c.revoked_at.is_(None))
    )
    return Names(
        frozenset(connection.execute(of_workflows).scalars()),
        frozenset(connection.execute(of_keys).scalars()),
    )


def check_provider_unused(connection: Connection, project_id: ProjectId, name: str) -> None:
    """Raise Conflict when a workflow names the provider as a target."""
    users = [
        workflow
        for workflow, spec in specs_of(connection, WORKFLOWS, project_id).items()
        if any(target.provider == name for target in spec.targets)
    ]
    _refuse("provider", name, users)


def check_schema_unused(connection: Connection, project_id: ProjectId, name: str) -> None:
    """Raise Conflict when a workflow has the schema attached."""
    users = [
        workflow
        for workflow, spec in specs_of(connection, WORKFLOWS, project_id).items()
        if spec.schema == name
    ]
    _refuse("schema", name, users)


def _refuse(what: str, name: str, users: list[str]) -> None:
    if users:
        raise Conflict(
            f"The {what} {name!r} is used by the workflow{'s' * (len(users) > 1)} "
            f"{', '.join(users)}.",
            hint="Change or remove them first.",
        )
