"""Schemas over the API: saved as versions, told with every mistake, seen by the gateway."""

from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.fakes.town import Town, browser

SCHEMAS = "/api/v1/schemas"
DEFINITION: dict[str, Any] = {
    "name": "card",
    "json_schema": {"type": "object", "required": ["title"]},
    "sample": {"title": "Lamp"},
}


@pytest.fixture
def alice(api: FastAPI) -> TestClient:
    return browser(api, "alice")


def create(client: TestClient, town: Town, **changes: Any) -> Any:
    body = {"project_id": town.projects["shop"], "definition": DEFINITION | changes}
    answer = client.post(SCHEMAS, json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_a_new_schema_is_answered_whole_and_checked_against_at_once(
    alice: TestClient, town: Town
) -> None:
    made = create(alice, town)
    assert made["definition"] == DEFINITION | {"on_invalid": "retry", "max_retries": 1}
    assert (made["version"], made["created_by"]) == (1, "Alice")
    view = town.control.directory.current.project(town.projects["shop"])
    assert view.schemas["card"].spec.sample == {"title": "Lamp"}
    assert alice.get(SCHEMAS).json()["data"] == [made]
    assert alice.get(f"{SCHEMAS}/{made['id']}").json() == made


def test_every_mistake_is_told_with_its_path(alice: TestClient, town: Town) -> None:
    body = {
        "project_id": town.projects["shop"],
        "definition": {"name": "card", "json_schema": {"type": "strin"}, "max_retries": -1},
    }
    problems = alice.post(f"{SCHEMAS}/check", json=body).json()["problems"]
    assert [problem["path"] for problem in problems] == ["json_schema", "max_retries"]
    refused = alice.post(SCHEMAS, json=body)
    assert (refused.status_code, refused.json()["error"]["problems"]) == (400, problems)
