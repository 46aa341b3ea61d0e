"""Members of a file: roles, one way in, and an owner at every moment."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tailrace.control.manifest.changes import Applied
from tailrace.control.manifest.members import LINK_LIFETIME
from tailrace.control.open import Control
from tailrace.control.people.accounts import find_password_hash, find_user, list_members
from tailrace.control.people.sessions import resume_session, sign_in_by_link
from tailrace.core.errors import Conflict
from tests.fakes.tenants import NOW, PASSWORD, Tenants

Apply = Callable[..., Applied]


def members(*entries: str) -> str:
    return f"organisations: [{{name: acme, members: [{', '.join(entries)}]}}]"


ALICE = "{email: alice@example.com, role: owner}"


def lines(applied: Applied) -> list[str]:
    return [str(change) for change in applied.changes]


def test_a_new_member_gets_a_link_that_signs_in_once(
    control: Control, tenants: Tenants, apply_text: Apply
) -> None:
    applied = apply_text(members("{email: Dora@example.com, role: viewer, name: Dora D}"))
    assert lines(applied) == [
        "created organisations.acme.members.dora@example.com (role viewer, sign-in link made)"
    ]
    token = sign_in_by_link(control.db, applied.links[0].token, NOW, timedelta(days=1))
    session = resume_session(control.db, token, NOW)
    assert session is not None
    assert (session.user.email, session.user.name) == ("dora@example.com", "Dora D")
    assert session.selected is not None
    assert session.selected.role == "viewer"


def test_a_link_that_is_open_is_not_made_again(tenants: Tenants, apply_text: Apply) -> None:
    text = members("{email: dora@example.com, role: viewer}")
    apply_text(text)
    assert apply_text(text, now=NOW + LINK_LIFETIME - timedelta(seconds=1)).links == ()
    late = apply_text(text, now=NOW + LINK_LIFETIME)
    assert lines(late) == [
        "changed organisations.acme.members.dora@example.com (sign-in link made)"
    ]
    assert len(late.links) == 1


def test_somebody_with_a_password_needs_no_link(tenants: Tenants, apply_text: Apply) -> None:
    text = "organisations: [{name: globex, members: [{email: Bob@example.com, role: admin}]}]"
    applied = apply_text(text)
    assert lines(applied) == ["created organisations.globex.members.bob@example.com (role admin)"]
    assert applied.links == ()


def test_a_password_of_the_file_is_set_once_and_never_replaces_one(
    control: Control, tenants: Tenants, apply_text: Apply
) -> None:
    entry = "{email: dora@example.com, role: viewer, password: %s}"
    first = apply_text(members(entry % "staple horse battery"))
    assert lines(first) == [
        "created organisations.acme.members.dora@example.com (role viewer, password set)"
    ]
    assert first.links == ()
    assert apply_text(members(entry % "another long password")).changes == ()
    with control.db.reading() as connection:
        dora = find_user(connection, "dora@example.com")
        assert dora is not None
        stored = find_password_hash(connection, dora.id)
    assert control.passwords.matches(stored, "staple horse battery")
    assert not control.passwords.matches(stored, PASSWORD)


def test_role_and_name_are_changed(tenants: Tenants, apply_text: Apply) -> None:
    text = members("{email: bob@example.com, role: admin, name: Robert}")
    assert [change.detail for change in apply_text(text).changes] == [
        "role member -> admin, name Bob -> Robert"
    ]
    assert apply_text(text).changes == ()


def test_ownership_can_be_handed_over_in_one_file(
    control: Control, tenants: Tenants, apply_text: Apply
) -> None:
    apply_text(
        members("{email: alice@example.com, role: viewer}", "{email: bob@example.com, role: owner}")
    )
    with control.db.reading() as connection:
        roles = {m.name: m.role for m in list_members(connection, tenants.acme)}
    assert roles == {"Alice": "viewer", "Bob": "owner"}


def test_the_last_owner_cannot_be_made_less(tenants: Tenants, apply_text: Apply) -> None:
    with pytest.raises(Conflict) as caught:
        apply_text(members("{email: alice@example.com, role: admin}"))
    assert caught.value.message == (
        "organisations.acme.members.alice@example.com: The organisation would have no owner."
    )


def test_prune_ends_memberships_that_are_not_named(
    control: Control, tenants: Tenants, apply_text: Apply
) -> None:
    assert lines(apply_text(members(ALICE), prune=True)) == [
        "removed organisations.acme.members.bob@example.com"
    ]
    with control.db.reading() as connection:
        assert [m.id for m in list_members(connection, tenants.acme)] == [tenants.alice]
        assert find_user(connection, "bob@example.com") is not None
        assert [m.id for m in list_members(connection, tenants.globex)] == [tenants.charlie]


def test_prune_does_not_take_the_last_owner(tenants: Tenants, apply_text: Apply) -> None:
    with pytest.raises(Conflict, match=r"members\.alice@example\.com: .* no owner"):
        apply_text(members("{email: bob@example.com, role: member}"), prune=True)
