"""Workflows over the API: saved as versions, told with every mistake, seen by the gateway."""

from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tailrace.control.providers.providers import ProviderSpec, create_provider
from tailrace.core.clock import from_us
from tests.fakes.town import Town, browser

WORKFLOWS = "/api/v1/workflows"
DEFINITION: dict[str, Any] = {
    "name": "summary",
    "targets": ["openai:gpt-4o", {"target": "groq:mixtral", "weight": 30}],
    "timeout_ms": 30000,
    "cache_fields": ["metadata.segment"],
}


@pytest.fixture(autouse=True)
def providers(town: Town) -> None:
    acme, now = town.organisations["acme"], from_us(town.clock.now_us())
    with town.control.db.transaction() as connection:
        for name in ("openai", "groq"):
            spec = ProviderSpec(name, name, api_key="sk-0123456789")
            create_provider(connection, town.control.box, acme, town.projects["shop"], spec, now)


@pytest.fixture
def alice(api: FastAPI) -> TestClient:
    return browser(api, "alice")


def create(client: TestClient, town: Town, **changes: Any) -> Any:
    body = {"project_id": town.projects["shop"], "definition": DEFINITION | changes}
    answer = client.post(WORKFLOWS, json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_a_new_workflow_is_answered_whole_and_runs_at_once(alice: TestClient, town: Town) -> None:
    made = create(alice, town)
    assert made == {
        "id": made["id"],
        "name": "summary",
        "version": 1,
        "definition": {
            "name": "summary",
            "targets": [
                {"target": "openai:gpt-4o", "weight": None, "timeout_ms": None},
                {"target": "groq:mixtral", "weight": 30, "timeout_ms": None},
            ],
            "on_error": "next_available",
            "max_attempts": 2,
            "backoff_ms": [400, 800, 1600],
            "timeout_ms": 30000,
            "attempt_timeout_ms": None,
            "schema": "",
            "cache_fields": ["metadata.segment"],
            "parameters": {},
            "test_mode": False,
            "sample": None,
            "tags": [],
        },
        "project": {"id": town.projects["shop"], "name": "shop"},
        "created_at": "2026-11-01T12:00:00Z",
        "created_by": "Alice",
    }
    view = town.control.directory.current.project(town.projects["shop"])
    assert view.workflows["summary"].version == 1
    assert alice.get(WORKFLOWS).json()["data"] == [made]
    assert alice.get(f"{WORKFLOWS}/{made['id']}").json() == made


def test_every_mistake_is_told_with_its_path(alice: TestClient, town: Town) -> None:
    definition = {"name": "x", "targets": ["opnai:gpt-4o", "groq:m"], "on_error": "stp"}
    body = {"project_id": town.projects["shop"], "definition": definition}
    problems = [
        {
            "path": "targets[0]",
            "message": "There is no provider 'opnai' in the project.",
            "hint": "Did you mean openai?",
        },
        {
            "path": "on_error",
            "message": "'stp' is not known here.",
            "hint": "Did you mean stop?",
        },
    ]
    assert alice.post(f"{WORKFLOWS}/check", json=body).json() == {"problems": problems}
    refused = alice.post(WORKFLOWS, json=body)
    assert refused.status_code == 400
    assert refused.json()["error"]["problems"] == problems
    assert refused.json()["error"]["message"].startswith("targets[0]: There is no provider")
    assert alice.get(WORKFLOWS).json()["data"] == []


def test_a_provider_in_use_cannot_be_taken_away(alice: TestClient, town: Town) -> None:
    create(alice, town)
    provider = next(
        p for p in alice.get("/api/v1/providers").json()["data"] if p["name"] == "openai"
    )
    answer = alice.delete(f"/api/v1/providers/{provider['id']}")
    assert answer.status_code == 409
    assert "summary" in answer.json()["error"]["message"]
