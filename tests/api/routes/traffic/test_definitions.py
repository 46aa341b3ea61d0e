"""What workflows and schemas have in common over the API: versions, checks, names that stay."""

from dataclasses import dataclass
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tailrace.control.providers.providers import ProviderSpec, create_provider
from tailrace.core.clock import from_us
from tests.fakes.town import Town, browser


@dataclass(frozen=True)
class Case:
    path: str
    definition: dict[str, Any]
    change: dict[str, Any]
    mistake: dict[str, Any]


CASES = (
    Case(
        "/api/v1/workflows",
        {"name": "summary", "targets": ["groq:mixtral"], "timeout_ms": 30000},
        {"max_attempts": 7},
        {"on_error": "stp"},
    ),
    Case(
        "/api/v1/schemas",
        {"name": "card", "json_schema": {"type": "object"}, "sample": {"title": "Lamp"}},
        {"on_invalid": "reject"},
        {"on_invalid": "stp"},
    ),
)


@pytest.fixture(params=CASES, ids=lambda case: case.path.rsplit("/", 1)[1])
def case(request: pytest.FixtureRequest, town: Town) -> Case:
    acme, now = town.organisations["acme"], from_us(town.clock.now_us())
    with town.control.db.transaction() as connection:
        spec = ProviderSpec("groq", "groq", api_key="sk-0123456789")
        create_provider(connection, town.control.box, acme, town.projects["shop"], spec, now)
    found: Case = request.param
    return found


@pytest.fixture
def alice(api: FastAPI) -> TestClient:
    return browser(api, "alice")


def create(client: TestClient, town: Town, case: Case, **changes: Any) -> Any:
    body = {"project_id": town.projects["shop"], "definition": case.definition | changes}
    answer = client.post(case.path, json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_what_was_answered_may_be_sent_back_and_changes_nothing(
    alice: TestClient, town: Town, case: Case
) -> None:
    made = create(alice, town, case)
    path = f"{case.path}/{made['id']}"
    assert alice.put(path, json={"definition": made["definition"]}).json() == made
    assert alice.get(path).json() == made
    assert alice.get(case.path).json() == {"data": [made]}


def test_each_change_is_a_version_and_an_old_one_can_come_back(
    api: FastAPI, alice: TestClient, town: Town, case: Case
) -> None:
    made = create(alice, town, case)
    path = f"{case.path}/{made['id']}"
    bob = browser(api, "bob")
    changed = bob.put(path, json={"definition": case.definition | case.change}).json()
    assert (changed["version"], changed["created_by"]) == (2, "Bob")
    restored = alice.post(f"{path}/versions/1/restore").json()
    assert (restored["version"], restored["created_by"]) == (3, "Alice")
    assert restored["definition"] == made["definition"]
    listed = alice.get(f"{path}/versions").json()["data"]
    assert [version["version"] for version in listed] == [3, 2, 1]
    assert alice.get(f"{path}/versions/2").json() == changed
    assert alice.get(f"{path}/versions/9").status_code == 404


def test_a_check_saves_nothing(alice: TestClient, town: Town, case: Case) -> None:
    body = {"project_id": town.projects["shop"], "definition": case.definition}
    assert alice.post(f"{case.path}/check", json=body).json() == {"problems": []}
    body["definition"] = case.definition | case.mistake
    problems = alice.post(f"{case.path}/check", json=body).json()["problems"]
    assert [problem["path"] for problem in problems] == list(case.mistake)
    refused = alice.post(case.path, json=body)
    assert (refused.status_code, refused.json()["error"]["problems"]) == (400, problems)
    assert alice.get(case.path).json() == {"data": []}


def test_a_name_stays(alice: TestClient, town: Town, case: Case) -> None:
    path = f"{case.path}/{create(alice, town, case)['id']}"
    answer = alice.put(path, json={"definition": case.definition | {"name": "other"}})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "conflict")


def test_what_was_removed_is_gone_and_comes_back_counting(
    alice: TestClient, town: Town, case: Case
) -> None:
    made = create(alice, town, case)
    assert alice.delete(f"{case.path}/{made['id']}").status_code == 204
    assert alice.get(f"{case.path}/{made['id']}").status_code == 404
    assert alice.get(case.path).json() == {"data": []}
    again = create(alice, town, case, **case.change)
    assert (again["id"], again["version"]) == (made["id"], 2)
