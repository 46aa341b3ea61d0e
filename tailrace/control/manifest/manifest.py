"""What a configuration file says, checked before anything is changed.

YAML text goes in, a Manifest comes out: everything in it is known to be well formed, so applying
it can fail only because of what is already there. What a file leaves out (None) is left alone.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Protocol, TypeVar

from tailrace.control.manifest.document import Element, Source, read_document
from tailrace.control.people.accounts import checked_email
from tailrace.control.people.passwords import checked_password
from tailrace.control.people.roles import Role, checked_role
from tailrace.control.projects.keys import KeySpec, checked_scope, checked_secret
from tailrace.control.projects.projects import checked_name
from tailrace.control.providers.presets import checked_base_url, checked_kind
from tailrace.control.providers.providers import (
    ProviderSpec,
    checked_api_key,
    checked_provider_name,
)
from tailrace.control.traffic.limit import LimitSpec, read_limit
from tailrace.control.traffic.reading import BadDefinition
from tailrace.control.traffic.schema import SchemaSpec, read_schema
from tailrace.control.traffic.workflow import WorkflowSpec, read_workflow
from tailrace.core.window import moment, zone

DEFAULT_SCOPES = frozenset({"gateway"})
"""Of a key that the file gives none."""


class Named(Protocol):
    @property
    def name(self) -> str: ...


T = TypeVar("T")
N = TypeVar("N", bound=Named)


@dataclass(frozen=True, slots=True)
class MemberEntry:
    email: str
    role: Role
    person: str | None
    password: str | None = field(repr=False)
    """Given to a user who has none; never replaces one."""

    @property
    def name(self) -> str:
        return self.email


@dataclass(frozen=True, slots=True)
class KeyEntry:
    name: str
    secret: str | None = field(repr=False)
    scopes: frozenset[str] | None
    expires_at: datetime | None
    test: bool | None = None
    """Whether a made secret is for tests; a given secret says so by itself."""

    def spec(self) -> KeySpec:
        """Return the key to make."""
        scopes = self.scopes or DEFAULT_SCOPES
        return KeySpec(self.name, scopes, self.expires_at, self.secret, test=bool(self.test))


@dataclass(frozen=True, slots=True)
class ProjectEntry:
    name: str
    keep_bodies: bool | None
    providers: tuple[ProviderSpec, ...] | None
    keys: tuple[KeyEntry, ...] | None
    workflows: tuple[WorkflowSpec, ...] | None = None
    schemas: tuple[SchemaSpec, ...] | None = None
    limits: tuple[LimitSpec, ...] | None = None


@dataclass(frozen=True, slots=True)
class OrganisationEntry:
    name: str
    timezone: str | None
    members: tuple[MemberEntry, ...] | None
    projects: tuple[ProjectEntry, ...] | None
    limits: tuple[LimitSpec, ...] | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    organisations: tuple[OrganisationEntry, ...]


def read_manifest(text: str, source: Source) -> Manifest:
    """Return what the file says; raises BadInput that names the place and what was expected."""
    known = ("organisations",)
    fields = read_document(text, source).fields(known, required=known)
    return Manifest(_entries(fields["organisations"], _organisation))


def _organisation(element: Element) -> OrganisationEntry:
    known = ("name", "timezone", "members", "projects", "limits")
    fields = element.fields(known, ("name",))
    return OrganisationEntry(
        fields["name"].checked(checked_name),
        _maybe(fields, "timezone", lambda e: e.checked(zone).key),
        _maybe(fields, "members", partial(_entries, read=_member)),
        _maybe(fields, "projects", partial(_entries, read=_project)),
        _maybe(fields, "limits", partial(_entries, read=_limit)),
    )


def _member(element: Element) -> MemberEntry:
    fields = element.fields(("email", "role", "name", "password"), ("email", "role"))
    email = fields["email"].checked(checked_email)
    return MemberEntry(
        email,
        fields["role"].checked(checked_role),
        _maybe(fields, "name", lambda e: e.checked(checked_name)),
        _maybe(fields, "password", lambda e: e.checked(partial(checked_password, email=email))),
    )


def _project(element: Element) -> ProjectEntry:
    known = ("name", "keep_bodies", "providers", "keys", "workflows", "schemas", "limits")
    fields = element.fields(known, ("name",))
    return ProjectEntry(
        fields["name"].checked(checked_name),
        _maybe(fields, "keep_bodies", Element.flag),
        _maybe(fields, "providers", partial(_entries, read=_provider)),
        _maybe(fields, "keys", partial(_entries, read=_key)),
        _maybe(fields, "workflows", partial(_entries, read=_workflow)),
        _maybe(fields, "schemas", partial(_entries, read=_schema)),
        _maybe(fields, "limits", partial(_entries, read=_limit)),
    )


def _provider(element: Element) -> ProviderSpec:
    fields = element.fields(("name", "kind", "base_url", "api_key"), ("name", "kind"))
    return ProviderSpec(
        fields["name"].checked(checked_provider_name),
        fields["kind"].checked(checked_kind),
        _maybe(fields, "base_url", lambda e: e.checked(checked_base_url)),
        _maybe(fields, "api_key", lambda e: e.checked(checked_api_key)),
    )


def _key(element: Element) -> KeyEntry:
    fields = element.fields(("name", "secret", "scopes", "expires_at", "test"), ("name",))
    return KeyEntry(
        fields["name"].checked(checked_name),
        _maybe(fields, "secret", lambda e: e.checked(checked_secret)),
        _maybe(fields, "scopes", _scopes),
        _maybe(fields, "expires_at", lambda e: e.checked(partial(moment, name="expires_at"))),
        _maybe(fields, "test", Element.flag),
    )


def _workflow(element: Element) -> WorkflowSpec:
    return _definition(element, read_workflow)


def _schema(element: Element) -> SchemaSpec:
    return _definition(element, read_schema)


def _limit(element: Element) -> LimitSpec:
    return _definition(element, read_limit)


def _definition(element: Element, read: Callable[[object], T]) -> T:
    """Return what `read` makes of a definition; its first mistake becomes a complaint."""
    try:
        return read(element.plain())
    except BadDefinition as error:
        first = error.problems[0]
        raise element.at(first.path).complaint(first.message, first.hint) from None


def _scopes(element: Element) -> frozenset[str]:
    scopes = frozenset(item.checked(checked_scope) for item in element.items())
    if not scopes:
        raise element.complaint("A key needs a scope.")
    return scopes


def _maybe(fields: Mapping[str, Element], name: str, read: Callable[[Element], T]) -> T | None:
    """Return what `read` makes of the value, None when the file leaves the key out."""
    element = fields.get(name)
    return None if element is None else read(element)


def _entries(element: Element, read: Callable[[Element], N]) -> tuple[N, ...]:
    """Return the entries of a list; raises BadInput when two have the same name."""
    found: dict[str, N] = {}
    for item in element.items():
        entry = read(item)
        if entry.name in found:
            raise item.complaint(f"The name {entry.name} is given twice.")
        found[entry.name] = entry
    return tuple(found.values())
