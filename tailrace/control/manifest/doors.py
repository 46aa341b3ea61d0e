"""Applies the `providers` and `keys` of a project: the doors out of it and into it."""

from dataclasses import replace

from tailrace.control.manifest.changes import MadeKey
from tailrace.control.manifest.manifest import KeyEntry
from tailrace.control.manifest.run import Place, Run, difference, placed
from tailrace.control.projects import keys
from tailrace.control.projects.keys import Key
from tailrace.control.providers import providers
from tailrace.control.providers.providers import Provider, ProviderSpec
from tailrace.core.errors import Conflict


def apply_providers(run: Run, place: Place, specs: tuple[ProviderSpec, ...]) -> None:
    """Make and change providers; `prune_providers` comes once no workflow needs the others."""
    present = _present_providers(run, place)
    for spec in specs:
        with placed(f"{place.path}.providers.{spec.name}"):
            _apply_provider(run, place, spec, present.get(spec.name))


def prune_providers(run: Run, place: Place, specs: tuple[ProviderSpec, ...]) -> None:
    for name, provider in run.left_out(_present_providers(run, place), specs).items():
        path = f"{place.path}.providers.{name}"
        with placed(path):
            providers.delete_provider(run.connection, place.organisation.id, provider.id)
        run.note("removed", path)


def _present_providers(run: Run, place: Place) -> dict[str, Provider]:
    listed = providers.list_providers(run.connection, place.organisation.id, place.project.id)
    return {provider.name: provider for provider in listed}


def _apply_provider(run: Run, place: Place, spec: ProviderSpec, found: Provider | None) -> None:
    path, org_id, box = (
        f"{place.path}.providers.{spec.name}",
        place.organisation.id,
        run.control.box,
    )
    base_url = providers.base_url_of(spec)
    if found is None:
        providers.create_provider(run.connection, box, org_id, place.project.id, spec, run.now)
        run.note("created", path, [f"kind {spec.kind}", f"base_url {base_url}"])
        return
    details = [
        *difference("kind", found.kind, spec.kind),
        *difference("base_url", found.base_url, base_url),
    ]
    if spec.api_key is not None and not providers.has_api_key(
        run.connection, box, found, spec.api_key
    ):
        details.append("another api_key")
    if details:
        providers.update_provider(run.connection, box, org_id, found.id, spec)
        run.note("changed", path, details)


def apply_keys(run: Run, place: Place, entries: tuple[KeyEntry, ...]) -> None:
    path, org_id = f"{place.path}.keys", place.organisation.id
    listed = keys.list_keys(run.connection, org_id, place.project.id)
    present = {key.name: key for key in listed if key.revoked_at is None}
    for entry in entries:
        with placed(f"{path}.{entry.name}"):
            _apply_key(run, place, entry, present.get(entry.name))
    for name, key in run.left_out(present, entries).items():
        keys.revoke_key(run.connection, org_id, key.id, run.now)
        run.note("removed", f"{path}.{name}", ["revoked"])


def _apply_key(run: Run, place: Place, entry: KeyEntry, found: Key | None) -> None:
    path, org_id = f"{place.path}.keys.{entry.name}", place.organisation.id
    spec = entry.spec()
    if found is None:
        made = keys.create_key(run.connection, org_id, place.project.id, spec, run.now)
        run.note("created", path, [f"scopes {_words(spec.scopes)}"])
        if entry.secret is None:
            names = (place.organisation.name, place.project.name, entry.name)
            run.keys.append(MadeKey(*names, made.secret))
        return
    environment = "test" if entry.test else "live"
    if entry.secret is None and entry.test is not None and environment != found.environment:
        raise Conflict(
            f"The key is a {found.environment} key, and stays one.",
            hint="Give this one another name, or revoke that key.",
        )
    scopes = found.scopes if entry.scopes is None else entry.scopes
    details = [
        *difference("scopes", _words(found.scopes), _words(scopes)),
        *difference("expires_at", found.expires_at, entry.expires_at),
    ]
    if entry.secret is not None and not keys.has_secret(run.connection, found, entry.secret):
        details.append("another secret")
    if details:
        spec = replace(spec, scopes=scopes, expires_at=entry.expires_at or found.expires_at)
        keys.change_key(run.connection, org_id, found.id, spec, run.now)
        run.note("changed", path, details)


def _words(scopes: frozenset[str]) -> str:
    return " ".join(sorted(scopes))
