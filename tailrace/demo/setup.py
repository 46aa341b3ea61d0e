"""Acme in the control database: an organisation, projects, members, providers and keys.

In: the opened control room, the data folder, the address of the demo's providers. Out: where each
project's requests belong, and the secrets to call with. It is applied as a configuration file is,
so a second start on the same folder only changes what must change, such as a port in an address.
For that the secrets are kept in `demo.json` in the data folder, readable by its owner only.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from tailrace.control.manifest.apply import apply
from tailrace.control.manifest.manifest import (
    KeyEntry,
    Manifest,
    MemberEntry,
    OrganisationEntry,
    ProjectEntry,
)
from tailrace.control.open import Control
from tailrace.control.projects.keys import LIVE_PREFIX
from tailrace.control.providers.providers import ProviderSpec
from tailrace.control.secrets import new_token
from tailrace.control.traffic.limit import read_limit
from tailrace.core.errors import NotFound
from tailrace.demo import traffic
from tailrace.demo.cast.acme import (
    BUDGET,
    MEMBERS,
    ORGANISATION,
    OWNER_EMAIL,
    PROJECTS,
    Project,
)
from tailrace.demo.cast.models import PROVIDERS, Provider
from tailrace.demo.cast.parts import WINDOW_US
from tailrace.demo.past import Place

SECRETS_FILE = "demo.json"
KEY_NAME = "demo"
SCOPES = frozenset({"gateway", "ingest", "read"})


class Secrets(msgspec.Struct, frozen=True):
    """What the demo must know again at its next start."""

    provider_key: str
    """What the demo's providers ask for."""
    keys: dict[str, str]
    """The secret of each project's key, by the project's name."""


@dataclass(frozen=True, slots=True)
class Ready:
    """Acme, as it stands in the control database."""

    owner_email: str
    places: Mapping[str, Place]
    """By the project's name."""
    secrets: Secrets = field(repr=False)
    is_new: bool
    """It was not there before: its past is still to be replayed."""


def prepare(
    control: Control, data_dir: Path, *, providers_url: str, timezone: str, now: datetime
) -> Ready:
    """Make Acme, or find it again; raises BadInput, Busy and Conflict as the control room does.

    A new one gets its history too: each version of a workflow and of a schema, when it began.

    `providers_url` is where `DemoProvider` answers: `http://127.0.0.1:8080/demo/providers`.
    """
    secrets = load_secrets(data_dir)
    is_new = not _is_there(control)
    for at_us in traffic.moments() if is_new else [WINDOW_US]:
        then = now - timedelta(microseconds=WINDOW_US - at_us)
        apply(control, _manifest(secrets, providers_url, timezone, at_us), then)
    return Ready(
        owner_email=OWNER_EMAIL,
        places={project.name: _place(control, secrets, project) for project in PROJECTS},
        secrets=secrets,
        is_new=is_new,
    )


def load_secrets(data_dir: Path) -> Secrets:
    """Return the secrets kept in the folder; made once, readable by their owner only."""
    path = data_dir / SECRETS_FILE
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return msgspec.json.decode(path.read_bytes(), type=Secrets)
    keys = {project.name: LIVE_PREFIX + new_token() for project in PROJECTS}
    secrets = Secrets(f"demo_{new_token()}", keys)
    with os.fdopen(descriptor, "wb") as file:
        file.write(msgspec.json.encode(secrets))
    return secrets


def _is_there(control: Control) -> bool:
    views = control.directory.current.projects.values()
    return any(view.org_name == ORGANISATION for view in views)


def _manifest(secrets: Secrets, providers_url: str, timezone: str, at_us: int) -> Manifest:
    members = tuple(MemberEntry(email, role, name, None) for email, role, name in MEMBERS)
    projects = tuple(_project(project, secrets, providers_url, at_us) for project in PROJECTS)
    limits = (read_limit(BUDGET),)
    return Manifest((OrganisationEntry(ORGANISATION, timezone, members, projects, limits),))


def _project(project: Project, secrets: Secrets, providers_url: str, at_us: int) -> ProjectEntry:
    """Return a project as it was then, with all providers."""
    key = KeyEntry(KEY_NAME, secrets.keys[project.name], SCOPES, None)
    return ProjectEntry(
        project.name,
        None,
        tuple(_provider(each, providers_url, secrets.provider_key) for each in PROVIDERS),
        (key,),
        workflows=traffic.workflows_of(project, at_us),
        schemas=traffic.schemas_of(project, at_us),
        limits=traffic.limits_of(project),
    )


def _provider(provider: Provider, providers_url: str, key: str) -> ProviderSpec:
    return ProviderSpec(provider.name, provider.kind, f"{providers_url}/{provider.path}", key)


def _place(control: Control, secrets: Secrets, project: Project) -> Place:
    grant = control.directory.current.find_key(secrets.keys[project.name])
    if grant is None:
        raise NotFound(
            f"The demo's key of the project {project.name} is gone.",
            hint="Start the demo with a fresh data folder.",
        )
    return Place(
        org_id=grant.org_id,
        project_id=grant.project_id,
        key_id=grant.key_id,
        environment=grant.environment,
    )
