"""Applies the `workflows`, `schemas` and `limits` blocks: how a project's calls run."""

from typing import Any

from tailrace.control.manifest.run import Place, Run, difference, placed
from tailrace.control.traffic import limits
from tailrace.control.traffic.definitions import Definitions
from tailrace.control.traffic.limit import LimitSpec
from tailrace.control.traffic.limits import Limit
from tailrace.control.traffic.schema import SchemaSpec
from tailrace.control.traffic.schemas import SCHEMAS
from tailrace.control.traffic.versions import S, Saved
from tailrace.control.traffic.workflow import WorkflowSpec
from tailrace.control.traffic.workflows import WORKFLOWS
from tailrace.core.ids import OrgId, ProjectId


def apply_workflows(run: Run, place: Place, specs: tuple[WorkflowSpec, ...]) -> None:
    _apply(run, place, WORKFLOWS, specs)
    _prune(run, place, WORKFLOWS, specs)


def apply_schemas(run: Run, place: Place, specs: tuple[SchemaSpec, ...]) -> None:
    """Make and change schemas; `prune_schemas` comes once no workflow needs the others."""
    _apply(run, place, SCHEMAS, specs)


def prune_schemas(run: Run, place: Place, specs: tuple[SchemaSpec, ...]) -> None:
    _prune(run, place, SCHEMAS, specs)


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


def _apply(run: Run, place: Place, kept: Definitions[S], specs: tuple[S, ...]) -> None:
    """Make what is new and change what differs."""
    org_id, present = place.organisation.id, _present(run, place, kept)
    for spec in specs:
        path, found = _path(place, kept, spec.name), present.get(spec.name)
        definition = spec.definition()
        with placed(path):
            if found is None:
                made = kept.create(run.connection, org_id, place.project.id, definition, run.author)
                run.note("created", path, [f"version {made.version}"])
                continue
            changed = kept.change(run.connection, org_id, found.id, definition, run.author)
        if changed.version != found.version:
            run.note("changed", path, _told(found, changed))


def _prune(run: Run, place: Place, kept: Definitions[S], specs: tuple[S, ...]) -> None:
    """Remove what the file does not name, when it is to be pruned."""
    for name, thing in run.left_out(_present(run, place, kept), specs).items():
        path = _path(place, kept, name)
        with placed(path):
            kept.remove(run.connection, place.organisation.id, thing.id, run.now)
        run.note("removed", path)


def _present(run: Run, place: Place, kept: Definitions[S]) -> dict[str, Saved[S]]:
    listed = kept.list_newest(run.connection, place.organisation.id, place.project.id)
    return {thing.name: thing for thing in listed}


def _told(old: Saved[S], new: Saved[S]) -> list[str]:
    return [
        *_differences(old.spec.definition(), new.spec.definition()),
        f"version {new.version}",
    ]


def _path(place: Place, kept: Definitions[S], name: str) -> str:
    return f"{place.path}.{kept.kind.noun}s.{name}"


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
