"""A project's workflows: checked against what the project has, then kept.

What must stay true: each target of a working workflow names a provider of its project, and its
schema is one of the project's; so neither can be removed while a workflow names it, and what is
checked stays so until it is saved (`lock_changes`).
"""

from datetime import datetime

from sqlalchemy.engine import Connection

from tailrace.control.database.db import lock_changes
from tailrace.control.projects.projects import get_project
from tailrace.control.traffic import versions
from tailrace.control.traffic.reading import BadDefinition, Given, Problem, nearest
from tailrace.control.traffic.schema import SchemaSpec, misfit
from tailrace.control.traffic.uses import provider_names, schemas_of
from tailrace.control.traffic.versions import WORKFLOWS, Author, Saved
from tailrace.control.traffic.workflow import WorkflowSpec, note_workflow
from tailrace.core.ids import OrgId, ProjectId, WorkflowId

Workflow = Saved[WorkflowSpec]


def check_workflow(
    connection: Connection, org_id: OrgId, project_id: ProjectId, definition: object
) -> tuple[WorkflowSpec, tuple[Problem, ...]]:
    """Return what can be read of a definition, and everything that keeps it from being saved.

    Raises NotFound for the project.
    """
    project = get_project(connection, org_id, project_id)
    given = Given(definition)
    spec = note_workflow(given, provider_names(connection, project.id))
    schemas = schemas_of(connection, project.id)
    if spec.schema and spec.schema not in schemas:
        given.member("schema", spec.schema).note(
            f"There is no schema {spec.schema!r} in the project.", nearest(spec.schema, schemas)
        )
    else:
        _note_sample(given, spec, schemas.get(spec.schema))
    return spec, tuple(given.problems)


def read_workflow_of(
    connection: Connection, org_id: OrgId, project_id: ProjectId, definition: object
) -> WorkflowSpec:
    """Return what the definition says; raises BadDefinition with every mistake, NotFound."""
    spec, problems = check_workflow(connection, org_id, project_id, definition)
    if problems:
        raise BadDefinition(problems)
    return spec


def create_workflow(
    connection: Connection,
    org_id: OrgId,
    project_id: ProjectId,
    definition: object,
    author: Author,
) -> Workflow:
    """Save a new workflow; raises BadDefinition, NotFound, Conflict for a taken name."""
    lock_changes(connection)
    spec = read_workflow_of(connection, org_id, project_id, definition)
    return versions.create(connection, WORKFLOWS, org_id, project_id, spec, author)


def list_workflows(
    connection: Connection, org_id: OrgId, project_id: ProjectId | None = None
) -> tuple[Workflow, ...]:
    """Return the workflows of the organisation, or of one project, by project and name."""
    return versions.list_saved(connection, WORKFLOWS, org_id, project_id)


def get_workflow(connection: Connection, org_id: OrgId, workflow_id: WorkflowId) -> Workflow:
    """Return the version that runs; raises NotFound, also for one of another organisation."""
    return versions.get_saved(connection, WORKFLOWS, org_id, workflow_id)


def list_workflow_versions(
    connection: Connection, org_id: OrgId, workflow_id: WorkflowId
) -> tuple[Workflow, ...]:
    """Return every version, newest first; raises NotFound."""
    return versions.list_versions(connection, WORKFLOWS, org_id, workflow_id)


def get_workflow_version(
    connection: Connection, org_id: OrgId, workflow_id: WorkflowId, version: int
) -> Workflow:
    """Return one version; raises NotFound."""
    return versions.get_version(connection, WORKFLOWS, org_id, workflow_id, version)


def change_workflow(
    connection: Connection,
    org_id: OrgId,
    workflow_id: WorkflowId,
    definition: object,
    author: Author,
) -> Workflow:
    """Save another version, unless it says the same; raises BadDefinition, NotFound, Conflict."""
    lock_changes(connection)
    found = get_workflow(connection, org_id, workflow_id)
    spec = read_workflow_of(connection, org_id, found.project_id, definition)
    return versions.change(connection, WORKFLOWS, org_id, spec, author, workflow_id)


def restore_workflow(
    connection: Connection, org_id: OrgId, workflow_id: WorkflowId, version: int, author: Author
) -> Workflow:
    """Save an old version as a new one; raises NotFound, and BadDefinition when it cannot run."""
    old = get_workflow_version(connection, org_id, workflow_id, version)
    return change_workflow(connection, org_id, workflow_id, old.spec.definition(), author)


def remove_workflow(
    connection: Connection, org_id: OrgId, workflow_id: WorkflowId, now: datetime
) -> None:
    """Hide a workflow; its versions stay. Raises NotFound."""
    versions.remove(connection, WORKFLOWS, org_id, workflow_id, now)


def _note_sample(given: Given, spec: WorkflowSpec, schema: SchemaSpec | None) -> None:
    sample = given.member("sample", spec.sample)
    if spec.sample is None:
        if spec.test_mode and (schema is None or schema.sample is None):
            sample.note("Test mode answers with the sample, so there has to be one.")
        return
    wrong = "" if schema is None else misfit(schema.json_schema, spec.sample)
    if wrong:
        sample.note(f"It is not valid against the schema {spec.schema}: {wrong}")
