"""Signed-in browsers: a random token in a cookie, its hash in the database.

A session selects one organisation and one or all of its projects; what was selected holds only
while the user is a member there, and is looked up anew each time, so that a change of role or
membership works at once.
"""

import hmac
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from tailrace.control.database import tables
from tailrace.control.database.db import Db
from tailrace.control.people import accounts, links
from tailrace.control.people.accounts import Membership, User
from tailrace.control.people.passwords import Passwords
from tailrace.control.people.throttle import SignInLimit
from tailrace.control.projects.projects import get_project
from tailrace.control.secrets import hash_secret, new_token
from tailrace.core.errors import NotAllowed, NotSignedIn
from tailrace.core.ids import OrgId, ProjectId, UserId

SEEN_STEP = timedelta(minutes=10)
"""`last_seen_at` is written no more often than this."""


@dataclass(frozen=True, slots=True)
class Credentials:
    email: str
    password: str = field(repr=False)
    address: str
    """Where the browser is: failures are counted for it."""


@dataclass(frozen=True, slots=True)
class Session:
    """Who is there, and what they look at."""

    token_hash: str = field(repr=False)
    user: User
    csrf_token: str = field(repr=False)
    memberships: tuple[Membership, ...]
    selected: Membership | None
    """None only for a user who is a member of nothing."""
    project_id: ProjectId | None
    """None: all projects of the organisation."""
    expires_at: datetime

    def check_csrf(self, token: str | None) -> None:
        """Raise NotAllowed unless a write carries this session's CSRF token."""
        given = (token or "").encode("utf-8", "surrogatepass")
        if not hmac.compare_digest(given, self.csrf_token.encode()):
            raise NotAllowed(
                "The write carries no valid CSRF token.", hint="Send it as X-CSRF-Token."
            )


def sign_in(
    db: Db,
    passwords: Passwords,
    limit: SignInLimit,
    credentials: Credentials,
    now: datetime,
    lifetime: timedelta,
) -> str:
    """Return the token of a new session.

    Raises NotSignedIn, after the same time whether or not the address is known, and LimitReached
    after too many failures.
    """
    email = credentials.email.strip().lower()
    limit.take(email, credentials.address, now)
    with db.reading() as connection:
        user = accounts.find_user(connection, email)
        stored = None if user is None else accounts.find_password_hash(connection, user.id)
    if not passwords.matches(stored, credentials.password) or user is None:
        raise NotSignedIn("The e-mail address or the password is wrong.")
    limit.forgive(email, credentials.address)
    with db.transaction() as connection:
        return open_session(connection, user.id, now, lifetime)


def sign_in_by_link(db: Db, token: str, now: datetime, lifetime: timedelta) -> str:
    """Use a sign-in link up and return the token of a new session; raises NotSignedIn."""
    with db.transaction() as connection:
        user_id = links.take_link(connection, "signin", token, now)
        if user_id is None:
            raise NotSignedIn("The link is for nobody.")
        return open_session(connection, user_id, now, lifetime)


def open_session(
    connection: Connection, user_id: UserId, now: datetime, lifetime: timedelta
) -> str:
    """Return the token of a new session, and forget the sessions that are over."""
    sessions = tables.sessions
    connection.execute(sa.delete(sessions).where(sessions.c.expires_at <= now))
    token = new_token()
    connection.execute(
        sa.insert(sessions).values(
            token_hash=hash_secret(token),
            user_id=user_id,
            csrf_token=new_token(),
            created_at=now,
            last_seen_at=now,
            expires_at=now + lifetime,
        )
    )
    return token


def resume_session(db: Db, token: str, now: datetime) -> Session | None:
    """Return the session of a cookie, or None when it is unknown or over."""
    sessions = tables.sessions
    with db.reading() as connection:
        row = connection.execute(
            sa.select(sessions)
            .where(sessions.c.token_hash == hash_secret(token))
            .where(sessions.c.expires_at > now)
        ).one_or_none()
        if row is None:
            return None
        session = _session(connection, row)
    if row.last_seen_at + SEEN_STEP <= now:
        with db.transaction() as connection:
            connection.execute(
                sa.update(sessions)
                .where(sessions.c.token_hash == session.token_hash)
                .values(last_seen_at=now)
            )
    return session


def select(
    connection: Connection, session: Session, org_id: OrgId, project_id: ProjectId | None
) -> None:
    """Change what the session looks at; raises NotFound for what its user may not see."""
    accounts.get_role(connection, org_id, session.user.id)
    if project_id is not None:
        get_project(connection, org_id, project_id)
    sessions = tables.sessions
    connection.execute(
        sa.update(sessions)
        .where(sessions.c.token_hash == session.token_hash)
        .values(org_id=org_id, project_id=project_id)
    )


def look_at(connection: Connection, token: str, org_id: OrgId) -> None:
    """Let a session just made look at all projects of one of its user's organisations."""
    sessions = tables.sessions
    connection.execute(
        sa.update(sessions)
        .where(sessions.c.token_hash == hash_secret(token))
        .values(org_id=org_id, project_id=None)
    )


def sign_out(connection: Connection, session: Session) -> None:
    """End the session; its cookie stops working at once."""
    sessions = tables.sessions
    connection.execute(sa.delete(sessions).where(sessions.c.token_hash == session.token_hash))


def _session(connection: Connection, row: sa.Row[tuple[object, ...]]) -> Session:
    memberships = accounts.list_memberships(connection, row.user_id)
    chosen = next((m for m in memberships if m.org_id == row.org_id), None)
    project_ids = {project.id for project in chosen.projects} if chosen else set()
    return Session(
        row.token_hash,
        accounts.get_user(connection, row.user_id),
        row.csrf_token,
        memberships,
        chosen or next(iter(memberships), None),
        row.project_id if row.project_id in project_ids else None,
        row.expires_at,
    )
