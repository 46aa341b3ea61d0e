"""Upgrades the tables, in one transaction, one process at a time."""

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy.engine import Connection

from tailrace.core.errors import BadInput

FOLDER = "tailrace.control:migrations"
_LOCK = 7_413_201_886
"""PostgreSQL's advisory lock while upgrading; any number that nobody else uses."""


def upgrade(connection: Connection) -> None:
    """Apply the revisions that are missing; raises BadInput for a newer database."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
    try:
        command.upgrade(configuration(connection), "head")
    except CommandError as error:
        raise BadInput(
            f"The control database cannot be upgraded: {error}.",
            hint="It may have been made by a newer tailrace: install that one.",
        ) from error


def configuration(connection: Connection) -> Config:
    """Return what Alembic needs to know, without a file."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", FOLDER)
    config.set_main_option("path_separator", "os")
    return config
