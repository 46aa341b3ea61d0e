"""Invitations: a one-time link makes whoever holds it a member, under the address it is for.

Nobody is made a member, and no account is made, before the invited person says so. Somebody who
has an account joins with that account only: a link alone never signs in as anybody who was there
before. Only a link's hash is stored, and an address has one open invitation of an organisation.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from tailrace.control.database import tables
from tailrace.control.people import accounts
from tailrace.control.people.accounts import User
from tailrace.control.people.passwords import Passwords
from tailrace.control.people.roles import Role
from tailrace.control.secrets import hash_secret, new_token
from tailrace.core.errors import BadInput, Conflict, NotAllowed, NotFound, NotSignedIn
from tailrace.core.ids import InvitationId, OrgId, UserId

LIFETIME = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation as it may be shown: without its token."""

    id: InvitationId
    org_id: OrgId
    org_name: str
    email: str
    role: Role
    created_at: datetime
    created_by: str
    """The name of the person who invites."""
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class MadeInvitation:
    """A new invitation, and the only copy of its token."""

    invitation: Invitation
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who has no account, and what is to be in it."""

    name: str | None
    password: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Joined:
    """Who became a member of what."""

    user_id: UserId
    org_id: OrgId


def invite(
    connection: Connection, org_id: OrgId, email: str, role: Role, by: UserId, now: datetime
) -> MadeInvitation:
    """Invite somebody; what was open for the address before is taken back.

    Raises BadInput for a bad address, Conflict for a member.
    """
    email = accounts.checked_email(email)
    if any(member.email == email for member in accounts.list_members(connection, org_id)):
        raise Conflict(f"{email} is a member already.", hint="Change the role instead.")
    invitations = tables.invitations
    connection.execute(
        sa.update(invitations)
        .where(invitations.c.org_id == org_id, invitations.c.email == email, _is_open())
        .values(revoked_at=now)
    )
    token = new_token()
    number = connection.execute(
        sa.insert(invitations)
        .values(org_id=org_id, email=email, role=role, token_hash=hash_secret(token))
        .values(created_at=now, created_by=by, expires_at=now + LIFETIME)
        .returning(invitations.c.id)
    ).scalar_one()
    found = connection.execute(_select().where(invitations.c.id == number)).mappings().one()
    return MadeInvitation(Invitation(**found), token)


def list_invitations(connection: Connection, org_id: OrgId) -> tuple[Invitation, ...]:
    """Return those that are neither accepted nor taken back, newest first; also expired ones."""
    invitations = tables.invitations
    query = _select().where(invitations.c.org_id == org_id, _is_open())
    rows = connection.execute(query.order_by(invitations.c.id.desc())).mappings()
    return tuple(Invitation(**row) for row in rows)


def revoke_invitation(
    connection: Connection, org_id: OrgId, invitation_id: InvitationId, now: datetime
) -> None:
    """Take an invitation back, so that its link lets nobody in; raises NotFound."""
    invitations = tables.invitations
    changed = connection.execute(
        sa.update(invitations)
        .where(invitations.c.id == invitation_id, invitations.c.org_id == org_id, _is_open())
        .values(revoked_at=now)
    )
    if changed.rowcount == 0:
        raise NotFound("There is no such invitation.")


def read_invitation(connection: Connection, token: str, now: datetime) -> Invitation:
    """Return what a link is for; raises NotFound unless it still holds."""
    invitations = tables.invitations
    query = _select().where(
        invitations.c.token_hash == hash_secret(token), _is_open(), invitations.c.expires_at > now
    )
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise NotFound(
            "The invitation was used, was taken back, or is too old.",
            hint="Ask for a new one.",
        )
    return Invitation(**row)


def accept_invitation(connection: Connection, token: str, user: User, now: datetime) -> Invitation:
    """Use a link up and make the user a member.

    Raises NotFound unless the link holds, NotAllowed for anybody but whom it is for, Conflict for a
    member. It is used up when the transaction is saved.
    """
    found = read_invitation(connection, token, now)
    if user.email != found.email:
        raise NotAllowed(
            f"The invitation is for {found.email}.", hint=f"You are signed in as {user.email}."
        )
    invitations = tables.invitations
    taken = connection.execute(
        sa.update(invitations)
        .where(invitations.c.id == found.id, _is_open())
        .values(accepted_at=now)
    )
    if taken.rowcount == 0:
        raise NotFound("The invitation was used.", hint="Ask for a new one.")
    accounts.add_member(connection, found.org_id, user.id, found.role, now)
    return found


def join(
    connection: Connection, passwords: Passwords, token: str, who: User | Newcomer, now: datetime
) -> Joined:
    """Use a link up for whoever holds it: signed in as `who`, or somebody without an account.

    Raises what `accept_invitation` does, NotSignedIn when the address has an account, and BadInput
    for a newcomer without a name or a good password.
    """
    found = read_invitation(connection, token, now)
    known = accounts.find_user(connection, found.email)
    if isinstance(who, Newcomer):
        if known is not None:
            raise NotSignedIn(
                f"{found.email} has an account already.", hint="Sign in with it to accept."
            )
        user = _welcome(connection, passwords, found.email, who, now)
    elif known is None:
        raise NotAllowed(
            f"The invitation is for {found.email}.", hint=f"You are signed in as {who.email}."
        )
    else:
        user = who
    accept_invitation(connection, token, user, now)
    return Joined(user.id, found.org_id)


def _welcome(
    connection: Connection, passwords: Passwords, email: str, newcomer: Newcomer, now: datetime
) -> User:
    """Make the account of somebody who has none."""
    if newcomer.name is None or newcomer.password is None:
        raise BadInput("A new account needs a name and a password.", hint="Send both.")
    user = accounts.create_user(connection, email, newcomer.name, now)
    accounts.set_password(connection, passwords, user.id, newcomer.password)
    return user


def _is_open() -> sa.ColumnElement[bool]:
    invitations = tables.invitations
    return invitations.c.accepted_at.is_(None) & invitations.c.revoked_at.is_(None)


def _select() -> sa.Select[Any]:
    invitations, organisations, users = tables.invitations, tables.organisations, tables.users
    return (
        sa.select(
            invitations.c.id,
            invitations.c.org_id,
            organisations.c.name.label("org_name"),
            invitations.c.email,
            invitations.c.role,
            invitations.c.created_at,
            users.c.name.label("created_by"),
            invitations.c.expires_at,
        )
        .join_from(invitations, organisations)
        .join(users, users.c.id == invitations.c.created_by)
    )
