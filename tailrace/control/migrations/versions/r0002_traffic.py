"""Workflows and schemas with all their versions, and limits."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

NO_PROJECT = "removed_at IS NULL AND project_id IS NULL"
IN_PROJECT = "removed_at IS NULL AND project_id IS NOT NULL"


def upgrade() -> None:
    _versioned("workflows", "workflow_versions")
    _versioned("schemas", "schema_versions")
    _limits()


def _versioned(things: str, versions: str) -> None:
    op.create_table(
        things,
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("project_id", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name=f"pk_{things}"),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=f"fk_{things}_project_id"),
        sa.UniqueConstraint("project_id", "name", name=f"uq_{things}_project_id_name"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        versions,
        sa.Column("thing_id", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("spec", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer),
        sa.PrimaryKeyConstraint("thing_id", "version", name=f"pk_{versions}"),
        sa.ForeignKeyConstraint(["thing_id"], [f"{things}.id"], name=f"fk_{versions}_thing_id"),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=f"fk_{versions}_created_by"),
    )


def _limits() -> None:
    op.create_table(
        "limits",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("org_id", sa.Integer, nullable=False),
        sa.Column("project_id", sa.Integer),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("spec", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer),
        sa.Column("removed_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_limits"),
        sa.ForeignKeyConstraint(["org_id"], ["organisations.id"], name="fk_limits_org_id"),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name="fk_limits_project_id"),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name="fk_limits_created_by"),
        sqlite_autoincrement=True,
    )
    for name, place, condition in (
        ("uq_limits_organisation_name", "org_id", NO_PROJECT),
        ("uq_limits_project_name", "project_id", IN_PROJECT),
    ):
        op.create_index(
            name,
            "limits",
            [place, "name"],
            unique=True,
            sqlite_where=sa.text(condition),
            postgresql_where=sa.text(condition),
        )
