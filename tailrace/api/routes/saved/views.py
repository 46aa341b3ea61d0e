"""Saved views: everybody keeps their own; who may share shows them to the organisation."""

from typing import Annotated

from fastapi import APIRouter, Path

from tailrace.api.auth import CurrentSigned, Services, Signed
from tailrace.api.openapi import SESSION, WRITES
from tailrace.api.schemas.access import ProjectAnswer
from tailrace.api.schemas.saved import ChangedView, NewView, ViewAnswer, ViewsAnswer
from tailrace.api.schemas.shared import Id
from tailrace.control.saved import views
from tailrace.control.saved.owned import Keeper, Label, Ownership
from tailrace.core.ids import ProjectId, ViewId

router = APIRouter(tags=["views"])

PathId = Annotated[Id, Path(alias="id")]


@router.get("/views", openapi_extra=SESSION)
def list_views(signed: CurrentSigned, services: Services) -> ViewsAnswer:
    """List the views that the caller sees in the selected projects."""
    with services.control.db.reading() as connection:
        found = views.list_views(connection, keeper(signed), signed.session.project_id)
    return ViewsAnswer(data=[_view(view) for view in found])


@router.post("/views", status_code=201, openapi_extra=WRITES)
def create_view(body: NewView, signed: CurrentSigned, services: Services) -> ViewAnswer:
    """Keep a view of a page."""
    project_id = None if body.project_id is None else ProjectId(body.project_id)
    spec = views.ViewSpec(Label(body.name, body.shared, project_id), body.page, body.search)
    with services.control.db.transaction() as connection:
        made = views.create_view(connection, keeper(signed), spec, services.now())
    return _view(made)


@router.patch("/views/{id}", openapi_extra=WRITES)
def change_view(
    view_id: PathId, body: ChangedView, signed: CurrentSigned, services: Services
) -> ViewAnswer:
    """Rename, share or move a view; one's own, or as an owner or admin a shared one."""
    who = keeper(signed)
    with services.control.db.transaction() as connection:
        found = views.get_view(connection, who, ViewId(view_id))
        spec = _changed(found, body)
        return _view(views.change_view(connection, who, found.id, spec))


@router.delete("/views/{id}", status_code=204, openapi_extra=WRITES)
def remove_view(view_id: PathId, signed: CurrentSigned, services: Services) -> None:
    """Forget a view; one's own, or as an owner or admin a shared one."""
    with services.control.db.transaction() as connection:
        views.remove_view(connection, keeper(signed), ViewId(view_id))


def keeper(signed: Signed) -> Keeper:
    """Return the person as the owner of what they keep."""
    chosen = signed.membership
    return Keeper(chosen.org_id, signed.session.user.id, chosen.role)


def project_of(owned: Ownership) -> ProjectAnswer | None:
    if owned.project_id is None or owned.project_name is None:
        return None
    return ProjectAnswer(id=owned.project_id, name=owned.project_name)


def _changed(found: views.View, body: ChangedView) -> views.ViewSpec:
    label = Label(
        found.name if body.name is None else body.name,
        found.shared if body.shared is None else body.shared,
        found.owned.project_id,
    )
    search = found.search if body.search is None else body.search
    return views.ViewSpec(label, found.page, search)


def _view(view: views.View) -> ViewAnswer:
    return ViewAnswer(
        id=view.id,
        name=view.name,
        shared=view.shared,
        page=view.page,
        search=view.search,
        project=project_of(view.owned),
        owner=view.owned.owner_name,
        own=view.owned.is_own,
        may_change=view.owned.may_change,
        created_at=view.owned.created_at,
    )
