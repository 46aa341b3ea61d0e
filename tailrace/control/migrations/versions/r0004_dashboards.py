"""Dashboards of people, shared or not."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "dashboards",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("org_id", sa.Integer, nullable=False),
        sa.Column("project_id", sa.Integer),
        sa.Column("owner_id", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("shared", sa.Boolean, nullable=False),
        sa.Column("cards", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_dashboards"),
        sa.ForeignKeyConstraint(["org_id"], ["organisations.id"], name="fk_dashboards_org_id"),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name="fk_dashboards_project_id"),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name="fk_dashboards_owner_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_dashboards_org_id", "dashboards", ["org_id"])
