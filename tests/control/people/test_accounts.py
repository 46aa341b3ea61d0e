"""Users are known by e-mail address; organisations keep an owner; strangers see nothing."""

import pytest

from tailrace.control.open import Control
from tailrace.control.people.accounts import (
    Member,
    add_member,
    checked_email,
    create_user,
    find_password_hash,
    find_user,
    get_role,
    get_user,
    has_owner,
    list_members,
    list_memberships,
    remove_member,
    set_name,
    set_password,
    set_role,
)
from tailrace.control.people.sessions import open_session, resume_session
from tailrace.core.errors import BadInput, Conflict, NotFound
from tailrace.core.ids import OrgId, UserId
from tests.fakes.tenants import NOW, Tenants, add_person

NOBODY = UserId(999_999)


@pytest.mark.parametrize("text", ["", "alice", "@", "a@", "a b@c", "a@b@c", "a\x00@b", "x@" * 200])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="not an e-mail address"):
        checked_email(text)


def test_an_address_is_kept_in_lower_case(control: Control) -> None:
    with control.db.transaction() as connection:
        made = create_user(connection, " Zoë@Example.COM ", "Zoë", NOW)
        assert made.email == "zoë@example.com"
        assert find_user(connection, "ZOË@example.com") == made


def test_an_address_is_given_once_however_it_is_written(control: Control, tenants: Tenants) -> None:
    with pytest.raises(Conflict, match="has an account"), control.db.transaction() as connection:
        create_user(connection, "ALICE@example.com", "Another Alice", NOW)


@pytest.mark.parametrize("email", ["nobody@example.com", "", "\ud800", "a\x00b"])
def test_an_unknown_address_finds_nobody(control: Control, tenants: Tenants, email: str) -> None:
    with control.db.reading() as connection:
        assert find_user(connection, email) is None


def test_an_unknown_user_is_not_found(control: Control, tenants: Tenants) -> None:
    with control.db.transaction() as connection:
        with pytest.raises(NotFound):
            get_user(connection, NOBODY)
        with pytest.raises(NotFound):
            add_member(connection, tenants.acme, NOBODY, "viewer", NOW)
        with pytest.raises(NotFound):
            set_password(connection, control.passwords, NOBODY, "correct horse battery")


def test_a_user_can_be_renamed(control: Control, tenants: Tenants) -> None:
    with control.db.transaction() as connection:
        set_name(connection, tenants.bob, "Robert")
        assert get_user(connection, tenants.bob).name == "Robert"


def test_a_new_password_signs_out_everywhere(control: Control, tenants: Tenants) -> None:
    with control.db.transaction() as connection:
        token = open_session(connection, tenants.alice, NOW, NOW - NOW.replace(day=1))
        other = open_session(connection, tenants.bob, NOW, NOW - NOW.replace(day=1))
        set_password(connection, control.passwords, tenants.alice, "staple another horse")
        stored = find_password_hash(connection, tenants.alice)
    assert control.passwords.matches(stored, "staple another horse")
    assert resume_session(control.db, token, NOW) is None
    assert resume_session(control.db, other, NOW) is not None


def test_a_weak_password_is_not_set(control: Control, tenants: Tenants) -> None:
    with pytest.raises(BadInput), control.db.transaction() as connection:
        set_password(connection, control.passwords, tenants.alice, "short")


def test_memberships_come_with_role_and_projects(control: Control, tenants: Tenants) -> None:
    with control.db.transaction() as connection:
        add_member(connection, tenants.globex, tenants.bob, "viewer", NOW)
        found = list_memberships(connection, tenants.bob)
    assert [(m.org_name, m.role, m.timezone) for m in found] == [
        ("acme", "member", "Europe/Berlin"),
        ("globex", "viewer", "UTC"),
    ]
    assert [[p.name for p in m.projects] for m in found] == [["shop"], ["lab"]]


def test_members_are_listed_by_address(control: Control, tenants: Tenants) -> None:
    with control.db.reading() as connection:
        found = list_members(connection, tenants.acme)
    assert found == (
        Member(tenants.alice, "alice@example.com", "Alice", "owner"),
        Member(tenants.bob, "bob@example.com", "Bob", "member"),
    )


def test_a_stranger_has_no_role_and_no_membership_to_change(
    control: Control, tenants: Tenants
) -> None:
    with control.db.transaction() as connection:
        assert get_role(connection, tenants.acme, tenants.bob) == "member"
        for attempt in (
            lambda: get_role(connection, tenants.acme, tenants.charlie),
            lambda: set_role(connection, tenants.acme, tenants.charlie, "owner"),
            lambda: remove_member(connection, tenants.acme, tenants.charlie),
            lambda: get_role(connection, OrgId(999_999), tenants.alice),
            lambda: set_role(connection, OrgId(999_999), tenants.alice, "owner"),
            lambda: add_member(connection, OrgId(999_999), tenants.alice, "owner", NOW),
        ):
            with pytest.raises(NotFound, match="no such organisation"):
                attempt()


def test_a_member_is_added_once(control: Control, tenants: Tenants) -> None:
    with pytest.raises(Conflict, match="already"), control.db.transaction() as connection:
        add_member(connection, tenants.acme, tenants.bob, "admin", NOW)


def test_a_role_can_be_changed_and_a_membership_ended(control: Control, tenants: Tenants) -> None:
    with control.db.transaction() as connection:
        set_role(connection, tenants.acme, tenants.bob, "admin")
        assert get_role(connection, tenants.acme, tenants.bob) == "admin"
        remove_member(connection, tenants.acme, tenants.bob)
        assert list_memberships(connection, tenants.bob) == ()


def test_the_last_owner_stays(control: Control, tenants: Tenants) -> None:
    with pytest.raises(Conflict, match="no owner"), control.db.transaction() as connection:
        set_role(connection, tenants.acme, tenants.alice, "admin")
    with pytest.raises(Conflict, match="no owner"), control.db.transaction() as connection:
        remove_member(connection, tenants.acme, tenants.alice)
    with control.db.transaction() as connection:
        add_person(connection, control.passwords, tenants.acme, "Dora", "owner")
        remove_member(connection, tenants.acme, tenants.alice)
        assert has_owner(connection, tenants.acme)


def test_an_organisation_without_members_has_no_owner(control: Control, tenants: Tenants) -> None:
    with control.db.reading() as connection:
        assert has_owner(connection)
        assert not has_owner(connection, OrgId(999_999))
