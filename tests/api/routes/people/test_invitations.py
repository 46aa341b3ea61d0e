"""An invitation's link: made by those who may, good once, and for one address only."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tailrace.control.people.invitations import LIFETIME
from tests.conftest import ManualClock
from tests.fakes.tenants import PASSWORD
from tests.fakes.town import URL, browser, email, visitor

INVITATIONS = "/api/v1/invitations"
OPEN, ACCEPT = f"{INVITATIONS}/open", f"{INVITATIONS}/accept"
NINA = {"name": "Nina", "password": "four words of nina"}


def invite(client: TestClient, address: str = "nina@example.com", role: str = "member") -> Any:
    answer = client.post(INVITATIONS, json={"email": address, "role": role})
    assert answer.status_code == 201, answer.text
    return answer.json()


def token_of(made: Any) -> dict[str, str]:
    start, _, token = made["link"].partition("?token=")
    assert start == f"{URL}/join"
    return {"token": token}


def test_a_link_makes_a_newcomer_a_member_once(api: FastAPI) -> None:
    alice = browser(api, "alice")
    made = invite(alice, "Nina@Example.com")
    listed = alice.get(INVITATIONS)
    assert listed.json()["data"] == [made["invitation"]]
    token = token_of(made)
    assert token["token"] not in listed.text
    nina = visitor(api)
    assert nina.post(OPEN, json=token).json() == {
        "organisation": "acme",
        "email": "nina@example.com",
        "role": "member",
        "created_by": "Alice",
        "expires_at": "2026-11-08T12:00:00Z",
        "has_account": False,
    }
    session = nina.post(ACCEPT, json=token | NINA).json()
    assert (session["user"]["name"], session["organisations"][0]["role"]) == ("Nina", "member")
    assert nina.get("/api/v1/members").status_code == 200
    assert alice.get(INVITATIONS).json()["data"] == []
    assert visitor(api).post(OPEN, json=token).status_code == 404
    assert visitor(api).post(ACCEPT, json=token | NINA).status_code == 404
    credentials = {"email": "nina@example.com", "password": NINA["password"]}
    assert visitor(api).post("/api/v1/session", json=credentials).status_code == 200


@pytest.mark.parametrize(
    "bad", [{}, {"name": "Nina"}, {"name": "Nina", "password": "short"}, {"password": PASSWORD}]
)
def test_a_refused_newcomer_does_not_use_the_link_up(api: FastAPI, bad: dict[str, str]) -> None:
    token = token_of(invite(browser(api, "alice")))
    assert visitor(api).post(ACCEPT, json=token | bad).status_code == 400
    assert visitor(api).post(ACCEPT, json=token | NINA).status_code == 200


def test_somebody_with_an_account_joins_with_it(api: FastAPI) -> None:
    token = token_of(invite(browser(api, "alice"), email("charlie"), "viewer"))
    assert visitor(api).post(OPEN, json=token).json()["has_account"] is True
    thief = visitor(api).post(ACCEPT, json=token | NINA)
    assert (thief.status_code, thief.json()["error"]["code"]) == (401, "not_signed_in")
    bob = browser(api, "bob").post(ACCEPT, json=token)
    assert (bob.status_code, bob.json()["error"]["code"]) == (403, "not_allowed")
    charlie = browser(api, "charlie")
    session = charlie.post(ACCEPT, json=token).json()
    roles = {one["name"]: one["role"] for one in session["organisations"]}
    assert roles == {"acme": "viewer", "globex": "owner"}
    acme = next(one["id"] for one in session["organisations"] if one["name"] == "acme")
    assert session["selected"] == {"organisation_id": acme, "project_id": None}


def test_a_link_is_taken_back_replaced_and_too_old(api: FastAPI, clock: ManualClock) -> None:
    alice = browser(api, "alice")
    first, second = invite(alice), invite(alice, role="viewer")
    assert visitor(api).post(OPEN, json=token_of(first)).status_code == 404
    assert visitor(api).post(OPEN, json=token_of(second)).json()["role"] == "viewer"
    path = f"{INVITATIONS}/{second['invitation']['id']}"
    assert alice.delete(path).status_code == 204
    assert alice.delete(path).status_code == 404
    assert visitor(api).post(OPEN, json=token_of(second)).status_code == 404
    third = token_of(invite(alice))
    clock.advance_us(LIFETIME // timedelta(microseconds=1))
    assert visitor(api).post(ACCEPT, json=third | NINA).status_code == 404


def test_owners_and_admins_invite_and_only_owners_invite_owners(api: FastAPI) -> None:
    alice = browser(api, "alice")
    admin = visitor(api)
    token = token_of(invite(alice, role="admin"))
    session = admin.post(ACCEPT, json=token | NINA).json()
    admin.headers["X-CSRF-Token"] = session["csrf_token"]
    invite(admin, "olga@example.com", "admin")
    refused = admin.post(INVITATIONS, json={"email": "olga@example.com", "role": "owner"})
    assert refused.status_code == 403
    invite(alice, "olga@example.com", "owner")
    for name in ("bob", "vera"):
        person = browser(api, name)
        assert person.get(INVITATIONS).status_code == 403
        body = {"email": "eve@example.com", "role": "viewer"}
        assert person.post(INVITATIONS, json=body).status_code == 403


def test_a_member_is_not_invited_again(api: FastAPI) -> None:
    body = {"email": email("bob").upper(), "role": "admin"}
    answer = browser(api, "alice").post(INVITATIONS, json=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "conflict")
