"""How Acme's calls run, as a configuration file would say it: workflows, schemas and limits.

In: the cast, and a moment of the 30 days. Out: the definitions that held then, so that `setup` can
make each version when it began.
"""

from tailrace.control.traffic.limit import LimitSpec, read_limit
from tailrace.control.traffic.schema import SchemaSpec, read_schema
from tailrace.control.traffic.workflow import WorkflowSpec, read_workflow
from tailrace.demo.cast.acme import PROJECTS, Project, Version, Workflow
from tailrace.demo.cast.schemas import Schema


def moments() -> list[int]:
    """Return when a version of anything began, from the start of the 30 days; the first is 0."""
    workflows = [workflow for project in PROJECTS for workflow in project.workflows]
    begun = {version.since_us for workflow in workflows for version in workflow.versions}
    schemas = [workflow.schema for workflow in workflows if workflow.schema is not None]
    return sorted(begun | {version.since_us for each in schemas for version in each.versions})


def workflows_of(project: Project, at_us: int) -> tuple[WorkflowSpec, ...]:
    """Return the project's workflows as they were then."""
    return tuple(_workflow(workflow, at_us) for workflow in project.workflows)


def schemas_of(project: Project, at_us: int) -> tuple[SchemaSpec, ...]:
    """Return the schemas of the project's workflows as they were then."""
    schemas = (workflow.schema for workflow in project.workflows)
    return tuple(_schema(schema, at_us) for schema in schemas if schema is not None)


def limits_of(project: Project) -> tuple[LimitSpec, ...]:
    """Return the project's limits."""
    return tuple(read_limit(definition) for definition in project.limits)


def _workflow(workflow: Workflow, at_us: int) -> WorkflowSpec:
    version = workflow.versions[workflow.version_at(at_us) - 1]
    targets = _targets(version)
    return read_workflow(
        {
            "name": workflow.name,
            "targets": targets,
            "max_attempts": version.max_attempts,
            "schema": workflow.schema.name if workflow.schema else "",
            "cache_fields": list(workflow.cache_fields),
            "tags": list(workflow.tags),
        }
    )


def _targets(version: Version) -> list[str | dict[str, object]]:
    """Return the variants with their weights, unless there is only one, and the backups."""
    backups: list[str | dict[str, object]] = [":".join(target) for target in version.backups]
    if len(version.choices) == 1:
        return [":".join(version.choices[0].target), *backups]
    weighted = [
        {"target": ":".join(each.target), "weight": each.weight} for each in version.choices
    ]
    return [*weighted, *backups]


def _schema(schema: Schema, at_us: int) -> SchemaSpec:
    version = schema.versions[schema.version_at(at_us) - 1]
    return read_schema(
        {
            "name": schema.name,
            "json_schema": version.json_schema,
            "on_invalid": schema.on_invalid,
            "sample": schema.sample,
        }
    )
