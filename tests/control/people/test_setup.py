"""The first start makes one owner, once, whoever tries at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from tailrace.control.open import Control
from tailrace.control.people.accounts import create_user, get_role, get_user, list_members
from tailrace.control.people.setup import (
    LINK_LIFETIME,
    Setup,
    complete_setup,
    create_setup_link,
    is_setup_needed,
)
from tailrace.control.projects.projects import (
    create_organisation,
    create_project,
    find_organisation,
    list_projects,
)
from tailrace.core.errors import BadInput, Conflict, NotSignedIn
from tests.fakes.tenants import NOW, PASSWORD, Tenants


def first_link(control: Control) -> str:
    token = create_setup_link(control.db, NOW)
    assert token is not None
    return token


def alice(token: str, organisation: str = "acme") -> Setup:
    return Setup(token, "Alice@example.com", "Alice", PASSWORD, organisation, "Europe/Berlin")


def test_setup_makes_owner_organisation_and_project(control: Control) -> None:
    done = complete_setup(control.db, control.passwords, alice(first_link(control)), NOW)
    with control.db.reading() as connection:
        assert get_user(connection, done.user_id).email == "alice@example.com"
        assert get_user(connection, done.user_id).has_password
        assert get_role(connection, done.org_id, done.user_id) == "owner"
        organisation = find_organisation(connection, "acme")
        assert organisation is not None
        assert (organisation.id, organisation.timezone) == (done.org_id, "Europe/Berlin")
        projects = list_projects(connection, done.org_id)
        assert [(p.id, p.name) for p in projects] == [(done.project_id, "default")]
        assert not is_setup_needed(connection)


def test_there_is_no_link_once_there_is_an_owner(control: Control, tenants: Tenants) -> None:
    assert create_setup_link(control.db, NOW) is None


def test_a_link_works_once(control: Control) -> None:
    setup = alice(first_link(control))
    complete_setup(control.db, control.passwords, setup, NOW)
    again = replace(setup, email="mallory@example.com", organisation="other")
    with pytest.raises(NotSignedIn):
        complete_setup(control.db, control.passwords, again, NOW)


def test_an_older_link_does_not_make_a_second_owner(control: Control) -> None:
    older, newer = first_link(control), first_link(control)
    complete_setup(control.db, control.passwords, alice(newer), NOW)
    second = replace(alice(older), email="mallory@example.com", organisation="other")
    with pytest.raises(Conflict, match="owner already"):
        complete_setup(control.db, control.passwords, second, NOW)


@pytest.mark.parametrize("same_link", [True, False])
def test_of_many_at_once_one_becomes_owner(control: Control, *, same_link: bool) -> None:
    shared = first_link(control)
    setups = [
        replace(
            alice(shared if same_link else first_link(control), f"org {number}"),
            email=f"user{number}@example.com",
        )
        for number in range(4)
    ]

    def attempt(setup: Setup) -> bool:
        try:
            complete_setup(control.db, control.passwords, setup, NOW)
        except (NotSignedIn, Conflict):
            return False
        return True

    with ThreadPoolExecutor() as pool:
        won = list(pool.map(attempt, setups))
    assert won.count(True) == 1
    winner = setups[won.index(True)]
    with control.db.reading() as connection:
        made = [find_organisation(connection, setup.organisation) for setup in setups]
        assert [o.name for o in made if o is not None] == [winner.organisation]
        assert [m.email for o in made if o for m in list_members(connection, o.id)] == [
            winner.email
        ]


@pytest.mark.parametrize(
    "bad",
    [
        {"email": "nowhere"},
        {"name": ""},
        {"password": "short"},
        {"organisation": " "},
        {"timezone": "Mars/Olympus"},
        {"project": ""},
    ],
)
def test_a_mistake_does_not_use_the_link_up(control: Control, bad: dict[str, str]) -> None:
    setup = alice(first_link(control))
    with pytest.raises(BadInput):
        complete_setup(control.db, control.passwords, replace(setup, **bad), NOW)
    complete_setup(control.db, control.passwords, setup, NOW)


def test_a_failure_after_the_link_was_taken_gives_it_back(control: Control) -> None:
    with control.db.transaction() as connection:
        create_user(connection, "alice@example.com", "Alice", NOW)
    setup = alice(first_link(control))
    with pytest.raises(Conflict, match="has an account"):
        complete_setup(control.db, control.passwords, setup, NOW)
    other = replace(setup, email="owner@example.com")
    complete_setup(control.db, control.passwords, other, NOW)


def test_a_link_does_not_work_after_its_time(control: Control) -> None:
    setup = alice(first_link(control))
    late = NOW + LINK_LIFETIME + timedelta(seconds=1)
    with pytest.raises(NotSignedIn):
        complete_setup(control.db, control.passwords, setup, late)


def test_an_organisation_without_owner_is_taken_over(control: Control) -> None:
    with control.db.transaction() as connection:
        org_id = create_organisation(connection, "acme", "Asia/Tokyo", NOW).id
        project_id = create_project(connection, org_id, "shop", NOW).id
    setup = replace(alice(first_link(control)), project="shop")
    done = complete_setup(control.db, control.passwords, setup, NOW)
    assert (done.org_id, done.project_id) == (org_id, project_id)


def test_secrets_are_not_shown() -> None:
    shown = repr(alice("the token"))
    assert PASSWORD not in shown
    assert "the token" not in shown
