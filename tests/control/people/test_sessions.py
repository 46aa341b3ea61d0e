"""Signing in, being recognised, looking at one thing, signing out."""

from dataclasses import replace
from datetime import timedelta
from typing import Literal

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher

from tailrace.control.database import tables
from tailrace.control.open import Control
from tailrace.control.people import links
from tailrace.control.people.accounts import add_member, create_user, remove_member, set_role
from tailrace.control.people.passwords import Passwords
from tailrace.control.people.sessions import (
    SEEN_STEP,
    Credentials,
    Session,
    open_session,
    resume_session,
    select,
    sign_in,
    sign_in_by_link,
    sign_out,
)
from tailrace.control.people.throttle import TRIES
from tailrace.control.projects.projects import create_project, remove_project
from tailrace.core.errors import LimitReached, NotAllowed, NotFound, NotSignedIn
from tailrace.core.ids import UserId
from tests.fakes.tenants import NOW, PASSWORD, Tenants

MONTH = timedelta(days=30)


def try_sign_in(control: Control, email: str, password: str, address: str = "203.0.113.1") -> str:
    credentials = Credentials(email, password, address)
    return sign_in(control.db, control.passwords, control.sign_in_limit, credentials, NOW, MONTH)


def session_of(control: Control, user_id: UserId) -> Session:
    with control.db.transaction() as connection:
        token = open_session(connection, user_id, NOW, MONTH)
    found = resume_session(control.db, token, NOW)
    assert found is not None
    return found


def again(control: Control, token: str) -> Session:
    found = resume_session(control.db, token, NOW)
    assert found is not None
    return found


def test_the_right_password_opens_a_session(control: Control, tenants: Tenants) -> None:
    session = again(control, try_sign_in(control, " ALICE@example.com", PASSWORD))
    assert session.user.id == tenants.alice
    assert session.selected is not None
    assert (session.selected.org_id, session.selected.role) == (tenants.acme, "owner")
    assert session.project_id is None
    assert session.expires_at == NOW + MONTH


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("alice@example.com", "wrong password"),
        ("nobody@example.com", PASSWORD),
        ("alice@example.com", ""),
        ("\ud800", "\ud800"),
        ("", ""),
    ],
)
def test_wrong_credentials_are_refused_in_the_same_words(
    control: Control, tenants: Tenants, email: str, password: str
) -> None:
    with pytest.raises(NotSignedIn, match=r"The e-mail address or the password is wrong\."):
        try_sign_in(control, email, password)


def test_somebody_without_a_password_cannot_sign_in_with_one(
    control: Control, tenants: Tenants
) -> None:
    with control.db.transaction() as connection:
        create_user(connection, "dora@example.com", "Dora", NOW)
    with pytest.raises(NotSignedIn):
        try_sign_in(control, "dora@example.com", "nobody has this password")


def test_an_unknown_address_costs_a_hash_too(control: Control, tenants: Tenants) -> None:
    verified: list[str | bytes] = []

    class WatchedHasher(PasswordHasher):
        def verify(self, *given: str | bytes, **named: str | bytes) -> Literal[True]:
            verified.append(given[0])
            return super().verify(*given, **named)

    watched = replace(control, passwords=Passwords(WatchedHasher(1, 8, 1)))
    with pytest.raises(NotSignedIn):
        try_sign_in(watched, "nobody@example.com", PASSWORD)
    assert verified == [watched.passwords.decoy]


def test_too_many_failures_are_refused_even_with_the_right_password(
    control: Control, tenants: Tenants
) -> None:
    for _ in range(TRIES):
        with pytest.raises(NotSignedIn):
            try_sign_in(control, "Alice@example.com", "wrong password")
    with pytest.raises(LimitReached):
        try_sign_in(control, "alice@example.com", PASSWORD)
    assert try_sign_in(control, "alice@example.com", PASSWORD, address="203.0.113.9")


def test_a_success_forgets_the_failures(control: Control, tenants: Tenants) -> None:
    for _ in range(3):
        for _ in range(TRIES - 1):
            with pytest.raises(NotSignedIn):
                try_sign_in(control, "alice@example.com", "wrong password")
        try_sign_in(control, "alice@example.com", PASSWORD)


def test_neither_token_is_kept_in_the_open(control: Control, tenants: Tenants) -> None:
    token = try_sign_in(control, "alice@example.com", PASSWORD)
    session = again(control, token)
    with control.db.reading() as connection:
        row = connection.execute(sa.select(tables.sessions)).one()
    assert token not in [str(value) for value in row]
    assert session.csrf_token not in repr(session)
    assert session.token_hash not in repr(session)


@pytest.mark.parametrize("token", ["", "unknown", "\ud800"])
def test_an_unknown_cookie_is_nobody(control: Control, tenants: Tenants, token: str) -> None:
    assert resume_session(control.db, token, NOW) is None


