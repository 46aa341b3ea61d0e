"""The cast of the API's tests: two organisations, their people and keys, in a real database.

Alice owns acme, Bob is a member and Vera a viewer there; Charlie owns globex and may see nothing
of acme. acme has the projects shop and lab, globex has the project depot.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from fastapi import FastAPI
from fastapi.testclient import TestClient

from tailrace.control.open import Control, open_control
from tailrace.control.people.roles import Role
from tailrace.control.projects.keys import KeySpec, create_key
from tailrace.control.projects.projects import create_organisation, create_project
from tailrace.core.clock import Clock, from_us
from tailrace.core.ids import OrgId, ProjectId
from tests.fakes.tenants import PASSWORD, add_person, cheap_passwords

URL = "http://tailrace.test"
PEOPLE: Mapping[str, tuple[str, Role]] = {
    "alice": ("acme", "owner"),
    "bob": ("acme", "member"),
    "vera": ("acme", "viewer"),
    "charlie": ("globex", "owner"),
}


@dataclass(slots=True)
class Town:
    """Who and what there is; secrets by the name of their key."""

    control: Control
    clock: Clock
    organisations: dict[str, OrgId] = field(default_factory=dict)
    projects: dict[str, ProjectId] = field(default_factory=dict)
    keys: dict[str, int] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)


def found_town(folder: Path, clock: Clock) -> Town:
    """Make the database with everybody in it."""
    control = open_control(
        f"sqlite:///{folder / 'control.db'}", folder, passwords=cheap_passwords()
    )
    town = Town(control, clock)
    _add_organisation(town, "acme", "Europe/Berlin", ("shop", "lab"))
    _add_organisation(town, "globex", "Asia/Tokyo", ("depot",))
    with control.db.transaction() as connection:
        for name, (organisation, role) in PEOPLE.items():
            org_id = town.organisations[organisation]
            add_person(connection, control.passwords, org_id, name.title(), role)
    for name, project, scopes in (
        ("shop-read", "shop", {"read"}),
        ("lab-read", "lab", {"read", "gateway"}),
        ("shop-gateway", "shop", {"gateway"}),
        ("depot-read", "depot", {"read"}),
    ):
        add_key(town, name, project, frozenset(scopes))
    control.directory.refresh()
    return town


def add_key(
    town: Town, name: str, project: str, scopes: frozenset[str], lifetime: timedelta | None = None
) -> str:
    """Make a key of the project and return its secret."""
    now = from_us(town.clock.now_us())
    org_id = town.organisations["globex" if project == "depot" else "acme"]
    spec = KeySpec(name, scopes, None if lifetime is None else now + lifetime)
    with town.control.db.transaction() as connection:
        made = create_key(connection, org_id, town.projects[project], spec, now)
    town.keys[name] = made.key.id
    town.secrets[name] = made.secret
    return made.secret


def email(name: str) -> str:
    return f"{name}@example.com"


def visitor(app: FastAPI, url: str = URL, address: str = "203.0.113.7") -> TestClient:
    """Return a browser that nobody has signed in with."""
    return TestClient(app, base_url=url, client=(address, 50000), raise_server_exceptions=False)


def browser(app: FastAPI, name: str) -> TestClient:
    """Return a browser in which that person is signed in, and which sends the CSRF token."""
    client = visitor(app)
    answer = client.post(
        "/api/v1/session", json={"email": email(name), "password": PASSWORD}
    ).raise_for_status()
    client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
    return client


def key_holder(app: FastAPI, secret: str) -> TestClient:
    """Return a program that sends the key."""
    client = visitor(app)
    client.headers["Authorization"] = f"Bearer {secret}"
    return client


def _add_organisation(town: Town, name: str, timezone: str, projects: tuple[str, ...]) -> None:
    now = from_us(town.clock.now_us())
    with town.control.db.transaction() as connection:
        made = create_organisation(connection, name, timezone, now)
        town.organisations[name] = made.id
        for project in projects:
            town.projects[project] = create_project(connection, made.id, project, now).id
