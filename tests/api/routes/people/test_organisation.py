"""The organisation and its projects: renamed, archived, brought back, by those who may."""

import pytest
from fastapi import FastAPI

from tests.fakes.town import Town, browser, key_holder

KEYS, PROJECTS, ORGANISATION = "/api/v1/keys", "/api/v1/projects", "/api/v1/organisation"
READ = "/api/v1/health/pipeline"


def test_a_new_project_can_be_used_at_once(api: FastAPI, town: Town) -> None:
    alice = browser(api, "alice")
    made = alice.post(PROJECTS, json={"name": "studio"}).json()
    assert made in alice.get(PROJECTS).json()["data"]
    body = {"project_id": made["id"], "name": "ci", "scopes": ["read"]}
    secret = alice.post(KEYS, json=body).json()["secret"]
    assert key_holder(api, secret).get(READ).status_code == 200


def test_an_organisation_takes_another_name_and_zone(api: FastAPI, town: Town) -> None:
    alice = browser(api, "alice")
    changed = alice.patch(ORGANISATION, json={"name": "initech"}).json()
    assert (changed["name"], changed["timezone"], changed["role"]) == (
        "initech",
        "Europe/Berlin",
        "owner",
    )
    assert alice.patch(ORGANISATION, json={"timezone": "Asia/Tokyo"}).json()["name"] == "initech"
    (seen,) = alice.get("/api/v1/session").json()["organisations"]
    assert (seen["name"], seen["timezone"]) == ("initech", "Asia/Tokyo")
    view = town.control.directory.current.project(town.projects["shop"])
    assert (view.org_name, view.timezone) == ("initech", "Asia/Tokyo")


@pytest.mark.parametrize(
    ("change", "status"),
    [({"name": "globex"}, 409), ({"name": " x"}, 400), ({"timezone": "Mars/Olympus"}, 400)],
)
def test_a_taken_name_or_no_zone_changes_nothing(
    api: FastAPI, change: dict[str, str], status: int
) -> None:
    alice = browser(api, "alice")
    assert alice.patch(ORGANISATION, json={"timezone": "UTC", **change}).status_code == status
    (seen,) = alice.get("/api/v1/session").json()["organisations"]
    assert (seen["name"], seen["timezone"]) == ("acme", "Europe/Berlin")


def test_a_renamed_project_keeps_its_keys(api: FastAPI, town: Town) -> None:
    alice = browser(api, "alice")
    shop = f"{PROJECTS}/{town.projects['shop']}"
    assert alice.patch(shop, json={"name": "kiosk"}).json()["name"] == "kiosk"
    assert [p["name"] for p in alice.get(PROJECTS).json()["data"]] == ["kiosk", "lab"]
    assert key_holder(api, town.secrets["shop-read"]).get(READ).status_code == 200
    assert alice.patch(shop, json={"name": "lab"}).status_code == 409
    assert alice.patch(shop, json={"name": "kiosk"}).status_code == 200


def test_an_archived_project_takes_no_calls_and_comes_back_by_its_name(
    api: FastAPI, town: Town
) -> None:
    alice = browser(api, "alice")
    number = town.projects["shop"]
    assert alice.delete(f"{PROJECTS}/{number}").status_code == 204
    assert key_holder(api, town.secrets["shop-read"]).get(READ).status_code == 401
    (archived,) = alice.get(f"{PROJECTS}/archived").json()["data"]
    assert archived == {"id": number, "name": "shop", "archived_at": "2026-11-01T12:00:00Z"}
    lab = f"{PROJECTS}/{town.projects['lab']}"
    assert "archived" in alice.patch(lab, json={"name": "shop"}).json()["error"]["message"]
    assert alice.post(PROJECTS, json={"name": "shop"}).json()["id"] == number
    assert alice.get(f"{PROJECTS}/archived").json()["data"] == []
    assert key_holder(api, town.secrets["shop-read"]).get(READ).status_code == 401


def test_the_last_project_stays(api: FastAPI, town: Town) -> None:
    charlie = browser(api, "charlie")
    answer = charlie.delete(f"{PROJECTS}/{town.projects['depot']}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "conflict")
    assert len(charlie.get(PROJECTS).json()["data"]) == 1


@pytest.mark.parametrize("who", ["bob", "vera"])
def test_owners_and_admins_change_these(api: FastAPI, town: Town, who: str) -> None:
    person, shop = browser(api, who), f"{PROJECTS}/{town.projects['shop']}"
    answers = [
        person.post(PROJECTS, json={"name": "new"}),
        person.patch(shop, json={"name": "kiosk"}),
        person.delete(shop),
        person.patch(ORGANISATION, json={"name": "bobs"}),
    ]
    assert [answer.json()["error"]["code"] for answer in answers] == ["not_allowed"] * 4
    assert person.get(f"{PROJECTS}/archived").json()["data"] == []
