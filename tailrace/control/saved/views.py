"""Saved views: a page and the search of its address, under a name.

The search is what stands behind the `?` of a page's address, so a view is a link that the web app
can open; it holds no rows, and whoever opens it sees only what they may see anyway.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from tailrace.control.database import tables
from tailrace.control.saved.owned import (
    Keeper,
    Label,
    Ownership,
    check_change,
    check_label,
    check_room,
    checked_text,
    ownership,
    select_visible,
)
from tailrace.core.errors import BadInput, NotFound
from tailrace.core.ids import ProjectId, ViewId

Page = Literal["overview", "requests", "explore"]
PAGES: tuple[Page, ...] = get_args(Page)
MAX_SEARCH = 8000


@dataclass(frozen=True, slots=True)
class ViewSpec:
    """What a view shows, and who sees it."""

    label: Label
    page: Page
    search: str


@dataclass(frozen=True, slots=True)
class View:
    """A saved view as somebody sees it."""

    id: ViewId
    name: str
    shared: bool
    page: Page
    search: str
    owned: Ownership


def create_view(connection: Connection, keeper: Keeper, spec: ViewSpec, now: datetime) -> View:
    """Keep a view; raises BadInput, NotAllowed for sharing, NotFound, Conflict for too many."""
    _check(connection, keeper, spec)
    check_room(connection, keeper, tables.views)
    view_id = connection.execute(
        sa.insert(tables.views)
        .values(org_id=keeper.org_id, owner_id=keeper.user_id, created_at=now, **_values(spec))
        .returning(tables.views.c.id)
    ).scalar_one()
    return get_view(connection, keeper, view_id)


def list_views(
    connection: Connection, keeper: Keeper, project_id: ProjectId | None = None
) -> tuple[View, ...]:
    """Return own views, then shared ones; with a project, its own and those of all projects."""
    views = tables.views
    query = select_visible(keeper, views)
    if project_id is not None:
        query = query.where((views.c.project_id == project_id) | views.c.project_id.is_(None))
    return tuple(_view(keeper, row) for row in connection.execute(query))


def get_view(connection: Connection, keeper: Keeper, view_id: ViewId) -> View:
    """Return a view that the person sees; raises NotFound."""
    query = select_visible(keeper, tables.views).where(tables.views.c.id == view_id)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFound("There is no such view.")
    return _view(keeper, row)


def change_view(connection: Connection, keeper: Keeper, view_id: ViewId, spec: ViewSpec) -> View:
    """Let a view show something else; raises NotFound, NotAllowed, BadInput."""
    found = get_view(connection, keeper, view_id)
    check_change(found.owned, keeps_shared=spec.label.shared)
    _check(connection, keeper, spec)
    views = tables.views
    connection.execute(sa.update(views).where(views.c.id == found.id).values(**_values(spec)))
    return get_view(connection, keeper, view_id)


def remove_view(connection: Connection, keeper: Keeper, view_id: ViewId) -> None:
    """Forget a view; raises NotFound, NotAllowed."""
    found = get_view(connection, keeper, view_id)
    check_change(found.owned)
    connection.execute(sa.delete(tables.views).where(tables.views.c.id == found.id))


def _check(connection: Connection, keeper: Keeper, spec: ViewSpec) -> None:
    check_label(connection, keeper, spec.label)
    if spec.page not in PAGES:
        raise BadInput(f"{spec.page[:80]!r} is not a page.", hint=f"Pages are {', '.join(PAGES)}.")
    checked_text("The search", spec.search, MAX_SEARCH)


def _values(spec: ViewSpec) -> dict[str, object]:
    return {
        "name": spec.label.name,
        "shared": spec.label.shared,
        "project_id": spec.label.project_id,
        "page": spec.page,
        "search": spec.search.removeprefix("?"),
    }


def _view(keeper: Keeper, row: sa.Row[tuple[object, ...]]) -> View:
    return View(row.id, row.name, row.shared, row.page, row.search, ownership(keeper, row))
