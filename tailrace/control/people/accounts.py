"""Users, and the organisations that they are members of.

A user is known by an e-mail address, kept in lower case. Every organisation that has an owner keeps
one.
"""

import re
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from tailrace.control.database import tables
from tailrace.control.people.passwords import Passwords, checked_password, is_text
from tailrace.control.people.roles import Role
from tailrace.control.projects.projects import Project, checked_name, list_projects
from tailrace.core.errors import BadInput, Conflict, NotFound
from tailrace.core.ids import OrgId, UserId

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
EMAIL_LENGTH = 254


@dataclass(frozen=True, slots=True)
class User:
    id: UserId
    email: str
    name: str
    has_password: bool


@dataclass(frozen=True, slots=True)
class Member:
    """A user, as one organisation sees them."""

    id: UserId
    email: str
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Membership:
    """An organisation, as one user sees it."""

    org_id: OrgId
    org_name: str
    timezone: str
    role: Role
    projects: tuple[Project, ...]


def checked_email(text: str) -> str:
    """Return the address in the form it is kept in; raises BadInput."""
    email = text.strip().lower()
    if len(email) > EMAIL_LENGTH or not email.isprintable() or not _EMAIL.fullmatch(email):
        raise BadInput(f"{text[:80]!r} is not an e-mail address.", hint="Like alice@example.com.")
    return email


def create_user(connection: Connection, email: str, name: str, now: datetime) -> User:
    """Make a user without a password; raises BadInput, Conflict when the address is taken."""
    email = checked_email(email)
    checked_name(name)
    if find_user(connection, email) is not None:
        raise Conflict(f"{email} has an account already.", hint="Sign in with it.")
    user_id = connection.execute(
        sa.insert(tables.users)
        .values(email=email, name=name, created_at=now)
        .returning(tables.users.c.id)
    ).scalar_one()
    return User(user_id, email, name, has_password=False)


def find_user(connection: Connection, email: str) -> User | None:
    """Return the user of that address, however it is capitalised."""
    email = email.strip().lower()
    if not is_text(email) or not email.isprintable():
        return None
    row = connection.execute(
        sa.select(tables.users).where(tables.users.c.email == email)
    ).one_or_none()
    return None if row is None else _user(row)


def get_user(connection: Connection, user_id: UserId) -> User:
    """Return the user; raises NotFound."""
    row = connection.execute(
        sa.select(tables.users).where(tables.users.c.id == user_id)
    ).one_or_none()
    if row is None:
        raise NotFound("There is no such user.")
    return _user(row)


def set_name(connection: Connection, user_id: UserId, name: str) -> None:
    """Change what the user is called; raises BadInput."""
    checked_name(name)
    users = tables.users
    connection.execute(sa.update(users).where(users.c.id == user_id).values(name=name))


def find_password_hash(connection: Connection, user_id: UserId) -> str | None:
    users = tables.users
    query = sa.select(users.c.password_hash).where(users.c.id == user_id)
    found: str | None = connection.execute(query).scalar_one_or_none()
    return found


def set_password(
    connection: Connection, passwords: Passwords, user_id: UserId, password: str
) -> None:
    """Give the user a password and sign them out everywhere; raises BadInput, NotFound."""
    user = get_user(connection, user_id)
    checked_password(password, user.email)
    users, sessions = tables.users, tables.sessions
    connection.execute(
        sa.update(users).where(users.c.id == user_id).values(password_hash=passwords.hash(password))
    )
    connection.execute(sa.delete(sessions).where(sessions.c.user_id == user_id))


def has_owner(connection: Connection, org_id: OrgId | None = None) -> bool:
    """Return whether the organisation, or any at all, has an owner."""
    members = tables.members
    query = sa.select(members.c.user_id).where(members.c.role == "owner").limit(1)
    if org_id is not None:
        query = query.where(members.c.org_id == org_id)
    return connection.execute(query).first() is not None


def list_memberships(connection: Connection, user_id: UserId) -> tuple[Membership, ...]:
    """Return the user's organisations by name, each with its projects."""
    members, organisations = tables.members, tables.organisations
    rows = connection.execute(
        sa.select(organisations.c.id, organisations.c.name, organisations.c.timezone)
        .add_columns(members.c.role)
        .join_from(members, organisations)
        .where(members.c.user_id == user_id)
        .order_by(organisations.c.name)
    ).all()
    return tuple(
        Membership(row.id, row.name, row.timezone, row.role, list_projects(connection, row.id))
        for row in rows
    )


def get_role(connection: Connection, org_id: OrgId, user_id: UserId) -> Role:
    """Return what the user is in the organisation; raises NotFound for a stranger."""
    members = tables.members
    role: Role | None = connection.execute(
        sa.select(members.c.role)
        .where(members.c.org_id == org_id)
        .where(members.c.user_id == user_id)
    ).scalar_one_or_none()
    if role is None:
        raise NotFound("There is no such organisation.")
    return role


def list_members(connection: Connection, org_id: OrgId) -> tuple[Member, ...]:
    """Return the organisation's members by e-mail address."""
    members, users = tables.members, tables.users
    rows = connection.execute(
        sa.select(users.c.id, users.c.email, users.c.name, members.c.role)
        .join_from(members, users)
        .where(members.c.org_id == org_id)
        .order_by(users.c.email)
    )
    return tuple(Member(row.id, row.email, row.name, row.role) for row in rows)


def add_member(
    connection: Connection, org_id: OrgId, user_id: UserId, role: Role, now: datetime
) -> None:
    """Make the user a member; raises NotFound, Conflict when they are one."""
    _lock(connection, org_id)
    get_user(connection, user_id)
    if any(member.id == user_id for member in list_members(connection, org_id)):
        raise Conflict("The user is a member already.", hint="Change the role instead.")
    connection.execute(
        sa.insert(tables.members).values(org_id=org_id, user_id=user_id, role=role, created_at=now)
    )


def set_role(connection: Connection, org_id: OrgId, user_id: UserId, role: Role) -> None:
    """Change a member's role; raises NotFound, Conflict when no owner would be left."""
    _lock(connection, org_id)
    before = get_role(connection, org_id, user_id)
    members = tables.members
    connection.execute(
        sa.update(members)
        .where(members.c.org_id == org_id)
        .where(members.c.user_id == user_id)
        .values(role=role)
    )
    _keep_an_owner(connection, org_id, before)


def remove_member(connection: Connection, org_id: OrgId, user_id: UserId) -> None:
    """End a membership; raises NotFound, Conflict when no owner would be left."""
    _lock(connection, org_id)
    before = get_role(connection, org_id, user_id)
    members = tables.members
    connection.execute(
        sa.delete(members).where(members.c.org_id == org_id).where(members.c.user_id == user_id)
    )
    _keep_an_owner(connection, org_id, before)


def _keep_an_owner(connection: Connection, org_id: OrgId, before: Role) -> None:
    if before == "owner" and not has_owner(connection, org_id):
        raise Conflict(
            "The organisation would have no owner.", hint="Make somebody else owner first."
        )


def _lock(connection: Connection, org_id: OrgId) -> None:
    """Let changes of one organisation's members happen one after the other; raises NotFound."""
    organisations = tables.organisations
    row = connection.execute(
        sa.select(organisations.c.id).where(organisations.c.id == org_id).with_for_update()
    ).one_or_none()
    if row is None:
        raise NotFound("There is no such organisation.")


def _user(row: sa.Row[tuple[object, ...]]) -> User:
    return User(row.id, row.email, row.name, row.password_hash is not None)
