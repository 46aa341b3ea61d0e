"""Saved views over the API: private or shared, in the projects that are looked at."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.fakes.town import Town, browser

VIEWS = "/api/v1/views"
ERRORS = {"name": "errors", "page": "requests", "search": "last=7d&filter=status:error"}


@pytest.fixture
def alice(api: FastAPI) -> TestClient:
    return browser(api, "alice")


@pytest.fixture
def bob(api: FastAPI) -> TestClient:
    return browser(api, "bob")


def names(client: TestClient) -> list[str]:
    return [view["name"] for view in client.get(VIEWS).json()["data"]]


def test_a_view_is_kept_shared_and_forgotten(alice: TestClient, bob: TestClient) -> None:
    made = alice.post(VIEWS, json=ERRORS)
    assert made.status_code == 201
    assert made.json() | {"id": 0, "created_at": ""} == ERRORS | {
        "id": 0,
        "shared": False,
        "project": None,
        "owner": "Alice",
        "own": True,
        "may_change": True,
        "created_at": "",
    }
    assert (names(alice), names(bob)) == (["errors"], [])
    path = f"{VIEWS}/{made.json()['id']}"
    assert bob.patch(path, json={"name": "mine"}).status_code == 404
    changed = alice.patch(path, json={"shared": True, "name": "all errors"})
    assert (changed.status_code, changed.json()["search"]) == (200, ERRORS["search"])
    (seen,) = bob.get(VIEWS).json()["data"]
    assert (seen["name"], seen["own"], seen["may_change"]) == ("all errors", False, False)
    assert bob.patch(path, json={"name": "mine"}).status_code == 403
    assert bob.delete(path).status_code == 403
    assert alice.delete(path).status_code == 204
    assert (names(alice), names(bob)) == ([], [])


def test_an_owner_changes_and_removes_what_others_share(alice: TestClient, bob: TestClient) -> None:
    made = bob.post(VIEWS, json=ERRORS | {"shared": True}).json()
    path = f"{VIEWS}/{made['id']}"
    assert alice.patch(path, json={"search": "last=1h"}).json()["search"] == "last=1h"
    assert alice.patch(path, json={"shared": False}).status_code == 403
    assert alice.delete(path).status_code == 204
    assert names(bob) == []


def test_a_viewer_keeps_own_views_and_shares_none(api: FastAPI) -> None:
    vera = browser(api, "vera")
    made = vera.post(VIEWS, json=ERRORS)
    assert made.status_code == 201
    path = f"{VIEWS}/{made.json()['id']}"
    assert vera.post(VIEWS, json=ERRORS | {"shared": True}).status_code == 403
    assert vera.patch(path, json={"shared": True}).status_code == 403
    assert vera.patch(path, json={"name": "mine"}).status_code == 200
    assert vera.delete(path).status_code == 204


def test_a_project_s_views_are_seen_where_it_is_looked_at(alice: TestClient, town: Town) -> None:
    acme, shop, lab = town.organisations["acme"], town.projects["shop"], town.projects["lab"]
    made = alice.post(VIEWS, json=ERRORS | {"project_id": shop}).json()
    assert made["project"] == {"id": shop, "name": "shop"}
    for project, seen in ((None, ["errors"]), (shop, ["errors"]), (lab, [])):
        selection = {"organisation_id": acme, "project_id": project}
        alice.put("/api/v1/session/selection", json=selection)
        assert names(alice) == seen
