"""Applies the `workflows`, `schemas` and `limits` blocks: how a project's calls run."""

from typing import Any

from tailrace.control.manifest.run import Place, Run, difference, placed
from tailrace.control.traffic import limits, schemas, workflows
from tailrace.control.traffic.limit import LimitSpec
from tailrace.control.traffic.limits import Limit
from tailrace.control.traffic.schema import SchemaSpec
from tailrace.control.traffic.workflow import WorkflowSpec
from tailrace.core.ids import OrgId, ProjectId, SchemaId, WorkflowId


def apply_workflows(run: Run, place: Place, specs: tuple[WorkflowSpec, ...]) -> None:
    org_id, project_id = place.organisation.id, place.project.id
    listed = workflows.list_workflows(run.connection, org_id, project_id)
    present = {workflow.name: workflow for workflow in listed}
    for spec in specs:
        path, found = f"{place.path}.workflows.{spec.name}", present.get(spec.name)
        definition = spec.definition()
        with placed(path):
            if found is None:
                made = workflows.create_workflow(
                    run.connection, org_id, project_id, definition, run.author
                )
                run.note("created", path, [f"version {made.version}"])
                continue
            changed = workflows.change_workflow(
                run.connection, org_id, WorkflowId(found.id), definition, run.author
            )
        _note_version(run, path, (found.version, found.spec.definition()), changed)
    for name, workflow in run.left_out(present, specs).items():
        number = WorkflowId(workflow.id)
        workflows.remove_workflow(run.connection, org_id, number, run.now)
        run.note("removed", f"{place.path}.workflows.{name}")


def apply_schemas(run: Run, place: Place, specs: tuple[SchemaSpec, ...]) -> None:
    """Make and change schemas; `prune_schemas` comes once no workflow needs the others."""
    org_id, project_id = place.organisation.id, place.project.id
    present = _present_schemas(run, place)
    for spec in specs:
        path, found = f"{place.path}.schemas.{spec.name}", present.get(spec.name)
        definition = spec.definition()
        with placed(path):
            if found is None:
                made = schemas.create_schema(
                    run.connection, org_id, project_id, definition, run.author
                )
                run.note("created", path, [f"version {made.version}"])
                continue
            changed = schemas.change_schema(
                run.connection, org_id, SchemaId(found.id), definition, run.author
            )
        _note_version(run, path, (found.version, found.spec.definition()), changed)


def prune_schemas(run: Run, place: Place, specs: tuple[SchemaSpec, ...]) -> None:
    for name, schema in run.left_out(_present_schemas(run, place), specs).items():
        path = f"{place.path}.schemas.{name}"
        with placed(path):
            number = SchemaId(schema.id)
            schemas.remove_schema(run.connection, place.organisation.id, number, run.now)
        run.note("removed", path)


def apply_limits(
    run: Run,
    org_id: OrgId,
    project_id: ProjectId | None,
    path: str,
    specs: tuple[LimitSpec, ...],
) -> None:
    """Make what the file says hold, of an organisation or of one project."""
    listed = limits.list_limits(run.connection, org_id, project_id)
    present = {limit.name: limit for limit in listed if limit.project_id == project_id}
    for spec, found in _matched(present, specs):
        with placed(f"{path}.{spec.name}"):
            if found is None:
                limits.create_limit(
                    run.connection, org_id, project_id, spec.definition(), run.author
                )
                run.note("created", f"{path}.{spec.name}")
            else:
                _change_limit(run, org_id, f"{path}.{found.name}", found, spec)
                present.pop(found.name)
    for name, limit in run.left_out(present, specs).items():
        limits.remove_limit(run.connection, org_id, limit.id, run.now)
        run.note("removed", f"{path}.{name}")


def _matched(
    present: dict[str, Limit], specs: tuple[LimitSpec, ...]
) -> list[tuple[LimitSpec, Limit | None]]:
    """Return each limit of the file with the one that it is about.

    It is the one of its name. A limit that was never named is called after its amount, so when
    the file says another amount it is the one that differs in nothing else.
    """
    named = {spec.name for spec in specs}
    unnamed = {
        limit.spec.slot: limit
        for name, limit in present.items()
        if name == limit.spec.made_name and name not in named
    }
    found: list[tuple[LimitSpec, Limit | None]] = []
    for spec in specs:
        same = present.get(spec.name)
        if same is None and spec.name == spec.made_name:
            same = unnamed.pop(spec.slot, None)
        found.append((spec, same))
    return found


def _change_limit(run: Run, org_id: OrgId, path: str, found: Limit, spec: LimitSpec) -> None:
    changed = limits.change_limit(run.connection, org_id, found.id, spec.definition())
    details = _differences(found.spec.definition(), changed.spec.definition())
    if details:
        run.note("changed", path, details)


def _present_schemas(run: Run, place: Place) -> dict[str, schemas.Schema]:
    listed = schemas.list_schemas(run.connection, place.organisation.id, place.project.id)
    return {schema.name: schema for schema in listed}


def _note_version(
    run: Run,
    path: str,
    before: tuple[int, dict[str, Any]],
    after: workflows.Workflow | schemas.Schema,
) -> None:
    version, definition = before
    if after.version != version:
        details = _differences(definition, after.spec.definition())
        run.note("changed", path, [*details, f"version {after.version}"])


def _differences(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """Return words for each field that is another; long values are not repeated."""
    details = []
    for name in dict.fromkeys([*old, *new]):
        before, after = old.get(name), new.get(name)
        if before == after:
            continue
        short = all(isinstance(value, str | int | float | None) for value in (before, after))
        if short and after is not None:
            details += difference(name, before, after)
        else:
            details.append(f"another {name}" if after is not None else f"no {name}")
    return details
