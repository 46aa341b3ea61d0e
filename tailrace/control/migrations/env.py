"""Alembic runs this file: it applies the revisions on the connection that `upgrade` passed in."""

from alembic import context

from tailrace.control.database.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=True,
)
context.run_migrations()
