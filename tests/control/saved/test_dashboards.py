"""Dashboards keep their cards in order, within bounds, under the rules of all kept things."""

from dataclasses import replace

import msgspec
import pytest

from tailrace.control.open import Control
from tailrace.control.projects.projects import create_project
from tailrace.control.saved.dashboards import (
    MOST_CARDS,
    Card,
    Dashboard,
    DashboardSpec,
    change_dashboard,
    create_dashboard,
    get_dashboard,
    list_dashboards,
    remove_dashboard,
)
from tailrace.control.saved.owned import Keeper, Label
from tailrace.control.saved.views import MAX_SEARCH
from tailrace.core.errors import BadInput, NotAllowed, NotFound
from tests.fakes.tenants import NOW, Tenants

COST = Card("Cost", "metric=cost_usd&by=model", 6, 2)
SLOW = Card("", "metric=latency_p95_ms&chart=line", 12, 1)


@pytest.fixture
def alice(tenants: Tenants) -> Keeper:
    return Keeper(tenants.acme, tenants.alice, "owner")


def keep(control: Control, keeper: Keeper, label: Label, *cards: Card) -> Dashboard:
    with control.db.transaction() as connection:
        return create_dashboard(connection, keeper, DashboardSpec(label, cards), NOW)


def test_cards_stay_in_their_order_and_size(control: Control, alice: Keeper) -> None:
    made = keep(control, alice, Label("costs"), COST, SLOW)
    assert (made.name, made.cards, made.owned.is_own) == ("costs", (COST, SLOW), True)
    turned = DashboardSpec(Label("turned"), (SLOW, msgspec.structs.replace(COST, columns=3)))
    with control.db.transaction() as connection:
        changed = change_dashboard(connection, alice, made.id, turned)
        assert get_dashboard(connection, alice, made.id) == changed
    assert (changed.name, changed.cards) == ("turned", turned.cards)


def test_a_shared_dashboard_is_seen_by_all_and_changed_by_few(
    control: Control, tenants: Tenants, alice: Keeper
) -> None:
    bob = Keeper(tenants.acme, tenants.bob, "member")
    charlie = Keeper(tenants.globex, tenants.charlie, "owner")
    made = keep(control, alice, Label("costs", shared=True), COST)
    own = keep(control, alice, Label("own"), SLOW)
    spec = DashboardSpec(Label("mine", shared=True), ())
    with control.db.transaction() as connection:
        assert [one.id for one in list_dashboards(connection, bob)] == [made.id]
        assert list_dashboards(connection, charlie) == ()
        with pytest.raises(NotAllowed):
            change_dashboard(connection, bob, made.id, spec)
        for who, which in ((bob, own), (charlie, made)):
            with pytest.raises(NotFound):
                get_dashboard(connection, who, which.id)
            with pytest.raises(NotFound):
                remove_dashboard(connection, who, which.id)
        remove_dashboard(connection, alice, made.id)
        assert [one.id for one in list_dashboards(connection, alice)] == [own.id]
    with pytest.raises(NotAllowed, match="may not share"):
        keep(control, replace(bob, role="viewer"), Label("for all", shared=True))


def test_a_project_s_dashboards_are_listed_with_those_of_all(
    control: Control, tenants: Tenants, alice: Keeper
) -> None:
    everywhere = keep(control, alice, Label("a"))
    here = keep(control, alice, Label("b", project_id=tenants.shop))
    with control.db.transaction() as connection:
        other = create_project(connection, tenants.acme, "other", NOW).id
        assert list_dashboards(connection, alice, tenants.shop) == (everywhere, here)
        assert list_dashboards(connection, alice, other) == (everywhere,)


@pytest.mark.parametrize(
    "cards",
    [
        (COST,) * (MOST_CARDS + 1),
        (msgspec.structs.replace(COST, columns=2),),
        (msgspec.structs.replace(COST, columns=13),),
        (msgspec.structs.replace(COST, rows=0),),
        (msgspec.structs.replace(COST, rows=5),),
        (msgspec.structs.replace(COST, title="x" * 81),),
        (msgspec.structs.replace(COST, search="x" * (MAX_SEARCH + 1)),),
    ],
)
def test_what_goes_beyond_bounds_is_refused(
    control: Control, alice: Keeper, cards: tuple[Card, ...]
) -> None:
    with pytest.raises(BadInput, match=r"[Cc]ard"):
        keep(control, alice, Label("too much"), *cards)
