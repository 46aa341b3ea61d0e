"""Dashboards: cards in an order, each a question of Explore with a size.

A card keeps the search of Explore's address, so what Explore can ask a card can show; it holds no
rows, and whoever opens the dashboard sees only what they may see anyway. Columns and rows are those
of a grid of twelve columns, filled in the cards' order.
"""

from dataclasses import dataclass
from datetime import datetime

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from tailrace.control.database import tables
from tailrace.control.projects.projects import NAME_LENGTH
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
from tailrace.control.saved.views import MAX_SEARCH
from tailrace.core.errors import BadInput, NotFound
from tailrace.core.ids import DashboardId, ProjectId

MOST_CARDS = 40
COLUMNS = 12
LEAST_COLUMNS = 3
ROWS = 4


class Card(msgspec.Struct, frozen=True):
    """One question, and how much of the grid it takes."""

    title: str
    search: str
    columns: int
    rows: int


@dataclass(frozen=True, slots=True)
class DashboardSpec:
    """What a dashboard shows, and who sees it."""

    label: Label
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Dashboard:
    """A dashboard as somebody sees it."""

    id: DashboardId
    name: str
    shared: bool
    cards: tuple[Card, ...]
    owned: Ownership


def create_dashboard(
    connection: Connection, keeper: Keeper, spec: DashboardSpec, now: datetime
) -> Dashboard:
    """Keep a dashboard; raises BadInput, NotAllowed for sharing, NotFound, Conflict."""
    _check(connection, keeper, spec)
    check_room(connection, keeper, tables.dashboards)
    dashboard_id = connection.execute(
        sa.insert(tables.dashboards)
        .values(org_id=keeper.org_id, owner_id=keeper.user_id, created_at=now, **_values(spec))
        .returning(tables.dashboards.c.id)
    ).scalar_one()
    return get_dashboard(connection, keeper, dashboard_id)


def list_dashboards(
    connection: Connection, keeper: Keeper, project_id: ProjectId | None = None
) -> tuple[Dashboard, ...]:
    """Return own ones, then shared ones; with a project, its own and those of all projects."""
    dashboards = tables.dashboards
    query = select_visible(keeper, dashboards)
    if project_id is not None:
        is_of_all = dashboards.c.project_id.is_(None)
        query = query.where((dashboards.c.project_id == project_id) | is_of_all)
    return tuple(_dashboard(keeper, row) for row in connection.execute(query))


def get_dashboard(connection: Connection, keeper: Keeper, dashboard_id: DashboardId) -> Dashboard:
    """Return a dashboard that the person sees; raises NotFound."""
    query = select_visible(keeper, tables.dashboards)
    row = connection.execute(query.where(tables.dashboards.c.id == dashboard_id)).one_or_none()
    if row is None:
        raise NotFound("There is no such dashboard.")
    return _dashboard(keeper, row)


def change_dashboard(
    connection: Connection, keeper: Keeper, dashboard_id: DashboardId, spec: DashboardSpec
) -> Dashboard:
    """Let a dashboard show something else; raises NotFound, NotAllowed, BadInput."""
    found = get_dashboard(connection, keeper, dashboard_id)
    check_change(found.owned, keeps_shared=spec.label.shared)
    _check(connection, keeper, spec)
    dashboards = tables.dashboards
    connection.execute(
        sa.update(dashboards).where(dashboards.c.id == found.id).values(**_values(spec))
    )
    return get_dashboard(connection, keeper, dashboard_id)


def remove_dashboard(connection: Connection, keeper: Keeper, dashboard_id: DashboardId) -> None:
    """Forget a dashboard; raises NotFound, NotAllowed."""
    found = get_dashboard(connection, keeper, dashboard_id)
    check_change(found.owned)
    connection.execute(sa.delete(tables.dashboards).where(tables.dashboards.c.id == found.id))


def _check(connection: Connection, keeper: Keeper, spec: DashboardSpec) -> None:
    check_label(connection, keeper, spec.label)
    if len(spec.cards) > MOST_CARDS:
        raise BadInput(f"A dashboard has at most {MOST_CARDS} cards.", hint="Make a second one.")
    for card in spec.cards:
        checked_text("A card's title", card.title, NAME_LENGTH)
        checked_text("A card's search", card.search, MAX_SEARCH)
        if not LEAST_COLUMNS <= card.columns <= COLUMNS or not 1 <= card.rows <= ROWS:
            raise BadInput(
                f"A card is {LEAST_COLUMNS} to {COLUMNS} columns wide and 1 to {ROWS} rows high."
            )


def _values(spec: DashboardSpec) -> dict[str, object]:
    return {
        "name": spec.label.name,
        "shared": spec.label.shared,
        "project_id": spec.label.project_id,
        "cards": msgspec.json.encode(spec.cards).decode(),
    }


def _dashboard(keeper: Keeper, row: sa.Row[tuple[object, ...]]) -> Dashboard:
    cards = msgspec.json.decode(row.cards, type=tuple[Card, ...])
    return Dashboard(row.id, row.name, row.shared, cards, ownership(keeper, row))
