"""Who sees and who changes what people keep: one rule for all kinds of it.

A thing has an owner, an organisation, and maybe one of its projects. What is not shared is seen by
its owner alone; what is shared, by everybody in the organisation. It is changed by its owner, and
what is shared also by owners and admins of the organisation. Only those who may share do. What
one may not see is not found.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from tailrace.control.database import tables
from tailrace.control.people.roles import Role, allows, require
from tailrace.control.projects.projects import checked_name, get_project
from tailrace.core.errors import BadInput, Conflict, NotAllowed
from tailrace.core.ids import OrgId, ProjectId, UserId

MOST = 500
"""That one person keeps of a kind in one organisation."""


@dataclass(frozen=True, slots=True)
class Keeper:
    """A person in the organisation that they look at."""

    org_id: OrgId
    user_id: UserId
    role: Role


@dataclass(frozen=True, slots=True)
class Label:
    """What every kept thing says of itself."""

    name: str
    shared: bool = False
    project_id: ProjectId | None = None
    """None: it is about all projects."""


@dataclass(frozen=True, slots=True)
class Ownership:
    """Whose a thing is, as the person who looks at it sees it."""

    owner_name: str
    is_own: bool
    may_change: bool
    project_id: ProjectId | None
    project_name: str | None
    created_at: datetime


def select_visible(keeper: Keeper, table: sa.Table) -> sa.Select[tuple[object, ...]]:
    """Return the things that the person sees, own ones first, then by name."""
    is_own = table.c.owner_id == keeper.user_id
    return (
        sa.select(
            *table.c,
            tables.users.c.name.label("owner_name"),
            tables.projects.c.name.label("project_name"),
        )
        .join_from(table, tables.users, tables.users.c.id == table.c.owner_id)
        .outerjoin(tables.projects, tables.projects.c.id == table.c.project_id)
        .where(table.c.org_id == keeper.org_id)
        .where(is_own | table.c.shared)
        .where(tables.projects.c.removed_at.is_(None))
        .order_by(sa.not_(is_own), sa.func.lower(table.c.name), table.c.id)
    )


def ownership(keeper: Keeper, row: sa.Row[tuple[object, ...]]) -> Ownership:
    """Return what a row of `select_visible` says of its owner."""
    is_own = row.owner_id == keeper.user_id
    may_change = is_own or allows(keeper.role, "manage_shared")
    return Ownership(
        row.owner_name, is_own, may_change, row.project_id, row.project_name, row.created_at
    )


def check_label(connection: Connection, keeper: Keeper, label: Label) -> None:
    """Raise BadInput for the name, NotFound for the project, NotAllowed for sharing."""
    checked_name(label.name)
    if label.project_id is not None:
        get_project(connection, keeper.org_id, label.project_id)
    if label.shared:
        require(keeper.role, "share")


def check_change(owned: Ownership, *, keeps_shared: bool = True) -> None:
    """Raise NotAllowed unless the person may change the thing; only its owner takes it back."""
    if not owned.may_change:
        raise NotAllowed(
            f"Only {owned.owner_name}, an owner or an admin may change this.",
            hint="Save one of your own.",
        )
    if not owned.is_own and not keeps_shared:
        raise NotAllowed(f"Only {owned.owner_name} can stop sharing this.", hint="Remove it.")


def check_room(connection: Connection, keeper: Keeper, table: sa.Table) -> None:
    """Raise Conflict when the person keeps as many as one may."""
    kept = connection.execute(
        sa.select(sa.func.count())
        .select_from(table)
        .where(table.c.org_id == keeper.org_id)
        .where(table.c.owner_id == keeper.user_id)
    ).scalar_one()
    if kept >= MOST:
        raise Conflict(f"You keep {MOST} already.", hint="Remove some that nobody needs.")


def checked_text(what: str, text: str, most: int) -> str:
    """Return a text of bounded length without control characters; raises BadInput."""
    if len(text) > most:
        raise BadInput(f"{what} has more than {most:,} characters.")
    if not text.isprintable():
        raise BadInput(f"{what} holds a character without a shape.")
    return text
