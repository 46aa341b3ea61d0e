"""Dashboards: everybody keeps their own; who may share shows them to the organisation."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Path

from tailrace.api.auth import CurrentSigned, Services
from tailrace.api.openapi import SESSION, WRITES
from tailrace.api.routes.saved.views import keeper, project_of
from tailrace.api.schemas.saved import (
    CardAnswer,
    ChangedDashboard,
    DashboardAnswer,
    DashboardsAnswer,
    NewCard,
    NewDashboard,
)
from tailrace.api.schemas.shared import Id
from tailrace.control.saved import dashboards
from tailrace.control.saved.owned import Label
from tailrace.core.ids import DashboardId, ProjectId

router = APIRouter(tags=["dashboards"])

PathId = Annotated[Id, Path(alias="id")]


@router.get("/dashboards", openapi_extra=SESSION)
def list_dashboards(signed: CurrentSigned, services: Services) -> DashboardsAnswer:
    """List the dashboards that the caller sees in the selected projects."""
    with services.control.db.reading() as connection:
        found = dashboards.list_dashboards(connection, keeper(signed), signed.session.project_id)
    return DashboardsAnswer(data=[_dashboard(dashboard) for dashboard in found])


@router.post("/dashboards", status_code=201, openapi_extra=WRITES)
def create_dashboard(
    body: NewDashboard, signed: CurrentSigned, services: Services
) -> DashboardAnswer:
    """Keep a dashboard."""
    project_id = None if body.project_id is None else ProjectId(body.project_id)
    label = Label(body.name, body.shared, project_id)
    spec = dashboards.DashboardSpec(label, _cards(body.cards))
    with services.control.db.transaction() as connection:
        made = dashboards.create_dashboard(connection, keeper(signed), spec, services.now())
    return _dashboard(made)


@router.get("/dashboards/{id}", openapi_extra=SESSION)
def get_dashboard(
    dashboard_id: PathId, signed: CurrentSigned, services: Services
) -> DashboardAnswer:
    """Show one dashboard."""
    with services.control.db.reading() as connection:
        found = dashboards.get_dashboard(connection, keeper(signed), DashboardId(dashboard_id))
    return _dashboard(found)


@router.patch("/dashboards/{id}", openapi_extra=WRITES)
def change_dashboard(
    dashboard_id: PathId, body: ChangedDashboard, signed: CurrentSigned, services: Services
) -> DashboardAnswer:
    """Rename, share or rearrange a dashboard; one's own, or as an owner or admin a shared one."""
    who = keeper(signed)
    with services.control.db.transaction() as connection:
        found = dashboards.get_dashboard(connection, who, DashboardId(dashboard_id))
        spec = _changed(found, body)
        return _dashboard(dashboards.change_dashboard(connection, who, found.id, spec))


@router.delete("/dashboards/{id}", status_code=204, openapi_extra=WRITES)
def remove_dashboard(dashboard_id: PathId, signed: CurrentSigned, services: Services) -> None:
    """Forget a dashboard; one's own, or as an owner or admin a shared one."""
    with services.control.db.transaction() as connection:
        dashboards.remove_dashboard(connection, keeper(signed), DashboardId(dashboard_id))


def _changed(found: dashboards.Dashboard, body: ChangedDashboard) -> dashboards.DashboardSpec:
    label = Label(
        found.name if body.name is None else body.name,
        found.shared if body.shared is None else body.shared,
        found.owned.project_id,
    )
    cards = found.cards if body.cards is None else _cards(body.cards)
    return dashboards.DashboardSpec(label, cards)


def _cards(given: Sequence[NewCard]) -> tuple[dashboards.Card, ...]:
    return tuple(
        dashboards.Card(card.title, card.search, card.columns, card.rows) for card in given
    )


def _dashboard(dashboard: dashboards.Dashboard) -> DashboardAnswer:
    return DashboardAnswer(
        id=dashboard.id,
        name=dashboard.name,
        shared=dashboard.shared,
        cards=[CardAnswer.model_validate(card) for card in dashboard.cards],
        project=project_of(dashboard.owned),
        owner=dashboard.owned.owner_name,
        own=dashboard.owned.is_own,
        may_change=dashboard.owned.may_change,
        created_at=dashboard.owned.created_at,
    )
