"""Dashboards over the API."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.fakes.town import Town, browser

DASHBOARDS = "/api/v1/dashboards"
CARD = {"title": "Cost", "search": "metric=cost_usd&by=model", "columns": 6, "rows": 2}
COSTS = {"name": "costs", "cards": [CARD]}


@pytest.fixture
def alice(api: FastAPI) -> TestClient:
    return browser(api, "alice")


def test_a_dashboard_is_kept_rearranged_shared_and_forgotten(
    api: FastAPI, alice: TestClient, town: Town
) -> None:
    shop = town.projects["shop"]
    made = alice.post(DASHBOARDS, json=COSTS | {"project_id": shop})
    assert made.status_code == 201
    assert made.json()["cards"] == [CARD]
    assert made.json()["project"] == {"id": shop, "name": "shop"}
    path = f"{DASHBOARDS}/{made.json()['id']}"
    cards = [CARD | {"title": "Slow"}, CARD | {"columns": 12}]
    changed = alice.patch(path, json={"cards": cards, "shared": True}).json()
    assert (changed["cards"], changed["shared"], changed["name"]) == (cards, True, "costs")
    assert alice.get(path).json() == changed

    bob = browser(api, "bob")
    (seen,) = bob.get(DASHBOARDS).json()["data"]
    assert seen == changed | {"own": False, "may_change": False}
    assert bob.patch(path, json={"name": "mine"}).status_code == 403
    assert bob.delete(path).status_code == 403
    assert alice.delete(path).status_code == 204
    assert alice.get(path).status_code == 404


def test_a_card_beyond_the_grid_is_refused(alice: TestClient) -> None:
    for wrong in ({"columns": 13}, {"rows": 0}, {"title": "x" * 81}, {"colour": "red"}):
        answer = alice.post(DASHBOARDS, json={"name": "x", "cards": [CARD | wrong]})
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bad_input")


def test_a_viewer_keeps_own_dashboards_and_shares_none(api: FastAPI) -> None:
    vera = browser(api, "vera")
    path = f"{DASHBOARDS}/{vera.post(DASHBOARDS, json=COSTS).json()['id']}"
    assert vera.patch(path, json={"cards": []}).json()["cards"] == []
    assert vera.patch(path, json={"shared": True}).status_code == 403
    assert vera.delete(path).status_code == 204
