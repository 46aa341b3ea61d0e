"""Who changes whom: a matrix of roles, and an owner that stays."""

from itertools import product

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tailrace.control.people.roles import ROLES, Role
from tests.fakes.tenants import add_person
from tests.fakes.town import Town, browser, email

MEMBERS = "/api/v1/members"


def numbers(client: TestClient) -> dict[str, int]:
    return {m["email"].partition("@")[0]: m["id"] for m in client.get(MEMBERS).json()["data"]}


def join(town: Town, name: str, role: Role) -> None:
    control = town.control
    with control.db.transaction() as connection:
        add_person(connection, control.passwords, town.organisations["acme"], name, role)


def test_members_are_those_of_the_organisation(api: FastAPI) -> None:
    members = browser(api, "vera").get(MEMBERS).json()["data"]
    assert [(m["email"], m["role"]) for m in members] == [
        (email("alice"), "owner"),
        (email("bob"), "member"),
        (email("vera"), "viewer"),
    ]


@pytest.mark.parametrize(("acting", "touched"), list(product(ROLES, ROLES)))
def test_who_may_change_and_remove_whom(
    api: FastAPI, town: Town, acting: Role, touched: Role
) -> None:
    join(town, "Erin", acting)
    join(town, "Frank", touched)
    erin = browser(api, "erin")
    frank = f"{MEMBERS}/{numbers(erin)['frank']}"
    may = acting == "owner" or (acting == "admin" and touched != "owner")
    changed = erin.patch(frank, json={"role": "viewer"})
    removed = erin.delete(frank)
    assert [changed.status_code, removed.status_code] == ([200, 204] if may else [403, 403])
    assert ("frank" in numbers(browser(api, "alice"))) != may


def test_an_admin_makes_no_owner_not_even_of_themselves(api: FastAPI, town: Town) -> None:
    join(town, "Erin", "admin")
    erin = browser(api, "erin")
    for name in ("erin", "bob"):
        answer = erin.patch(f"{MEMBERS}/{numbers(erin)[name]}", json={"role": "owner"})
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "not_allowed")


def test_the_last_owner_stays(api: FastAPI) -> None:
    alice = browser(api, "alice")
    own = f"{MEMBERS}/{numbers(alice)['alice']}"
    assert alice.patch(own, json={"role": "viewer"}).status_code == 409
    assert alice.delete(own).status_code == 409
    assert alice.patch(f"{MEMBERS}/{numbers(alice)['bob']}", json={"role": "owner"}).json() == {
        "id": numbers(alice)["bob"],
        "email": email("bob"),
        "name": "Bob",
        "role": "owner",
    }
    assert alice.patch(own, json={"role": "viewer"}).status_code == 200
    assert alice.patch(own, json={"role": "owner"}).status_code == 403


def test_a_removed_member_sees_nothing_at_once(api: FastAPI) -> None:
    alice, bob = browser(api, "alice"), browser(api, "bob")
    assert bob.get(MEMBERS).status_code == 200
    alice.delete(f"{MEMBERS}/{numbers(alice)['bob']}")
    assert bob.get(MEMBERS).status_code == 404
    assert bob.get("/api/v1/session").json()["organisations"] == []
