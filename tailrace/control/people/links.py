"""Links that let somebody in once: the first owner's, and a member's who has no password yet.

Only a link's hash is stored. Taking one is a single conditional UPDATE, so of two that try at the
same moment one wins.
"""

from datetime import datetime, timedelta
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from tailrace.control.database import tables
from tailrace.control.secrets import hash_secret, new_token
from tailrace.core.errors import NotSignedIn
from tailrace.core.ids import UserId

Purpose = Literal["setup", "signin"]


def create_link(
    connection: Connection,
    purpose: Purpose,
    user_id: UserId | None,
    now: datetime,
    lifetime: timedelta,
) -> str:
    """Return the token of a new link; `user_id` is whom it signs in."""
    token = new_token()
    connection.execute(
        sa.insert(tables.links).values(
            token_hash=hash_secret(token),
            purpose=purpose,
            user_id=user_id,
            created_at=now,
            expires_at=now + lifetime,
        )
    )
    return token


def take_link(connection: Connection, purpose: Purpose, token: str, now: datetime) -> UserId | None:
    """Use a link up and return whom it is for; raises NotSignedIn unless it still holds.

    It is used up when the transaction is saved: a failure later in it leaves the link as it was.
    """
    links = tables.links
    taken = connection.execute(
        sa.update(links)
        .where(links.c.token_hash == hash_secret(token))
        .where(links.c.purpose == purpose)
        .where(links.c.used_at.is_(None))
        .where(links.c.expires_at > now)
        .values(used_at=now)
        .returning(links.c.user_id)
    ).one_or_none()
    if taken is None:
        raise NotSignedIn("The link was used, or is too old.", hint="Ask for a new one.")
    user_id: UserId | None = taken.user_id
    return user_id


def has_open_link(connection: Connection, user_id: UserId, now: datetime) -> bool:
    """Return whether the user holds a sign-in link that would still work."""
    links = tables.links
    query = (
        sa.select(links.c.token_hash)
        .where(links.c.user_id == user_id)
        .where(links.c.used_at.is_(None))
        .where(links.c.expires_at > now)
    )
    return connection.execute(query.limit(1)).first() is not None


def forget_old_links(connection: Connection, now: datetime) -> None:
    links = tables.links
    connection.execute(sa.delete(links).where(links.c.expires_at <= now))
