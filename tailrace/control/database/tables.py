"""The control database's tables, as SQLAlchemy Core values.

What must stay true: all times are aware UTC; secrets that only have to be recognised are kept as
SHA-256 (keys, session and link tokens), secrets that have to be sent on are sealed (`secrets.py`).
The ids of organisations, projects and keys are written into every stored record, so they are never
given out twice: these rows stay (`removed_at`, `revoked_at`), and SQLite numbers them with
AUTOINCREMENT. Records name workflows and schemas with their version, so these stay too, and a name
that comes back goes on counting. `migrations/` makes the tables; a test compares the two.
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Dialect


class UtcTime(sa.TypeDecorator[datetime]):
    """An aware time: stored as UTC, given back as UTC, refused when it has no zone."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value.isoformat()} has no time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        del dialect
        if value is None:
            return None
        # SQLite keeps no zone; PostgreSQL answers in the connection's.
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Words(sa.TypeDecorator[frozenset[str]]):
    """A small set of words, kept as sorted text with spaces between."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: frozenset[str] | None, dialect: Dialect) -> str | None:
        del dialect
        return None if value is None else " ".join(sorted(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> frozenset[str] | None:
        del dialect
        return None if value is None else frozenset(value.split())


metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

organisations = sa.Table(
    "organisations",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    sa.Column("timezone", sa.Text, nullable=False),
    sa.Column("created_at", UtcTime, nullable=False),
    sqlite_autoincrement=True,
)

projects = sa.Table(
    "projects",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("org_id", sa.ForeignKey("organisations.id"), nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("keep_bodies", sa.Boolean, nullable=False),
    sa.Column("created_at", UtcTime, nullable=False),
    sa.Column("removed_at", UtcTime),
    sa.UniqueConstraint("org_id", "name"),
    sqlite_autoincrement=True,
)

users = sa.Table(
    "users",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("email", sa.Text, nullable=False, unique=True),  # kept in lower case
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("password_hash", sa.Text),  # none: signs in by link only
    sa.Column("created_at", UtcTime, nullable=False),
    sqlite_autoincrement=True,
)

members = sa.Table(
    "members",
    metadata,
    sa.Column("org_id", sa.ForeignKey("organisations.id"), primary_key=True),
    sa.Column("user_id", sa.ForeignKey("users.id"), primary_key=True, index=True),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("created_at", UtcTime, nullable=False),
)

keys = sa.Table(
    "keys",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("project_id", sa.ForeignKey("projects.id"), nullable=False, index=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("secret_hash", sa.Text, nullable=False, unique=True),
    sa.Column("hint", sa.Text, nullable=False),
    sa.Column("scopes", Words, nullable=False),
    sa.Column("environment", sa.Text, nullable=False),
    sa.Column("created_at", UtcTime, nullable=False),
    sa.Column("expires_at", UtcTime),
    sa.Column("last_used_at", UtcTime),
    sa.Column("revoked_at", UtcTime),
    sqlite_autoincrement=True,
)
# A name may come back after its key was revoked.
sa.Index(
    "uq_keys_working_name",
    keys.c.project_id,
    keys.c.name,
    unique=True,
    sqlite_where=keys.c.revoked_at.is_(None),
    postgresql_where=keys.c.revoked_at.is_(None),
)

providers = sa.Table(
    "providers",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("project_id", sa.ForeignKey("projects.id"), nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("base_url", sa.Text, nullable=False),
    sa.Column("sealed_api_key", sa.Text, nullable=False),
    sa.Column("api_key_hint", sa.Text, nullable=False),
    sa.Column("created_at", UtcTime, nullable=False),
    sa.UniqueConstraint("project_id", "name"),
    sqlite_autoincrement=True,
)


def _kept(name: str) -> sa.Table:
    """Return the table of a project's things that are known by name and kept with every version."""
    return sa.Table(
        name,
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("project_id", sa.ForeignKey("projects.id"), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),  # the newest, which runs
        sa.Column("created_at", UtcTime, nullable=False),
        sa.Column("removed_at", UtcTime),
        sa.UniqueConstraint("project_id", "name"),
        sqlite_autoincrement=True,
    )


