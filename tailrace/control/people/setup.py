"""The first start: a one-time link makes the first owner, with an organisation and a project."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from tailrace.control.database import tables
from tailrace.control.database.db import Db, mark_changed
from tailrace.control.people import accounts, links
from tailrace.control.people.passwords import Passwords, checked_password
from tailrace.control.projects.projects import (
    Organisation,
    Project,
    checked_name,
    create_organisation,
    create_project,
    find_organisation,
    list_projects,
)
from tailrace.core.errors import Conflict
from tailrace.core.ids import OrgId, ProjectId, UserId
from tailrace.core.window import zone

LINK_LIFETIME = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Setup:
    """What the first person says about themselves."""

    token: str = field(repr=False)
    email: str
    name: str
    password: str = field(repr=False)
    organisation: str
    timezone: str = "UTC"
    project: str = "default"


@dataclass(frozen=True, slots=True)
class SetupDone:
    user_id: UserId
    org_id: OrgId
    project_id: ProjectId


def is_setup_needed(connection: Connection) -> bool:
    """Return whether nobody owns anything yet."""
    return not accounts.has_owner(connection)


def create_setup_link(db: Db, now: datetime) -> str | None:
    """Return the token of a new link, or None when there is an owner. Older links still hold."""
    with db.transaction() as connection:
        if not is_setup_needed(connection):
            return None
        links.forget_old_links(connection, now)
        return links.create_link(connection, "setup", None, now, LINK_LIFETIME)


def complete_setup(db: Db, passwords: Passwords, setup: Setup, now: datetime) -> SetupDone:
    """Make the first owner, once; an organisation that `apply` made without one is taken over.

    Raises BadInput, NotSignedIn for a link that does not hold, Conflict when there is an owner or
    the address has an account. After a failure the link still holds.
    """
    email = accounts.checked_email(setup.email)
    for name in (setup.name, setup.organisation, setup.project):
        checked_name(name)
    zone(setup.timezone)
    checked_password(setup.password, email)
    password_hash = passwords.hash(setup.password)  # slow, so before the database is locked
    with db.transaction() as connection:
        mark_changed(connection)  # a lock: two links at the same moment make one owner
        links.take_link(connection, "setup", setup.token, now)
        if not is_setup_needed(connection):
            raise Conflict("There is an owner already.", hint="Ask them to add you.")
        user = accounts.create_user(connection, email, setup.name, now)
        users = tables.users
        connection.execute(
            sa.update(users).where(users.c.id == user.id).values(password_hash=password_hash)
        )
        organisation = _organisation(connection, setup, now)
        accounts.add_member(connection, organisation.id, user.id, "owner", now)
        project = _project(connection, organisation, setup, now)
        return SetupDone(user.id, organisation.id, project.id)


def _organisation(connection: Connection, setup: Setup, now: datetime) -> Organisation:
    found = find_organisation(connection, setup.organisation)
    return found or create_organisation(connection, setup.organisation, setup.timezone, now)


def _project(
    connection: Connection, organisation: Organisation, setup: Setup, now: datetime
) -> Project:
    for project in list_projects(connection, organisation.id):
        if project.name == setup.project:
            return project
    return create_project(connection, organisation.id, setup.project, now)
