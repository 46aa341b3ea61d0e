"""Makes true what a configuration file says: `Manifest` in, `Applied` out, in one transaction.

Applying the same file twice changes nothing the second time. Only what the file names is created
or changed. With `prune`, what it leaves out of a block that it has (`members`, `projects`,
`providers`, `keys`, `workflows`, `schemas`, `limits`) is removed; a block that it does not have,
and an organisation that it does not name, are left alone.
"""

from datetime import datetime

from tailrace.control.database.db import lock_changes
from tailrace.control.manifest.changes import Applied
from tailrace.control.manifest.doors import apply_keys, apply_providers, prune_providers
from tailrace.control.manifest.manifest import Manifest, OrganisationEntry, ProjectEntry
from tailrace.control.manifest.members import apply_members
from tailrace.control.manifest.run import Place, Run, difference, placed
from tailrace.control.manifest.traffic import (
    apply_limits,
    apply_schemas,
    apply_workflows,
    prune_schemas,
)
from tailrace.control.open import Control
from tailrace.control.projects import projects
from tailrace.control.projects.projects import Organisation, Project

DEFAULT_TIMEZONE = "UTC"


def apply(
    control: Control,
    manifest: Manifest,
    now: datetime,
    *,
    prune: bool = False,
    dry_run: bool = False,
) -> Applied:
    """Change the database to what the manifest says; all of it, or nothing.

    A dry run tells the same changes and makes none. Raises BadInput and Conflict with the path in
    the message; a secret that belongs to another key, or was revoked, is a Conflict.
    """
    with control.db.transaction() as connection:
        lock_changes(connection)
        run = Run(connection, control, now, prune)
        for entry in manifest.organisations:
            _apply_organisation(run, entry)
        if dry_run:
            connection.rollback()
    if dry_run:
        return Applied(tuple(run.changes), (), ())
    control.directory.refresh()
    return Applied(tuple(run.changes), tuple(run.keys), tuple(run.links))


def _apply_organisation(run: Run, entry: OrganisationEntry) -> None:
    path = f"organisations.{entry.name}"
    found = projects.find_organisation(run.connection, entry.name)
    if found is None:
        timezone = entry.timezone or DEFAULT_TIMEZONE
        found = projects.create_organisation(run.connection, entry.name, timezone, run.now)
        run.note("created", path, [f"timezone {timezone}"])
    elif entry.timezone is not None and entry.timezone != found.timezone:
        projects.set_timezone(run.connection, found.id, entry.timezone)
        run.note("changed", path, difference("timezone", found.timezone, entry.timezone))
    if entry.members is not None:
        apply_members(run, found.id, f"{path}.members", entry.members)
    if entry.projects is not None:
        _apply_projects(run, found, f"{path}.projects", entry.projects)
    if entry.limits is not None:
        apply_limits(run, found.id, None, f"{path}.limits", entry.limits)


def _apply_projects(
    run: Run, organisation: Organisation, path: str, entries: tuple[ProjectEntry, ...]
) -> None:
    listed = projects.list_projects(run.connection, organisation.id)
    present = {project.name: project for project in listed}
    for entry in entries:
        with placed(f"{path}.{entry.name}"):
            project = _apply_project(run, organisation, path, entry, present.get(entry.name))
        _apply_blocks(run, Place(organisation, project, f"{path}.{entry.name}"), entry)
    for name, project in run.left_out(present, entries).items():
        projects.remove_project(run.connection, organisation.id, project.id, run.now)
        run.note("removed", f"{path}.{name}", ["its keys are revoked"])


def _apply_project(
    run: Run, organisation: Organisation, path: str, entry: ProjectEntry, found: Project | None
) -> Project:
    path, keep = f"{path}.{entry.name}", entry.keep_bodies
    if found is None:
        run.note("created", path)
        return projects.create_project(
            run.connection, organisation.id, entry.name, run.now, keep_bodies=keep is not False
        )
    if keep is not None and keep != found.keep_bodies:
        projects.set_keep_bodies(run.connection, organisation.id, found.id, keep_bodies=keep)
        run.note("changed", path, difference("keep_bodies", found.keep_bodies, keep))
    return found


def _apply_blocks(run: Run, place: Place, entry: ProjectEntry) -> None:
    """Make what others need before them, and remove it after them."""
    if entry.providers is not None:
        apply_providers(run, place, entry.providers)
    if entry.schemas is not None:
        apply_schemas(run, place, entry.schemas)
    if entry.workflows is not None:
        apply_workflows(run, place, entry.workflows)
    if entry.schemas is not None:
        prune_schemas(run, place, entry.schemas)
    if entry.providers is not None:
        prune_providers(run, place, entry.providers)
    if entry.keys is not None:
        apply_keys(run, place, entry.keys)
    if entry.limits is not None:
        path = f"{place.path}.limits"
        apply_limits(run, place.organisation.id, place.project.id, path, entry.limits)