def test_a_session_ends_at_its_time(control: Control, tenants: Tenants) -> None:
    token = try_sign_in(control, "alice@example.com", PASSWORD)
    assert resume_session(control.db, token, NOW + MONTH - timedelta(seconds=1)) is not None
    assert resume_session(control.db, token, NOW + MONTH) is None


def test_sessions_that_are_over_are_forgotten(control: Control, tenants: Tenants) -> None:
    with control.db.transaction() as connection:
        open_session(connection, tenants.alice, NOW - 2 * MONTH, MONTH)
        open_session(connection, tenants.alice, NOW, MONTH)
        assert len(connection.execute(sa.select(tables.sessions)).all()) == 1


def test_signing_out_ends_this_session_only(control: Control, tenants: Tenants) -> None:
    here = try_sign_in(control, "alice@example.com", PASSWORD)
    there = try_sign_in(control, "alice@example.com", PASSWORD)
    with control.db.transaction() as connection:
        sign_out(connection, again(control, here))
    assert resume_session(control.db, here, NOW) is None
    assert resume_session(control.db, there, NOW) is not None


def test_the_last_look_is_written_now_and_then(control: Control, tenants: Tenants) -> None:
    token = try_sign_in(control, "alice@example.com", PASSWORD)
    seen = []
    for later in (SEEN_STEP / 2, SEEN_STEP, SEEN_STEP * 1.5):
        resume_session(control.db, token, NOW + later)
        with control.db.reading() as connection:
            query = sa.select(tables.sessions.c.last_seen_at)
            seen.append(connection.execute(query).scalar_one() - NOW)
    assert seen == [timedelta(0), SEEN_STEP, SEEN_STEP]


def test_a_write_needs_the_csrf_token(control: Control, tenants: Tenants) -> None:
    session = session_of(control, tenants.alice)
    session.check_csrf(session.csrf_token)
    for wrong in (None, "", "wrong", session.csrf_token + "x", "\ud800"):
        with pytest.raises(NotAllowed, match="CSRF"):
            session.check_csrf(wrong)


def test_a_selection_is_kept(control: Control, tenants: Tenants) -> None:
    token = try_sign_in(control, "bob@example.com", PASSWORD)
    with control.db.transaction() as connection:
        add_member(connection, tenants.globex, tenants.bob, "viewer", NOW)
        select(connection, again(control, token), tenants.globex, tenants.lab)
    session = again(control, token)
    assert session.selected is not None
    assert (session.selected.org_id, session.selected.role) == (tenants.globex, "viewer")
    assert session.project_id == tenants.lab
    with control.db.transaction() as connection:
        select(connection, session, tenants.acme, None)
    assert again(control, token).project_id is None


def test_a_stranger_can_select_nothing(control: Control, tenants: Tenants) -> None:
    session = session_of(control, tenants.charlie)
    with control.db.transaction() as connection:
        with pytest.raises(NotFound):
            select(connection, session, tenants.acme, None)
        with pytest.raises(NotFound):
            select(connection, session, tenants.globex, tenants.shop)


def test_a_membership_that_ends_takes_its_selection_along(
    control: Control, tenants: Tenants
) -> None:
    token = try_sign_in(control, "bob@example.com", PASSWORD)
    with control.db.transaction() as connection:
        select(connection, again(control, token), tenants.acme, tenants.shop)
        remove_member(connection, tenants.acme, tenants.bob)
    session = again(control, token)
    assert (session.selected, session.project_id, session.memberships) == (None, None, ())


def test_a_change_of_role_works_at_once(control: Control, tenants: Tenants) -> None:
    token = try_sign_in(control, "bob@example.com", PASSWORD)
    with control.db.transaction() as connection:
        set_role(connection, tenants.acme, tenants.bob, "viewer")
    selected = again(control, token).selected
    assert selected is not None
    assert selected.role == "viewer"


def test_a_removed_project_is_no_longer_selected(control: Control, tenants: Tenants) -> None:
    token = try_sign_in(control, "alice@example.com", PASSWORD)
    with control.db.transaction() as connection:
        extra = create_project(connection, tenants.acme, "extra", NOW).id
        select(connection, again(control, token), tenants.acme, extra)
        remove_project(connection, tenants.acme, extra, NOW)
    session = again(control, token)
    assert session.selected is not None
    assert session.project_id is None


def test_a_sign_in_link_opens_a_session_once(control: Control, tenants: Tenants) -> None:
    with control.db.transaction() as connection:
        link = links.create_link(connection, "signin", tenants.bob, NOW, timedelta(hours=1))
    session = again(control, sign_in_by_link(control.db, link, NOW, MONTH))
    assert session.user.id == tenants.bob
    with pytest.raises(NotSignedIn):
        sign_in_by_link(control.db, link, NOW, MONTH)


def test_credentials_do_not_show_the_password() -> None:
    assert PASSWORD not in repr(Credentials("alice@example.com", PASSWORD, "203.0.113.1"))