def _versions(name: str, things: sa.Table) -> sa.Table:
    """Return the table of the versions of those things."""
    return sa.Table(
        name,
        metadata,
        sa.Column("thing_id", sa.ForeignKey(things.c.id), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("spec", sa.Text, nullable=False),  # JSON
        sa.Column("created_at", UtcTime, nullable=False),
        sa.Column("created_by", sa.ForeignKey("users.id")),  # none: a configuration file
    )


workflows = _kept("workflows")
workflow_versions = _versions("workflow_versions", workflows)
schemas = _kept("schemas")
schema_versions = _versions("schema_versions", schemas)

limits = sa.Table(
    "limits",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("org_id", sa.ForeignKey("organisations.id"), nullable=False),
    sa.Column("project_id", sa.ForeignKey("projects.id")),  # none: the whole organisation's
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("spec", sa.Text, nullable=False),  # JSON
    sa.Column("created_at", UtcTime, nullable=False),
    sa.Column("created_by", sa.ForeignKey("users.id")),  # none: a configuration file
    sa.Column("removed_at", UtcTime),
    sqlite_autoincrement=True,
)
# An organisation and each of its projects name their limits apart, and reuse removed ones' names.
_OF_ORGANISATION = limits.c.removed_at.is_(None) & limits.c.project_id.is_(None)
_OF_PROJECT = limits.c.removed_at.is_(None) & limits.c.project_id.is_not(None)
sa.Index(
    "uq_limits_organisation_name",
    limits.c.org_id,
    limits.c.name,
    unique=True,
    sqlite_where=_OF_ORGANISATION,
    postgresql_where=_OF_ORGANISATION,
)
sa.Index(
    "uq_limits_project_name",
    limits.c.project_id,
    limits.c.name,
    unique=True,
    sqlite_where=_OF_PROJECT,
    postgresql_where=_OF_PROJECT,
)

views = sa.Table(
    "views",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("org_id", sa.ForeignKey("organisations.id"), nullable=False, index=True),
    sa.Column("project_id", sa.ForeignKey("projects.id")),  # none: of all projects
    sa.Column("owner_id", sa.ForeignKey("users.id"), nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("shared", sa.Boolean, nullable=False),  # with the organisation
    sa.Column("page", sa.Text, nullable=False),
    sa.Column("search", sa.Text, nullable=False),  # the address' query, without its `?`
    sa.Column("created_at", UtcTime, nullable=False),
    sqlite_autoincrement=True,
)

dashboards = sa.Table(
    "dashboards",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("org_id", sa.ForeignKey("organisations.id"), nullable=False, index=True),
    sa.Column("project_id", sa.ForeignKey("projects.id")),  # none: of all projects
    sa.Column("owner_id", sa.ForeignKey("users.id"), nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("shared", sa.Boolean, nullable=False),  # with the organisation
    sa.Column("cards", sa.Text, nullable=False),  # JSON
    sa.Column("created_at", UtcTime, nullable=False),
    sqlite_autoincrement=True,
)

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("token_hash", sa.Text, primary_key=True),
    sa.Column("user_id", sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("csrf_token", sa.Text, nullable=False),
    sa.Column("org_id", sa.ForeignKey("organisations.id")),
    sa.Column("project_id", sa.ForeignKey("projects.id")),
    sa.Column("created_at", UtcTime, nullable=False),
    sa.Column("last_seen_at", UtcTime, nullable=False),
    sa.Column("expires_at", UtcTime, nullable=False),
)

links = sa.Table(
    "links",
    metadata,
    sa.Column("token_hash", sa.Text, primary_key=True),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("user_id", sa.ForeignKey("users.id", ondelete="CASCADE"), index=True),
    sa.Column("created_at", UtcTime, nullable=False),
    sa.Column("expires_at", UtcTime, nullable=False),
    sa.Column("used_at", UtcTime),
)

invitations = sa.Table(
    "invitations",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("org_id", sa.ForeignKey("organisations.id"), nullable=False, index=True),
    sa.Column("email", sa.Text, nullable=False),  # kept in lower case
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("token_hash", sa.Text, nullable=False, unique=True),
    sa.Column("created_at", UtcTime, nullable=False),
    sa.Column("created_by", sa.ForeignKey("users.id"), nullable=False),
    sa.Column("expires_at", UtcTime, nullable=False),
    sa.Column("accepted_at", UtcTime),
    sa.Column("revoked_at", UtcTime),
    sqlite_autoincrement=True,
)

directory_version = sa.Table(
    "directory_version",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("version", sa.BigInteger, nullable=False),
)

secret_check = sa.Table(
    "secret_check",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("sealed", sa.Text, nullable=False),
)
