"""Providers: where a project's calls may go, and the keys they are made with.

The API key is sealed before it is stored, and leaves only through the Directory.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from tailrace.control.database import tables
from tailrace.control.database.db import mark_changed
from tailrace.control.projects.projects import get_project
from tailrace.control.providers.presets import (
    PRESETS,
    checked_kind,
    preset_url,
)
from tailrace.control.secrets import SecretBox, is_header_text
from tailrace.control.traffic.uses import check_provider_unused
from tailrace.core.errors import BadInput, Conflict, NotFound
from tailrace.core.ids import OrgId, ProjectId, ProviderId

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_HINT_FROM_LENGTH = 12
"""A shorter key is not hinted at: four of its characters would be too much of it."""


@dataclass(frozen=True, slots=True)
class ProviderSpec:
    """What a provider is to be. No base URL: the preset's. No API key: keep the stored one."""

    name: str
    kind: str
    base_url: str | None = None
    api_key: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider as it may be shown: without its API key."""

    id: ProviderId
    name: str
    kind: str
    base_url: str
    api_key_hint: str
    """`…a1b2`, or empty when there is no key."""
    project_id: ProjectId
    project_name: str
    created_at: datetime


def sealed_place(project_id: int, name: str) -> str:
    """Return the place that a provider's API key is sealed for (`SecretBox`)."""
    return f"provider {project_id} {name}"


def create_provider(
    connection: Connection,
    box: SecretBox,
    org_id: OrgId,
    project_id: ProjectId,
    spec: ProviderSpec,
    now: datetime,
) -> Provider:
    """Save a provider; raises BadInput, NotFound for the project, Conflict for a taken name."""
    base_url = base_url_of(spec)
    preset = PRESETS[spec.kind]
    if preset.needs_key and not spec.api_key and base_url == preset.base_url:
        raise BadInput(f"A provider of the kind {spec.kind} needs an API key.")
    project = get_project(connection, org_id, project_id)
    mark_changed(connection)
    if find_provider(connection, org_id, project_id, spec.name) is not None:
        raise Conflict(
            f"There is a provider {spec.name!r} in the project already.",
            hint="Choose another name.",
        )
    place = sealed_place(project.id, spec.name)
    provider_id = connection.execute(
        sa.insert(tables.providers)
        .values(project_id=project.id, name=spec.name, kind=spec.kind, base_url=base_url)
        .values(created_at=now, **_key_columns(box, place, spec.api_key or ""))
        .returning(tables.providers.c.id)
    ).scalar_one()
    return get_provider(connection, org_id, provider_id)


def list_providers(
    connection: Connection, org_id: OrgId, project_id: ProjectId | None = None
) -> tuple[Provider, ...]:
    """Return the providers of the organisation, or of one of its projects, by project and name."""
    query = _select_providers(org_id).order_by(tables.projects.c.name, tables.providers.c.name)
    if project_id is not None:
        query = query.where(tables.providers.c.project_id == project_id)
    return tuple(Provider(**row) for row in connection.execute(query).mappings())


def get_provider(connection: Connection, org_id: OrgId, provider_id: ProviderId) -> Provider:
    """Return a provider of the organisation; raises NotFound, also for one of another."""
    query = _select_providers(org_id).where(tables.providers.c.id == provider_id)
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise NotFound("There is no such provider.")
    return Provider(**row)


def find_provider(
    connection: Connection, org_id: OrgId, project_id: ProjectId, name: str
) -> Provider | None:
    providers = tables.providers
    query = (
        _select_providers(org_id)
        .where(providers.c.project_id == project_id)
        .where(providers.c.name == name)
    )
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else Provider(**row)


def has_api_key(connection: Connection, box: SecretBox, provider: Provider, api_key: str) -> bool:
    """Return whether that is the stored API key; raises BadInput when it cannot be opened."""
    providers = tables.providers
    sealed = connection.execute(
        sa.select(providers.c.sealed_api_key).where(providers.c.id == provider.id)
    ).scalar_one()
    return box.unseal(sealed, sealed_place(provider.project_id, provider.name)) == api_key


def update_provider(
    connection: Connection,
    box: SecretBox,
    org_id: OrgId,
    provider_id: ProviderId,
    spec: ProviderSpec,
) -> Provider:
    """Change kind, base URL and, when the spec has one, the API key; the name stays.

    Raises BadInput, NotFound.
    """
    base_url = base_url_of(spec)
    provider = get_provider(connection, org_id, provider_id)
    mark_changed(connection)
    values = {"kind": spec.kind, "base_url": base_url}
    if spec.api_key is not None:
        place = sealed_place(provider.project_id, provider.name)
        values |= _key_columns(box, place, spec.api_key)
    providers = tables.providers
    connection.execute(sa.update(providers).where(providers.c.id == provider_id).values(**values))
    return get_provider(connection, org_id, provider_id)


def check_key_stays(provider: Provider, spec: ProviderSpec) -> None:
    """Raise BadInput when the stored API key would be sent to another host than it was given for.

    Who may point a provider elsewhere must not learn its key by it.
    """
    moved = _origin(base_url_of(spec)) != _origin(provider.base_url)
    if moved and provider.api_key_hint and spec.api_key is None:
        raise BadInput(
            "The provider would be at another address, and its API key is not taken there.",
            hint="Send the API key again, or an empty one.",
        )


def delete_provider(connection: Connection, org_id: OrgId, provider_id: ProviderId) -> None:
    """Forget a provider and its API key; raises NotFound, Conflict while a workflow names it."""
    provider = get_provider(connection, org_id, provider_id)
    mark_changed(connection)
    check_provider_unused(connection, provider.project_id, provider.name)
    providers = tables.providers
    connection.execute(sa.delete(providers).where(providers.c.id == provider.id))


def checked_provider_name(name: str) -> str:
    """Return the name; raises BadInput."""
    if not _NAME.fullmatch(name):
        raise BadInput(
            f"{name[:80]!r} is not a name for a provider.",
            hint="Calls say provider/model, so it has letters, digits, '.', '_' and '-' only.",
        )
    return name


def checked_api_key(api_key: str) -> str:
    """Return the API key; raises BadInput, which does not repeat it."""
    if not is_header_text(api_key):
        raise BadInput("The API key holds a character that a header cannot carry.")
    return api_key


def base_url_of(spec: ProviderSpec) -> str:
    """Return the base URL that a spec means; raises BadInput when no provider can be like it."""
    checked_provider_name(spec.name)
    checked_api_key(spec.api_key or "")
    return preset_url(checked_kind(spec.kind), spec.base_url)


def _origin(base_url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(base_url)
    return parts.scheme, parts.hostname, parts.port


def _key_columns(box: SecretBox, place: str, api_key: str) -> dict[str, str]:
    long_enough = len(api_key) >= _HINT_FROM_LENGTH
    hint = f"…{api_key[-4:]}" if long_enough else "…" if api_key else ""
    return {"sealed_api_key": box.seal(api_key, place), "api_key_hint": hint}


def _select_providers(org_id: OrgId) -> sa.Select[Any]:
    providers, projects = tables.providers, tables.projects
    return (
        sa.select(
            providers.c.id,
            providers.c.name,
            providers.c.kind,
            providers.c.base_url,
            providers.c.api_key_hint,
            providers.c.project_id,
            projects.c.name.label("project_name"),
            providers.c.created_at,
        )
        .join_from(providers, projects)
        .where(projects.c.org_id == org_id)
    )
