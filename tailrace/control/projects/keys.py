"""Project keys: made once, recognised by hash, revoked for good.

A secret is shown when its key is made and never again. A revoked secret stays dead: it cannot be
given to a key a second time, so that a leaked one does not come back by applying an old file.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from tailrace.control.database import tables
from tailrace.control.database.db import mark_changed
from tailrace.control.projects.projects import checked_name, get_project
from tailrace.control.secrets import hash_secret, is_header_text, new_token
from tailrace.core.errors import BadInput, Conflict, NotFound
from tailrace.core.ids import KeyId, OrgId, ProjectId

SCOPES = ("gateway", "ingest", "read")
LIVE_PREFIX = "tr_live_"
TEST_PREFIX = "tr_test_"
SECRET_LENGTHS = range(16, 257)
LEAST_DISTINCT = 8


@dataclass(frozen=True, slots=True)
class KeySpec:
    """What a key is to be. Without a secret one is made, for tests or for live calls."""

    name: str
    scopes: frozenset[str]
    expires_at: datetime | None = None
    secret: str | None = field(default=None, repr=False)
    test: bool = False


@dataclass(frozen=True, slots=True)
class Key:
    """A key as it may be shown: without its secret."""

    id: KeyId
    name: str
    hint: str
    """`tr_live_…a1b2`"""
    scopes: frozenset[str]
    environment: str
    project_id: ProjectId
    project_name: str
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class CreatedKey:
    """A new key, and the only copy of its secret."""

    key: Key
    secret: str = field(repr=False)


def create_key(
    connection: Connection, org_id: OrgId, project_id: ProjectId, spec: KeySpec, now: datetime
) -> CreatedKey:
    """Make a key; raises BadInput, NotFound for the project, Conflict for a taken name."""
    _check(spec, now)
    project = get_project(connection, org_id, project_id)
    mark_changed(connection)
    if find_key(connection, org_id, project_id, spec.name) is not None:
        raise Conflict(
            f"There is a key {spec.name!r} in the project already.",
            hint="Choose another name, or revoke that key.",
        )
    secret = spec.secret or (TEST_PREFIX if spec.test else LIVE_PREFIX) + new_token()
    values = {
        "name": spec.name,
        "scopes": spec.scopes,
        "expires_at": spec.expires_at,
        **_secret_columns(connection, secret),
    }
    key_id = connection.execute(
        sa.insert(tables.keys)
        .values(project_id=project.id, created_at=now, **values)
        .returning(tables.keys.c.id)
    ).scalar_one()
    return CreatedKey(get_key(connection, org_id, key_id), secret)


def list_keys(
    connection: Connection, org_id: OrgId, project_id: ProjectId | None = None
) -> tuple[Key, ...]:
    """Return the keys of the organisation, or of one of its projects, newest first."""
    query = _select_keys(org_id).order_by(tables.keys.c.id.desc())
    if project_id is not None:
        query = query.where(tables.keys.c.project_id == project_id)
    return tuple(Key(**row) for row in connection.execute(query).mappings())


def get_key(connection: Connection, org_id: OrgId, key_id: KeyId) -> Key:
    """Return a key of the organisation; raises NotFound, also for one of another."""
    query = _select_keys(org_id).where(tables.keys.c.id == key_id)
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise NotFound("There is no such key.")
    return Key(**row)


def find_key(connection: Connection, org_id: OrgId, project_id: ProjectId, name: str) -> Key | None:
    """Return the working key of that name."""
    keys = tables.keys
    query = (
        _select_keys(org_id)
        .where(keys.c.project_id == project_id)
        .where(keys.c.name == name)
        .where(keys.c.revoked_at.is_(None))
    )
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else Key(**row)


def has_secret(connection: Connection, key: Key, secret: str) -> bool:
    keys = tables.keys
    query = sa.select(keys.c.secret_hash).where(keys.c.id == key.id)
    stored: str = connection.execute(query).scalar_one()
    return stored == hash_secret(secret)


def change_key(
    connection: Connection, org_id: OrgId, key_id: KeyId, spec: KeySpec, now: datetime
) -> Key:
    """Give a working key other scopes, expiry and, when the spec has one, another secret.

    The old secret stops working. Raises BadInput, NotFound, Conflict.
    """
    _check(spec, now)
    key = get_key(connection, org_id, key_id)
    if key.revoked_at is not None:
        raise Conflict("The key is revoked.", hint="Make a new one.")
    mark_changed(connection)
    values: dict[str, Any] = {"scopes": spec.scopes, "expires_at": spec.expires_at}
    if spec.secret is not None and not has_secret(connection, key, spec.secret):
        values |= _secret_columns(connection, spec.secret)
    connection.execute(sa.update(tables.keys).where(tables.keys.c.id == key_id).values(**values))
    return get_key(connection, org_id, key_id)


def rotate_key(
    connection: Connection, org_id: OrgId, key_id: KeyId, expires_at: datetime | None, now: datetime
) -> CreatedKey:
    """Give a working key another secret and expiry; the old secret stops working.

    Raises BadInput, NotFound, Conflict for a revoked key.
    """
    key = get_key(connection, org_id, key_id)
    prefix = TEST_PREFIX if key.environment == "test" else LIVE_PREFIX
    secret = prefix + new_token()
    spec = KeySpec(key.name, key.scopes, expires_at, secret)
    return CreatedKey(change_key(connection, org_id, key_id, spec, now), secret)


def revoke_key(connection: Connection, org_id: OrgId, key_id: KeyId, now: datetime) -> Key:
    """Make a key stop working, for good; a second time changes nothing. Raises NotFound."""
    key = get_key(connection, org_id, key_id)
    if key.revoked_at is not None:
        return key
    mark_changed(connection)
    connection.execute(
        sa.update(tables.keys).where(tables.keys.c.id == key_id).values(revoked_at=now)
    )
    return replace(key, revoked_at=now)


def checked_scope(scope: str) -> str:
    """Return the scope; raises BadInput."""
    if scope not in SCOPES:
        raise BadInput(f"{scope[:80]!r} is not a scope.", hint=f"Scopes are {', '.join(SCOPES)}.")
    return scope


def checked_secret(secret: str) -> str:
    """Return the secret; raises BadInput for one to be guessed or not fit for a header.

    The message does not repeat it.
    """
    hint = "Leave it out, and one is made."
    if len(secret) not in SECRET_LENGTHS:
        raise BadInput(
            f"The secret has {len(secret)} characters; a secret has 16 to 256.", hint=hint
        )
    if not is_header_text(secret):
        raise BadInput("The secret holds a character that a header cannot carry.", hint=hint)
    different = len(set(secret))
    if different < LEAST_DISTINCT:
        raise BadInput(
            f"The secret is easy to guess: it has {different} different characters.", hint=hint
        )
    return secret


def _check(spec: KeySpec, now: datetime) -> None:
    checked_name(spec.name)
    if not spec.scopes:
        raise BadInput("A key needs a scope.", hint=f"Scopes are {', '.join(SCOPES)}.")
    for scope in sorted(spec.scopes):
        checked_scope(scope)
    if spec.expires_at is not None and spec.expires_at <= now:
        raise BadInput("The key would have expired already.", hint="Choose a time to come.")
    if spec.secret is not None:
        checked_secret(spec.secret)


def _secret_columns(connection: Connection, secret: str) -> dict[str, str]:
    secret_hash = hash_secret(secret)
    keys = tables.keys
    holder = connection.execute(
        sa.select(keys.c.revoked_at).where(keys.c.secret_hash == secret_hash)
    ).one_or_none()
    if holder is not None:
        state = "belongs to another key" if holder.revoked_at is None else "was revoked"
        raise Conflict(f"The secret {state}.", hint="Choose another secret.")
    prefix = next((p for p in (LIVE_PREFIX, TEST_PREFIX) if secret.startswith(p)), "")
    return {
        "secret_hash": secret_hash,
        "hint": f"{prefix}…{secret[-4:]}",
        "environment": "test" if prefix == TEST_PREFIX else "live",
    }


def _select_keys(org_id: OrgId) -> sa.Select[Any]:
    keys, projects = tables.keys, tables.projects
    return (
        sa.select(
            keys.c.id,
            keys.c.name,
            keys.c.hint,
            keys.c.scopes,
            keys.c.environment,
            keys.c.project_id,
            projects.c.name.label("project_name"),
            keys.c.created_at,
            keys.c.expires_at,
            keys.c.last_used_at,
            keys.c.revoked_at,
        )
        .join_from(keys, projects)
        .where(projects.c.org_id == org_id)
    )
