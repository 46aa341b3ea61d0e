"""Invitations are hashed, of one organisation, and used by one of two at the same moment."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from tailrace.control.database import tables
from tailrace.control.open import Control
from tailrace.control.people.accounts import create_user, get_role, get_user
from tailrace.control.people.invitations import (
    LIFETIME,
    MadeInvitation,
    accept_invitation,
    invite,
    list_invitations,
    read_invitation,
    revoke_invitation,
)
from tailrace.core.errors import Conflict, NotAllowed, NotFound
from tests.fakes.tenants import NOW, Tenants


def made(control: Control, tenants: Tenants, email: str = "nina@example.com") -> MadeInvitation:
    with control.db.transaction() as connection:
        return invite(connection, tenants.acme, email, "member", tenants.alice, NOW)


def test_only_the_hash_is_stored(control: Control, tenants: Tenants) -> None:
    invitation = made(control, tenants)
    with control.db.reading() as connection:
        (row,) = connection.execute(sa.select(tables.invitations)).mappings()
        assert list_invitations(connection, tenants.acme) == (invitation.invitation,)
        assert list_invitations(connection, tenants.globex) == ()
    assert invitation.token not in str(dict(row)) + repr(invitation)


def test_another_organisation_takes_nothing_back(control: Control, tenants: Tenants) -> None:
    invitation = made(control, tenants)
    with control.db.transaction() as connection:
        with pytest.raises(NotFound):
            revoke_invitation(connection, tenants.globex, invitation.invitation.id, NOW)
        assert read_invitation(connection, invitation.token, NOW).email == "nina@example.com"
        with pytest.raises(NotFound):
            read_invitation(connection, invitation.token, NOW + LIFETIME)


def test_it_is_for_its_address_and_makes_a_member(control: Control, tenants: Tenants) -> None:
    invitation = made(control, tenants, "charlie@example.com")
    with control.db.transaction() as connection:
        bob = get_user(connection, tenants.bob)
        with pytest.raises(NotAllowed, match="for charlie"):
            accept_invitation(connection, invitation.token, bob, NOW)
        charlie = get_user(connection, tenants.charlie)
        accept_invitation(connection, invitation.token, charlie, NOW)
        assert get_role(connection, tenants.acme, tenants.charlie) == "member"
        with pytest.raises(NotFound):
            accept_invitation(connection, invitation.token, charlie, NOW)


def test_one_of_two_at_the_same_moment_gets_in(control: Control, tenants: Tenants) -> None:
    invitation = made(control, tenants)
    with control.db.transaction() as connection:
        nina = create_user(connection, "nina@example.com", "Nina", NOW)

    def accept(_: int) -> str:
        try:
            with control.db.transaction() as connection:
                accept_invitation(connection, invitation.token, nina, NOW)
        except (NotFound, Conflict):
            return "refused"
        return "joined"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(accept, range(2))) == ["joined", "refused"]
