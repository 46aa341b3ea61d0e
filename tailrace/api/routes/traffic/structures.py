"""Schemas of the selected projects, which structured answers are checked against.

Everybody in the organisation may read them; who may change what is `control/people/roles.py`.
A change reaches this process at once and every gateway within a second.
"""

from typing import Annotated

from fastapi import APIRouter, Path

from tailrace.api.auth import CurrentSigned, Services, author
from tailrace.api.openapi import SESSION, WRITES
from tailrace.api.schemas.access import ProjectAnswer
from tailrace.api.schemas.shared import Id, ProblemAnswer
from tailrace.api.schemas.traffic import (
    ChangedDefinition,
    CheckAnswer,
    NewDefinition,
    SchemaAnswer,
    SchemaDefinition,
    SchemasAnswer,
    Version,
)
from tailrace.control.people.roles import require
from tailrace.control.traffic import schemas
from tailrace.control.traffic.schema import SchemaSpec
from tailrace.core.ids import ProjectId, SchemaId

router = APIRouter(tags=["schemas"])

PathId = Annotated[Id, Path(alias="id")]


@router.get("/schemas", openapi_extra=SESSION)
def list_schemas(signed: CurrentSigned, services: Services) -> SchemasAnswer:
    """List the schemas of the selected projects, each in the version that runs."""
    with services.control.db.reading() as connection:
        found = schemas.list_schemas(
            connection, signed.membership.org_id, signed.session.project_id
        )
    return SchemasAnswer(data=[_schema(schema) for schema in found])


@router.post("/schemas", status_code=201, openapi_extra=WRITES)
def create_schema(body: NewDefinition, signed: CurrentSigned, services: Services) -> SchemaAnswer:
    """Make a schema; a removed one of the same name goes on counting its versions."""
    require(signed.membership.role, "manage_workflows")
    with services.control.db.transaction() as connection:
        made = schemas.create_schema(
            connection,
            signed.membership.org_id,
            ProjectId(body.project_id),
            body.definition,
            author(signed, services),
        )
    services.control.directory.refresh()
    return _schema(made)


@router.post("/schemas/check", openapi_extra=WRITES)
def check_schema(body: NewDefinition, signed: CurrentSigned, services: Services) -> CheckAnswer:
    """Tell every mistake in a definition, and save nothing."""
    require(signed.membership.role, "manage_workflows")
    with services.control.db.reading() as connection:
        _, problems = schemas.check_schema(
            connection, signed.membership.org_id, ProjectId(body.project_id), body.definition
        )
    return CheckAnswer(problems=[ProblemAnswer.model_validate(problem) for problem in problems])


@router.get("/schemas/{id}", openapi_extra=SESSION)
def get_schema(schema_id: PathId, signed: CurrentSigned, services: Services) -> SchemaAnswer:
    """Show a schema in the version that runs."""
    with services.control.db.reading() as connection:
        return _schema(
            schemas.get_schema(connection, signed.membership.org_id, SchemaId(schema_id))
        )


@router.put("/schemas/{id}", openapi_extra=WRITES)
def change_schema(
    schema_id: PathId, body: ChangedDefinition, signed: CurrentSigned, services: Services
) -> SchemaAnswer:
    """Save another version, which runs from now on; what says the same saves nothing."""
    require(signed.membership.role, "manage_workflows")
    with services.control.db.transaction() as connection:
        changed = schemas.change_schema(
            connection,
            signed.membership.org_id,
            SchemaId(schema_id),
            body.definition,
            author(signed, services),
        )
    services.control.directory.refresh()
    return _schema(changed)


@router.delete("/schemas/{id}", status_code=204, openapi_extra=WRITES)
def remove_schema(schema_id: PathId, signed: CurrentSigned, services: Services) -> None:
    """Take a schema out of use; its versions stay for the records that name them."""
    require(signed.membership.role, "manage_workflows")
    with services.control.db.transaction() as connection:
        schemas.remove_schema(
            connection, signed.membership.org_id, SchemaId(schema_id), services.now()
        )
    services.control.directory.refresh()


@router.get("/schemas/{id}/versions", openapi_extra=SESSION)
def list_schema_versions(
    schema_id: PathId, signed: CurrentSigned, services: Services
) -> SchemasAnswer:
    """List every version of a schema, newest first."""
    with services.control.db.reading() as connection:
        found = schemas.list_schema_versions(
            connection, signed.membership.org_id, SchemaId(schema_id)
        )
    return SchemasAnswer(data=[_schema(version) for version in found])


@router.get("/schemas/{id}/versions/{version}", openapi_extra=SESSION)
def get_schema_version(
    schema_id: PathId, version: Version, signed: CurrentSigned, services: Services
) -> SchemaAnswer:
    """Show a schema as it was in one version."""
    with services.control.db.reading() as connection:
        return _schema(
            schemas.get_schema_version(
                connection, signed.membership.org_id, SchemaId(schema_id), version
            )
        )


@router.post("/schemas/{id}/versions/{version}/restore", openapi_extra=WRITES)
def restore_schema_version(
    schema_id: PathId, version: Version, signed: CurrentSigned, services: Services
) -> SchemaAnswer:
    """Save an old version as a new one."""
    require(signed.membership.role, "manage_workflows")
    with services.control.db.transaction() as connection:
        restored = schemas.restore_schema(
            connection,
            signed.membership.org_id,
            SchemaId(schema_id),
            version,
            author(signed, services),
        )
    services.control.directory.refresh()
    return _schema(restored)


def _schema(schema: schemas.Schema) -> SchemaAnswer:
    return SchemaAnswer(
        id=schema.id,
        name=schema.name,
        version=schema.version,
        definition=_definition(schema.spec),
        project=ProjectAnswer(id=schema.project_id, name=schema.project_name),
        created_at=schema.created_at,
        created_by=schema.created_by,
    )


def _definition(spec: SchemaSpec) -> SchemaDefinition:
    return SchemaDefinition(
        name=spec.name,
        json_schema=spec.json_schema,
        on_invalid=spec.on_invalid,
        max_retries=spec.max_retries,
        sample=spec.sample,
    )
