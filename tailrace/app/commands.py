"""What the commands do, apart from reading their options: the command line's other half."""

import webbrowser
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import click

from tailrace.app import checks, sample
from tailrace.app.lifespan import running
from tailrace.app.serving import server
from tailrace.app.serving import workers as processes
from tailrace.app.web import create_doors, create_pages
from tailrace.app.wiring.whole import build
from tailrace.control.manifest.apply import apply as apply_manifest
from tailrace.control.manifest.changes import Applied
from tailrace.control.manifest.document import Source
from tailrace.control.manifest.export import export
from tailrace.control.manifest.manifest import read_manifest
from tailrace.control.open import Control, open_control
from tailrace.control.people.setup import create_setup_link
from tailrace.control.projects import keys, projects
from tailrace.core.clock import SystemClock, from_us
from tailrace.core.errors import NotFound
from tailrace.core.ids import OrgId, ProjectId
from tailrace.settings import Settings
from tailrace.store.engine import Engine
from tailrace.store.migrate import migrate as migrate_store

EACH_COUNTS = (
    "Note: without TAILRACE_REDIS_DSN each process counts limits and budgets by itself, "
    "so together they let up to that many times as much through."
)


@dataclass(frozen=True, slots=True)
class NewKey:
    """What `keys create` was asked for."""

    org: str
    project: str
    name: str
    scopes: tuple[str, ...]
    test: bool


def serve(settings: Settings) -> None:
    """Serve everything until stopped; print the first start's link while nobody owns anything."""
    _serve(settings, takes_calls=True)


def core(settings: Settings) -> None:
    """Serve everything but the calls, which `gateway` processes on the same folder take."""
    _serve(settings, takes_calls=False)


def gateway(settings: Settings, workers: int) -> None:
    """Take calls with so many processes until stopped."""
    listener = server.listen(settings)
    _open_control(settings).close()
    url = server.address(settings, listener)
    click.echo(f"tailrace takes calls on {url}/v1  (processes: {workers})")
    if workers > 1 and not settings.redis_dsn:
        click.echo(EACH_COUNTS, err=True)
    processes.run(settings, listener, workers)


def _serve(settings: Settings, *, takes_calls: bool) -> None:
    listener = server.listen(settings)
    url, clock = server.address(settings, listener), SystemClock()
    services = build(settings, clock, url, takes_calls=takes_calls)
    click.echo(f"tailrace serves {url}  (data in {settings.data_dir})")
    token = create_setup_link(services.control.db, from_us(clock.now_us()))
    if token is not None:
        click.echo(f"Create the owner (works once, for a day): {url}/setup?token={token}")
    pages = create_pages(
        services.api, services.check_ready, {}, lifespan=partial(running, services)
    )
    server.run(create_doors(services.front, pages), settings, listener)


def demo(settings: Settings, *, fresh_folder: bool, open_browser: bool) -> None:
    """Serve with sample traffic; a fresh folder is removed at the end."""
    with sample.folder(settings, fresh=fresh_folder) as placed:
        listener = server.listen(placed)
        made = sample.build_demo(placed, server.local_address(placed, listener))
        click.echo(made.greeting)
        if open_browser:
            made.when_serving(lambda: webbrowser.open(made.url))
        server.run(made.app, placed, listener)


def apply(
    settings: Settings, path: Path, environ: Mapping[str, str], *, prune: bool, dry_run: bool
) -> None:
    """Apply a configuration file and print what it changed, and secrets made, once."""
    manifest = read_manifest(path.read_text("utf-8"), Source(path.name, environ))
    control = _open_control(settings)
    try:
        now = from_us(SystemClock().now_us())
        applied = apply_manifest(control, manifest, now, prune=prune, dry_run=dry_run)
    finally:
        control.close()
    _print_applied(applied, settings, dry_run=dry_run)


def export_config(settings: Settings, organisation: str | None) -> None:
    """Print the configuration file of what is there."""
    control = _open_control(settings)
    try:
        with control.db.reading() as connection:
            text = export(connection, from_us(SystemClock().now_us()), organisation)
    finally:
        control.close()
    click.echo(text, nl=False)


def migrate(settings: Settings) -> None:
    """Bring both databases to this version's schema."""
    _open_control(settings).close()
    click.echo(f"control: up to date ({_without_password(settings.control_address)})")
    engine = Engine.open(settings.store_address)
    try:
        applied = migrate_store(engine, clock=SystemClock())
    finally:
        engine.close()
    done = ", ".join(applied) if applied else "up to date"
    click.echo(f"store: {done} ({_without_password(settings.store_address)})")


def doctor(settings: Settings) -> int:
    """Print each check and each setting; return 0 when every check passed."""
    found = checks.run_checks(settings)
    for check in found:
        click.echo(f"{'ok  ' if check.ok else 'FAIL'}  {check.name}: {check.says}")
    click.echo("\nSettings (environment variable: value)")
    for name, value in checks.shown_settings(settings):
        click.echo(f"  {name}: {value}")
    return 0 if all(check.ok for check in found) else 1


def create_key(settings: Settings, wanted: NewKey) -> None:
    """Make a project key and print its secret, once."""
    control = _open_control(settings)
    try:
        now = from_us(SystemClock().now_us())
        spec = keys.KeySpec(wanted.name, frozenset(wanted.scopes), test=wanted.test)
        with control.db.transaction() as connection:
            org_id, project_id = _find_place(control, wanted.org, wanted.project)
            made = keys.create_key(connection, org_id, project_id, spec, now)
    finally:
        control.close()
    click.echo(made.secret)


def _find_place(control: Control, org: str, project: str) -> tuple[OrgId, ProjectId]:
    with control.db.reading() as connection:
        organisation = projects.find_organisation(connection, org)
        if organisation is None:
            raise NotFound(f"There is no organisation {org!r}.", hint="`tailrace apply` makes one.")
        listed = projects.list_projects(connection, organisation.id)
    for found in listed:
        if found.name == project:
            return organisation.id, found.id
    there = ", ".join(found.name for found in listed) or "none"
    raise NotFound(f"There is no project {project!r} in {org}.", hint=f"There are: {there}.")


def _open_control(settings: Settings) -> Control:
    return open_control(settings.control_address, settings.data_dir, settings.secret_key)


def _print_applied(applied: Applied, settings: Settings, *, dry_run: bool) -> None:
    for change in applied.changes:
        detail = f"  ({change.detail})" if change.detail else ""
        click.echo(f"{change.action:8} {change.path}{detail}")
    for key in applied.keys:
        click.echo(f"secret   {key.organisation}/{key.project} {key.name}: {key.secret}")
    base = settings.public_url.rstrip("/") or f"http://{settings.host}:{settings.port}"
    for link in applied.links:
        click.echo(f"sign-in  {link.email}: {base}/signin?token={link.token}")
    if not applied.changes:
        click.echo("nothing to change")
    elif dry_run:
        click.echo("dry run: nothing was changed")


def _without_password(dsn: str) -> str:
    head, at, tail = dsn.rpartition("@")
    return f"{head.split('://')[0]}://…@{tail}" if at else dsn
