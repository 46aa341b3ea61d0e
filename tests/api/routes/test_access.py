"""Keys and providers of the organisation that one looks at."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.fakes.town import Town, browser, key_holder

KEYS, PROVIDERS = "/api/v1/keys", "/api/v1/providers"
READ = "/api/v1/health/pipeline"
LOCAL = "http://127.0.0.1:9000/v1"


def test_a_new_key_shows_its_secret_once_and_works_at_once(api: FastAPI, town: Town) -> None:
    alice = browser(api, "alice")
    body = {"project_id": town.projects["shop"], "name": "ci", "scopes": ["read", "gateway"]}
    answer = alice.post(KEYS, json=body)
    made = answer.json()
    assert answer.status_code == 201
    assert made["secret"].startswith("tr_live_")
    assert made["key"]["hint"] == f"tr_live_…{made['secret'][-4:]}"
    assert made["key"]["scopes"] == ["gateway", "read"]
    assert made["key"]["project"] == {"id": town.projects["shop"], "name": "shop"}
    assert made["key"]["created_at"] == "2026-11-01T12:00:00Z"
    listed = alice.get(KEYS)
    assert listed.json()["data"][0] == made["key"]
    assert made["secret"] not in listed.text
    assert key_holder(api, made["secret"]).get(READ).status_code == 200


def test_a_test_key_says_so_and_an_expiry_is_kept(api: FastAPI, town: Town) -> None:
    body = {
        "project_id": town.projects["shop"],
        "name": "ci",
        "scopes": ["gateway"],
        "expires_at": "2026-12-01T00:00:00+01:00",
        "test": True,
    }
    made = browser(api, "bob").post(KEYS, json=body).json()
    assert made["secret"].startswith("tr_test_")
    assert made["key"]["expires_at"] == "2026-11-30T23:00:00Z"


def test_a_revoked_key_stops_at_once_and_stays_on_the_list(api: FastAPI, town: Town) -> None:
    alice = browser(api, "alice")
    holder = key_holder(api, town.secrets["shop-read"])
    assert alice.delete(f"{KEYS}/{town.keys['shop-read']}").status_code == 204
    assert holder.get(READ).status_code == 401
    found = {key["name"]: key["revoked_at"] for key in alice.get(KEYS).json()["data"]}
    assert found["shop-read"] == "2026-11-01T12:00:00Z"
    assert found["lab-read"] is None


def test_a_taken_name_is_a_conflict(api: FastAPI, town: Town) -> None:
    body = {"project_id": town.projects["shop"], "name": "shop-read", "scopes": ["read"]}
    answer = browser(api, "alice").post(KEYS, json=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "conflict")


def test_a_provider_is_listed_without_its_key_and_reaches_the_gateway(
    api: FastAPI, town: Town
) -> None:
    bob = browser(api, "bob")
    body = {
        "project_id": town.projects["shop"],
        "name": "local",
        "kind": "openai",
        "base_url": LOCAL,
        "api_key": "sk-abcdefgh1234",
    }
    answer = bob.post(PROVIDERS, json=body)
    made = answer.json()
    assert answer.status_code == 201
    assert (made["name"], made["base_url"], made["api_key_hint"]) == ("local", LOCAL, "…1234")
    listed = bob.get(PROVIDERS)
    assert listed.json()["data"] == [made]
    assert "sk-abcdefgh1234" not in listed.text + answer.text
    view = town.control.directory.current.project(town.projects["shop"])
    assert view.providers["local"].api_key == "sk-abcdefgh1234"
    assert bob.delete(f"{PROVIDERS}/{made['id']}").status_code == 204
    assert bob.get(PROVIDERS).json()["data"] == []
    assert bob.delete(f"{PROVIDERS}/{made['id']}").status_code == 404
    view = town.control.directory.current.project(town.projects["shop"])
    assert "local" not in view.providers


def test_an_unknown_kind_names_the_nearest(api: FastAPI, town: Town) -> None:
    body = {"project_id": town.projects["shop"], "name": "x", "kind": "opnai", "api_key": "k"}
    answer = browser(api, "alice").post(PROVIDERS, json=body)
    assert answer.status_code == 400
    assert "openai" in answer.json()["error"]["hint"]


def test_a_rotated_key_has_another_secret_and_the_old_one_stops(api: FastAPI, town: Town) -> None:
    alice = browser(api, "alice")
    old = key_holder(api, town.secrets["shop-read"])
    number = town.keys["shop-read"]
    answer = alice.post(f"{KEYS}/{number}/rotate", json={"expires_at": "2026-12-01T00:00:00Z"})
    made = answer.json()
    assert (answer.status_code, made["key"]["id"]) == (200, number)
    assert made["key"]["expires_at"] == "2026-12-01T00:00:00Z"
    assert made["key"]["scopes"] == ["read"]
    assert old.get(READ).status_code == 401
    assert key_holder(api, made["secret"]).get(READ).status_code == 200
    assert made["secret"] not in alice.get(KEYS).text
    alice.delete(f"{KEYS}/{number}")
    assert alice.post(f"{KEYS}/{number}/rotate", json={}).status_code == 409


def new_provider(client: TestClient, town: Town) -> str:
    body = {"project_id": town.projects["shop"], "name": "local", "base_url": LOCAL}
    made = client.post(PROVIDERS, json=body | {"api_key": "sk-abcdefgh1234"}).json()
    return f"{PROVIDERS}/{made['id']}"


def test_a_provider_is_changed_and_its_key_stays(api: FastAPI, town: Town) -> None:
    bob = browser(api, "bob")
    path = new_provider(bob, town)
    moved = "http://127.0.0.1:9000/v2"
    changed = bob.put(path, json={"kind": "vllm", "base_url": moved}).json()
    assert (changed["kind"], changed["base_url"], changed["api_key_hint"]) == (
        "vllm",
        moved,
        "…1234",
    )
    rekeyed = bob.put(path, json={"kind": "vllm", "base_url": moved, "api_key": "sk-ponmlkji9876"})
    assert rekeyed.json()["api_key_hint"] == "…9876"
    view = town.control.directory.current.project(town.projects["shop"])
    assert view.providers["local"].api_key == "sk-ponmlkji9876"


@pytest.mark.parametrize(
    "elsewhere", ["http://evil.example:9000/v1", "https://127.0.0.1:9000/v1", "http://127.0.0.1/v1"]
)
def test_a_provider_s_key_is_not_taken_to_another_host(
    api: FastAPI, town: Town, elsewhere: str
) -> None:
    bob = browser(api, "bob")
    path = new_provider(bob, town)
    refused = bob.put(path, json={"kind": "openai", "base_url": elsewhere})
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "bad_input")
    view = town.control.directory.current.project(town.projects["shop"])
    assert view.providers["local"].base_url == LOCAL
    again = {"kind": "openai", "base_url": elsewhere, "api_key": "sk-another1234"}
    assert bob.put(path, json=again).status_code == 200


def test_a_provider_is_tested_with_its_stored_key(api: FastAPI, town: Town) -> None:
    bob = browser(api, "bob")
    answer = bob.post(f"{new_provider(bob, town)}/test")
    assert answer.json() == {"latency_ms": 12, "models": 15, "error": "", "hint": ""}
    assert bob.post(f"{PROVIDERS}/999/test").status_code == 404
