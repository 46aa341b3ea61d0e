"""Writes the configuration file of what is there, so that `apply` finds nothing to change.

Read from the database in one moment; out comes YAML text. No secret leaves: an API key stands as a
variable, which a comment at the top lists; a project key stands without its secret, so another
installation makes a new one. Passwords, removed things, and keys that do not work any more are
left out.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import yaml
from sqlalchemy.engine import Connection

from tailrace.control.people.accounts import list_members
from tailrace.control.projects import keys, projects
from tailrace.control.projects.keys import Key
from tailrace.control.projects.projects import Organisation, Project
from tailrace.control.providers import providers
from tailrace.control.providers.presets import PRESETS
from tailrace.control.providers.providers import Provider
from tailrace.control.traffic.limits import list_limits
from tailrace.control.traffic.schemas import SCHEMAS
from tailrace.control.traffic.workflows import WORKFLOWS
from tailrace.core.errors import NotFound
from tailrace.core.ids import OrgId, ProjectId

_NOT_IN_A_VARIABLE = re.compile(r"[^A-Z0-9]+")
_VARIABLE = re.compile(r"\$\{[^}]*\}")
_SETTINGS = "TAILRACE_"
"""Variables that begin so are settings, and a start is refused when one is unknown."""
HEAD = "# Written by `tailrace export-config`. `tailrace apply -f` reads it.\n"


class _Dumper(yaml.SafeDumper):
    """Writes each value out, and quotes what a reader would take for a line's end."""

    def ignore_aliases(self, data: Any) -> bool:
        del data
        return True

    def represent_scalar(self, tag: str, value: Any, style: str | None = None) -> yaml.ScalarNode:
        quoted = isinstance(value, str) and not value.isprintable()
        return super().represent_scalar(tag, value, '"' if quoted else style)


class _Variable(str):
    """A text that is to stay a variable."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class _Writing:
    """One export: what it reads from, and the variables that it made."""

    connection: Connection
    now: datetime
    variables: dict[str, str] = field(default_factory=dict)
    """What each is for, by name."""

    def variable(self, words: tuple[str, ...], purpose: str) -> _Variable:
        stem = _NOT_IN_A_VARIABLE.sub("_", "_".join(words).upper()).strip("_")
        if stem[0].isdigit() or stem.startswith(_SETTINGS):
            stem = f"OF_{stem}"
        name, number = stem, 1
        while name in self.variables:
            number += 1
            name = f"{stem}_{number}"
        self.variables[name] = purpose
        return _Variable(f"${{{name}}}")


def export(connection: Connection, now: datetime, organisation: str | None = None) -> str:
    """Return the file of every organisation, or of the one of that name; raises NotFound."""
    writing = _Writing(connection, now)
    found = [
        each
        for each in projects.list_organisations(connection)
        if organisation is None or each.name == organisation
    ]
    if organisation is not None and not found:
        raise NotFound(f"There is no organisation {organisation!r}.")
    whole = {"organisations": [_organisation(writing, each) for each in found]}
    text = yaml.dump(
        _escaped(whole), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100
    )
    return HEAD + "".join(_comments(writing.variables)) + text


def _comments(variables: Mapping[str, str]) -> Iterator[str]:
    if variables:
        yield "# Secrets are not in it. Set these variables before applying it:\n"
    for name, purpose in variables.items():
        yield f"#   {name}  {purpose}\n"


def _organisation(writing: _Writing, found: Organisation) -> dict[str, Any]:
    members = [
        {"email": member.email, "role": member.role, "name": member.name}
        for member in list_members(writing.connection, found.id)
    ]
    listed = projects.list_projects(writing.connection, found.id)
    return {
        "name": found.name,
        "timezone": found.timezone,
        **_block("members", sorted(members, key=lambda member: member["email"])),
        **_block("projects", [_project(writing, found, project) for project in listed]),
        **_block("limits", _limits(writing, found.id, None)),
    }


def _project(writing: _Writing, organisation: Organisation, project: Project) -> dict[str, Any]:
    connection, org_id = writing.connection, organisation.id
    found = providers.list_providers(connection, org_id, project.id)
    held = keys.list_keys(connection, org_id, project.id)
    works = [
        key
        for key in held
        if key.revoked_at is None and (key.expires_at is None or key.expires_at > writing.now)
    ]
    schemas = SCHEMAS.list_newest(connection, org_id, project.id)
    workflows = WORKFLOWS.list_newest(connection, org_id, project.id)
    return {
        "name": project.name,
        "keep_bodies": project.keep_bodies,
        **_block("providers", [_provider(writing, organisation, each) for each in found]),
        **_block("keys", [_key(key) for key in sorted(works, key=lambda key: key.name)]),
        **_block("schemas", [schema.spec.definition() for schema in schemas]),
        **_block("workflows", [workflow.spec.definition() for workflow in workflows]),
        **_block("limits", _limits(writing, org_id, project.id)),
    }


def _block(name: str, entries: list[dict[str, Any]]) -> dict[str, Any]:
    return {name: entries} if entries else {}


def _provider(writing: _Writing, organisation: Organisation, provider: Provider) -> dict[str, Any]:
    told: dict[str, Any] = {"name": provider.name, "kind": provider.kind}
    if provider.base_url != PRESETS[provider.kind].base_url:
        told["base_url"] = provider.base_url
    if provider.api_key_hint:
        words = (organisation.name, provider.project_name, provider.name)
        purpose = f"the API key of {'/'.join(words)} ({provider.api_key_hint})"
        told["api_key"] = writing.variable((*words, "API_KEY"), purpose)
    return told


def _key(key: Key) -> dict[str, Any]:
    told: dict[str, Any] = {"name": key.name, "scopes": sorted(key.scopes)}
    if key.expires_at is not None:
        told["expires_at"] = key.expires_at.isoformat().replace("+00:00", "Z")
    if key.environment == "test":
        told["test"] = True
    return told


def _limits(writing: _Writing, org_id: OrgId, project_id: ProjectId | None) -> list[dict[str, Any]]:
    listed = list_limits(writing.connection, org_id, project_id)
    return [limit.spec.definition() for limit in listed if limit.project_id == project_id]


def _escaped(value: Any) -> Any:
    """Return the value with each text that looks like a variable written so that it stays one."""
    if isinstance(value, dict):
        return {name: _escaped(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_escaped(inner) for inner in value]
    if isinstance(value, str):
        return str(value) if isinstance(value, _Variable) else _VARIABLE.sub(r"$\g<0>", value)
    return value
