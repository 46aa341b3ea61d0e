"""Views are kept, changed and forgotten; they belong to all projects or to one."""

from typing import cast

import pytest

from tailrace.control.open import Control
from tailrace.control.projects.projects import create_project, remove_project
from tailrace.control.saved.owned import Keeper, Label
from tailrace.control.saved.views import (
    MAX_SEARCH,
    Page,
    View,
    ViewSpec,
    change_view,
    create_view,
    get_view,
    list_views,
    remove_view,
)
from tailrace.core.errors import BadInput, NotFound
from tests.fakes.tenants import NOW, Tenants

ERRORS = ViewSpec(Label("errors"), "requests", "last=7d&filter=status:error")


@pytest.fixture
def alice(tenants: Tenants) -> Keeper:
    return Keeper(tenants.acme, tenants.alice, "owner")


def keep(control: Control, keeper: Keeper, spec: ViewSpec) -> View:
    with control.db.transaction() as connection:
        return create_view(connection, keeper, spec, NOW)


def test_a_view_is_what_was_kept(control: Control, alice: Keeper) -> None:
    made = keep(control, alice, ERRORS)
    assert (made.name, made.page, made.search) == ("errors", "requests", ERRORS.search)
    assert (made.shared, made.owned.owner_name, made.owned.is_own) == (False, "Alice", True)
    assert made.owned.created_at == NOW
    with control.db.reading() as connection:
        assert get_view(connection, alice, made.id) == made


def test_a_view_changes_in_place_and_goes(control: Control, alice: Keeper) -> None:
    made = keep(control, alice, ERRORS)
    slow = ViewSpec(Label("slow", shared=True), "explore", "?filter=duration_ms:>5000")
    with control.db.transaction() as connection:
        changed = change_view(connection, alice, made.id, slow)
        assert (changed.id, changed.name, changed.page) == (made.id, "slow", "explore")
        assert (changed.search, changed.shared) == ("filter=duration_ms:>5000", True)
        remove_view(connection, alice, made.id)
        assert list_views(connection, alice) == ()
        with pytest.raises(NotFound):
            remove_view(connection, alice, made.id)


def test_a_project_s_views_are_listed_with_those_of_all(
    control: Control, tenants: Tenants, alice: Keeper
) -> None:
    with control.db.transaction() as connection:
        other = create_project(connection, tenants.acme, "other", NOW).id
    everywhere = keep(control, alice, ViewSpec(Label("a"), "overview", ""))
    here = keep(control, alice, ViewSpec(Label("b", project_id=tenants.shop), "overview", ""))
    assert here.owned.project_name == "shop"
    with control.db.transaction() as connection:
        assert list_views(connection, alice) == (everywhere, here)
        assert list_views(connection, alice, tenants.shop) == (everywhere, here)
        assert list_views(connection, alice, other) == (everywhere,)
        remove_project(connection, tenants.acme, tenants.shop, NOW)
        assert list_views(connection, alice) == (everywhere,)


def test_what_is_no_page_or_no_search_is_refused(control: Control, alice: Keeper) -> None:
    for spec in (
        ViewSpec(Label("x"), cast("Page", "nowhere"), ""),
        ViewSpec(Label("x"), "requests", "a" * (MAX_SEARCH + 1)),
        ViewSpec(Label("x"), "requests", "a\x00"),
        ViewSpec(Label(""), "requests", ""),
    ):
        with pytest.raises(BadInput):
            keep(control, alice, spec)
