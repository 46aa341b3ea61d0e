"""People and organisations for tests: Alice owns acme, Bob is a member, Charlie is a stranger."""

from dataclasses import dataclass
from datetime import UTC, datetime

from argon2 import PasswordHasher
from sqlalchemy.engine import Connection

from tailrace.control.open import Control
from tailrace.control.people import accounts
from tailrace.control.people.passwords import Passwords
from tailrace.control.people.roles import Role
from tailrace.control.projects.projects import create_organisation, create_project
from tailrace.core.ids import OrgId, ProjectId, UserId

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SECRET_KEY = "only for tests, and long enough to pass"
PASSWORD = "correct horse battery"


@dataclass(frozen=True)
class Tenants:
    acme: OrgId
    shop: ProjectId
    alice: UserId
    bob: UserId
    globex: OrgId
    lab: ProjectId
    charlie: UserId


def cheap_passwords() -> Passwords:
    """Return hashes that cost next to nothing."""
    return Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def make_tenants(control: Control) -> Tenants:
    """Fill an empty database; everybody's password is PASSWORD."""
    with control.db.transaction() as connection:
        acme = create_organisation(connection, "acme", "Europe/Berlin", NOW).id
        shop = create_project(connection, acme, "shop", NOW).id
        alice = add_person(connection, control.passwords, acme, "Alice", "owner")
        bob = add_person(connection, control.passwords, acme, "Bob", "member")
        globex = create_organisation(connection, "globex", "UTC", NOW).id
        lab = create_project(connection, globex, "lab", NOW).id
        charlie = add_person(connection, control.passwords, globex, "Charlie", "owner")
    return Tenants(acme, shop, alice, bob, globex, lab, charlie)


def add_person(
    connection: Connection, passwords: Passwords, org_id: OrgId, name: str, role: Role
) -> UserId:
    """Make a member called `name`, at name@example.com."""
    user = accounts.create_user(connection, f"{name.lower()}@example.com", name, NOW)
    accounts.set_password(connection, passwords, user.id, PASSWORD)
    accounts.add_member(connection, org_id, user.id, role, NOW)
    return user.id
