"""A project's workflows: checked against what the project has, then kept.

What must stay true: each target of a working workflow names a provider of its project, and its
schema is one of the project's; so neither can be removed while a workflow names it, and what is
checked stays so until it is saved (`lock_changes`).
"""

from typing import Final

from sqlalchemy.engine import Connection

from tailrace.control.projects.projects import get_project
from tailrace.control.traffic import versions
from tailrace.control.traffic.definitions import Definitions
from tailrace.control.traffic.reading import Given, Problem, nearest
from tailrace.control.traffic.schema import SchemaSpec, misfit
from tailrace.control.traffic.uses import provider_names, schemas_of
from tailrace.control.traffic.versions import Saved
from tailrace.control.traffic.workflow import WorkflowSpec, note_workflow
from tailrace.core.ids import OrgId, ProjectId

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


def _note_sample(given: Given, spec: WorkflowSpec, schema: SchemaSpec | None) -> None:
    sample = given.member("sample", spec.sample)
    if spec.sample is None:
        if spec.test_mode and (schema is None or schema.sample is None):
            sample.note("Test mode answers with the sample, so there has to be one.")
        return
    wrong = "" if schema is None else misfit(schema.json_schema, spec.sample)
    if wrong:
        sample.note(f"It is not valid against the schema {spec.schema}: {wrong}")


def _check_unused(connection: Connection, project_id: ProjectId, name: str) -> None:
    """Nothing needs a workflow: calls to it fail once it is gone."""
    del connection, project_id, name


WORKFLOWS: Final = Definitions(versions.WORKFLOWS, check_workflow, _check_unused)
