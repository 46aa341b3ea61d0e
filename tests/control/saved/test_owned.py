"""Own things are seen and changed by oneself; shared ones are seen by all, changed by few."""

from dataclasses import replace

import pytest

from tailrace.control.open import Control
from tailrace.control.saved.owned import MOST, Keeper, Label, check_change, checked_text
from tailrace.control.saved.views import View, ViewSpec, change_view, create_view, list_views
from tailrace.core.errors import BadInput, Conflict, NotAllowed, NotFound
from tests.fakes.tenants import NOW, Tenants


def keepers(tenants: Tenants) -> tuple[Keeper, Keeper, Keeper]:
    """Return Alice, who owns, Bob, who is a member, and Charlie, who is a stranger."""
    return (
        Keeper(tenants.acme, tenants.alice, "owner"),
        Keeper(tenants.acme, tenants.bob, "member"),
        Keeper(tenants.globex, tenants.charlie, "owner"),
    )


def keep(control: Control, keeper: Keeper, label: Label) -> View:
    with control.db.transaction() as connection:
        return create_view(connection, keeper, ViewSpec(label, "requests", ""), NOW)


def names(control: Control, keeper: Keeper) -> list[str]:
    with control.db.reading() as connection:
        return [view.name for view in list_views(connection, keeper)]


def test_what_is_not_shared_is_seen_by_its_owner_alone(control: Control, tenants: Tenants) -> None:
    alice, bob, charlie = keepers(tenants)
    keep(control, alice, Label("private"))
    keep(control, alice, Label("for all", shared=True))
    keep(control, bob, Label("zz own"))
    assert names(control, alice) == ["for all", "private"]
    assert names(control, bob) == ["zz own", "for all"]
    assert names(control, charlie) == []


def test_a_viewer_keeps_own_things_and_shares_none(control: Control, tenants: Tenants) -> None:
    viewer = replace(keepers(tenants)[1], role="viewer")
    keep(control, viewer, Label("own"))
    with pytest.raises(NotAllowed, match="may not share"):
        keep(control, viewer, Label("for all", shared=True))
    assert names(control, viewer) == ["own"]


def test_a_shared_thing_is_changed_by_its_owner_and_by_owners(
    control: Control, tenants: Tenants
) -> None:
    alice, bob, _ = keepers(tenants)
    of_bob = keep(control, bob, Label("bob's", shared=True))
    of_alice = keep(control, alice, Label("alice's", shared=True))
    renamed = ViewSpec(Label("better", shared=True), "requests", "")
    with control.db.transaction() as connection:
        assert change_view(connection, alice, of_bob.id, renamed).name == "better"
    with pytest.raises(NotAllowed, match="Only Alice"), control.db.transaction() as connection:
        change_view(connection, bob, of_alice.id, renamed)


def test_only_its_owner_takes_a_thing_back(control: Control, tenants: Tenants) -> None:
    alice, bob, _ = keepers(tenants)
    owned = keep(control, bob, Label("bob's", shared=True))
    back = ViewSpec(Label("bob's"), "requests", "")
    with pytest.raises(NotAllowed, match="Only Bob"), control.db.transaction() as connection:
        change_view(connection, alice, owned.id, back)
    with control.db.transaction() as connection:
        change_view(connection, bob, owned.id, back)
    assert names(control, alice) == []
    check_change(owned.owned, keeps_shared=False)


def test_a_project_of_another_organisation_is_not_found(control: Control, tenants: Tenants) -> None:
    with pytest.raises(NotFound):
        keep(control, keepers(tenants)[0], Label("spy", project_id=tenants.lab))


def test_nobody_keeps_without_end(control: Control, tenants: Tenants) -> None:
    alice, bob, _ = keepers(tenants)
    with control.db.transaction() as connection:
        for number in range(MOST):
            spec = ViewSpec(Label(f"view {number}"), "requests", "")
            create_view(connection, alice, spec, NOW)
    with pytest.raises(Conflict, match=str(MOST)):
        keep(control, alice, Label("one more"))
    keep(control, bob, Label("first"))


def test_a_text_is_short_and_has_only_characters_with_a_shape() -> None:
    assert checked_text("The search", "a=b", 3) == "a=b"
    for text in ("a=bc", "\n"):
        with pytest.raises(BadInput, match="The search"):
            checked_text("The search", text, 3)
