"""Keys are shown once, kept as hashes, revoked for good, and hidden from strangers."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from tailrace.control.database import tables
from tailrace.control.open import Control
from tailrace.control.projects.keys import (
    CreatedKey,
    KeySpec,
    change_key,
    create_key,
    find_key,
    get_key,
    has_secret,
    list_keys,
    revoke_key,
)
from tailrace.control.projects.projects import create_project
from tailrace.core.errors import BadInput, Conflict, NotFound
from tests.fakes.tenants import NOW, Tenants

SPEC = KeySpec("ci", frozenset({"gateway", "read"}))
GIVEN = "tr_live_0123456789abcdef"


def make(control: Control, tenants: Tenants, spec: KeySpec = SPEC) -> CreatedKey:
    with control.db.transaction() as connection:
        return create_key(connection, tenants.acme, tenants.shop, spec, NOW)


def test_a_key_is_made_with_a_random_secret(control: Control, tenants: Tenants) -> None:
    made = make(control, tenants)
    assert made.secret.startswith("tr_live_")
    assert len(made.secret.removeprefix("tr_live_")) >= 32
    assert made.key.hint == f"tr_live_…{made.secret[-4:]}"
    assert made.key.environment == "live"
    assert made.key.scopes == {"gateway", "read"}
    assert (made.key.project_id, made.key.project_name) == (tenants.shop, "shop")
    assert (made.key.created_at, made.key.revoked_at, made.key.last_used_at) == (NOW, None, None)


def test_a_key_for_tests_says_so(control: Control, tenants: Tenants) -> None:
    made = make(control, tenants, replace(SPEC, test=True))
    assert made.secret.startswith("tr_test_")
    assert made.key.environment == "test"


def test_the_secret_is_not_in_the_database_and_not_shown(
    control: Control, tenants: Tenants
) -> None:
    made = make(control, tenants)
    with control.db.reading() as connection:
        row = connection.execute(sa.select(tables.keys)).one()
    assert made.secret not in [str(value) for value in row]
    assert made.secret not in repr(made)
    assert made.secret not in repr(replace(SPEC, secret=made.secret))


@pytest.mark.parametrize(
    ("secret", "environment", "hint"),
    [
        (GIVEN, "live", "tr_live_…cdef"),
        ("tr_test_0123456789abcdef", "test", "tr_test_…cdef"),
        ("0123456789abcdef", "live", "…cdef"),
    ],
)
def test_a_given_secret_is_taken(
    control: Control, tenants: Tenants, secret: str, environment: str, hint: str
) -> None:
    made = make(control, tenants, replace(SPEC, secret=secret))
    assert made.secret == secret
    assert (made.key.environment, made.key.hint) == (environment, hint)


@pytest.mark.parametrize(
    ("secret", "message"),
    [
        ("", "has 0 characters"),
        ("tr_live_short", "has 13 characters"),
        ("x1" * 129, "has 258 characters"),
        ("tr_live_with a space in it", "header"),
        ("tr_live_ümlautümlaut", "header"),
        ("tr_live_line\nbreak1234", "header"),
        ("tttttttttttttttttttt", "easy to guess: it has 1 different"),
    ],
)
def test_a_weak_secret_is_refused_and_not_repeated(
    control: Control, tenants: Tenants, secret: str, message: str
) -> None:
    with pytest.raises(BadInput, match=message) as caught:
        make(control, tenants, replace(SPEC, secret=secret))
    assert not secret or secret not in caught.value.message + caught.value.hint


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        (replace(SPEC, name=""), "name"),
        (replace(SPEC, scopes=frozenset()), "needs a scope"),
        (replace(SPEC, scopes=frozenset({"read", "write"})), "'write' is not a scope"),
        (replace(SPEC, expires_at=NOW), "expired already"),
    ],
)
def test_a_bad_key_is_refused(
    control: Control, tenants: Tenants, spec: KeySpec, message: str
) -> None:
    with pytest.raises(BadInput, match=message):
        make(control, tenants, spec)


def test_a_name_is_given_to_one_working_key(control: Control, tenants: Tenants) -> None:
    first = make(control, tenants)
    with pytest.raises(Conflict, match="'ci'"):
        make(control, tenants)
    with control.db.transaction() as connection:
        revoke_key(connection, tenants.acme, first.key.id, NOW)
    second = make(control, tenants)
    assert second.key.id != first.key.id


def test_a_secret_is_given_to_one_key(control: Control, tenants: Tenants) -> None:
    make(control, tenants, replace(SPEC, secret=GIVEN))
    with pytest.raises(Conflict, match="belongs to another key"):
        make(control, tenants, replace(SPEC, name="other", secret=GIVEN))


def test_a_revoked_secret_stays_dead(control: Control, tenants: Tenants) -> None:
    spec = replace(SPEC, secret=GIVEN)
    made = make(control, tenants, spec)
    with control.db.transaction() as connection:
        revoked = revoke_key(connection, tenants.acme, made.key.id, NOW)
        assert revoked == get_key(connection, tenants.acme, made.key.id)
        assert revoked.revoked_at == NOW
    with pytest.raises(Conflict, match="was revoked"):
        make(control, tenants, spec)


def test_revoking_twice_keeps_the_first_time(control: Control, tenants: Tenants) -> None:
    made = make(control, tenants)
    with control.db.transaction() as connection:
        revoke_key(connection, tenants.acme, made.key.id, NOW)
        again = revoke_key(connection, tenants.acme, made.key.id, NOW + timedelta(days=1))
    assert again.revoked_at == NOW


def test_keys_are_listed_newest_first(control: Control, tenants: Tenants) -> None:
    with control.db.transaction() as connection:
        office = create_project(connection, tenants.acme, "office", NOW).id
        first = create_key(connection, tenants.acme, tenants.shop, SPEC, NOW).key
        second = create_key(connection, tenants.acme, office, SPEC, NOW).key
        revoked = revoke_key(connection, tenants.acme, first.id, NOW)
        assert list_keys(connection, tenants.acme) == (second, revoked)
        assert list_keys(connection, tenants.acme, office) == (second,)


def test_scopes_and_expiry_can_be_changed_without_the_secret(
    control: Control, tenants: Tenants
) -> None:
    made = make(control, tenants)
    expires_at = NOW + timedelta(days=30)
    spec = KeySpec("ci", frozenset({"read"}), expires_at)
    with control.db.transaction() as connection:
        changed = change_key(connection, tenants.acme, made.key.id, spec, NOW)
        assert has_secret(connection, changed, made.secret)
    assert (changed.scopes, changed.expires_at) == (spec.scopes, expires_at)


def test_another_secret_replaces_the_old_one(control: Control, tenants: Tenants) -> None:
    made = make(control, tenants)
    spec = replace(SPEC, secret="tr_test_0123456789abcdef")
    with control.db.transaction() as connection:
        changed = change_key(connection, tenants.acme, made.key.id, spec, NOW)
        assert not has_secret(connection, changed, made.secret)
    assert (changed.environment, changed.hint) == ("test", "tr_test_…cdef")
    control.directory.refresh()
    assert control.directory.current.find_key(made.secret) is None


def test_a_revoked_key_cannot_be_changed(control: Control, tenants: Tenants) -> None:
    made = make(control, tenants)
    with control.db.transaction() as connection:
        revoke_key(connection, tenants.acme, made.key.id, NOW)
    with pytest.raises(Conflict, match="revoked"), control.db.transaction() as connection:
        change_key(connection, tenants.acme, made.key.id, SPEC, NOW)


def test_a_stranger_finds_no_key(control: Control, tenants: Tenants) -> None:
    made = make(control, tenants)
    with control.db.transaction() as connection:
        assert list_keys(connection, tenants.globex) == ()
        assert list_keys(connection, tenants.globex, tenants.shop) == ()
        assert find_key(connection, tenants.globex, tenants.shop, "ci") is None
        for attempt in (
            lambda: get_key(connection, tenants.globex, made.key.id),
            lambda: revoke_key(connection, tenants.globex, made.key.id, NOW),
            lambda: change_key(connection, tenants.globex, made.key.id, SPEC, NOW),
            lambda: create_key(connection, tenants.globex, tenants.shop, SPEC, NOW),
        ):
            with pytest.raises(NotFound):
                attempt()
        assert get_key(connection, tenants.acme, made.key.id).revoked_at is None
