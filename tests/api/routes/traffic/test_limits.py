"""Limits over the API: of the organisation or a project, changed in place by owners and admins."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.fakes.town import Town, browser

LIMITS = "/api/v1/limits"
LIMIT = {"per": "user", "requests": "120/minute", "burst": 20}


@pytest.fixture
def alice(api: FastAPI) -> TestClient:
    return browser(api, "alice")


def test_limits_of_organisation_and_project_hold_at_once(alice: TestClient, town: Town) -> None:
    shop, lab = town.projects["shop"], town.projects["lab"]
    own = alice.post(LIMITS, json={"project_id": shop, "definition": LIMIT})
    budget = {"per": "organisation", "cost_usd": "50/day"}
    shared = alice.post(LIMITS, json={"definition": budget})
    assert (own.status_code, shared.status_code) == (201, 201)
    assert own.json()["name"] == "user requests 120/minute"
    assert own.json()["project"] == {"id": shop, "name": "shop"}
    assert own.json()["definition"] == LIMIT | {
        "name": None,
        "tokens": None,
        "cost_usd": None,
        "workflow": None,
        "key": None,
    }
    assert shared.json()["project"] is None
    assert alice.get(LIMITS).json()["data"] == [shared.json(), own.json()]
    current = town.control.directory.current
    assert [limit.spec.unit for limit in current.project(shop).limits] == ["micro_usd", "requests"]
    assert [limit.spec.unit for limit in current.project(lab).limits] == ["micro_usd"]


def test_a_changed_limit_keeps_its_number_and_a_made_name_follows(
    alice: TestClient, town: Town
) -> None:
    made = alice.post(LIMITS, json={"definition": LIMIT}).json()
    path = f"{LIMITS}/{made['id']}"
    assert alice.put(path, json={"definition": made["definition"]}).json() == made
    changed = alice.put(
        path, json={"definition": made["definition"] | {"requests": "200/minute"}}
    ).json()
    assert (changed["id"], changed["name"]) == (made["id"], "user requests 200/minute")
    assert alice.get(path).json() == changed
    assert alice.delete(path).status_code == 204
    assert alice.get(path).status_code == 404


def test_a_member_reads_limits_and_may_not_change_them(
    api: FastAPI, alice: TestClient, town: Town
) -> None:
    made = alice.post(LIMITS, json={"definition": LIMIT}).json()
    bob = browser(api, "bob")
    assert bob.get(LIMITS).json()["data"] == [made]
    path = f"{LIMITS}/{made['id']}"
    answers = [
        bob.post(LIMITS, json={"definition": LIMIT}),
        bob.put(path, json={"definition": LIMIT}),
        bob.delete(path),
    ]
    assert [answer.status_code for answer in answers] == [403, 403, 403]


def test_mistakes_are_told_with_their_paths(alice: TestClient, town: Town) -> None:
    body = {
        "project_id": town.projects["shop"],
        "definition": {"per": "organisation", "requests": "1/day", "key": "shop-reed"},
    }
    error = alice.post(LIMITS, json=body).json()["error"]
    assert [problem["path"] for problem in error["problems"]] == ["per", "key"]
    assert error["problems"][1]["hint"] == "Did you mean shop-read?"
