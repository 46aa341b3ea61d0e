"""Signing in and out, choosing what to look at, and the very first start."""

from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi import FastAPI

from tailrace.api.services import ApiServices
from tailrace.control.open import open_control
from tailrace.control.people.setup import create_setup_link
from tests.conftest import ManualClock
from tests.fakes.tenants import PASSWORD
from tests.fakes.town import Town, browser, email, visitor

SESSION = "/api/v1/session"
LOOPBACK = "http://127.0.0.1:8080"
NOBODY: dict[str, object] = {
    "user": None,
    "setup_needed": False,
    "demo": False,
    "csrf_token": None,
    "organisations": [],
    "selected": None,
}


def test_nobody_is_signed_in_at_first(api: FastAPI) -> None:
    answer = visitor(api).get(SESSION)
    assert (answer.status_code, answer.json()) == (200, NOBODY)


def test_signing_in_says_who_and_where(api: FastAPI, town: Town) -> None:
    seen = browser(api, "bob").get(SESSION).json()
    assert (seen["user"]["email"], seen["user"]["name"]) == (email("bob"), "Bob")
    acme = seen["organisations"][0]
    assert (acme["name"], acme["role"], acme["timezone"]) == ("acme", "member", "Europe/Berlin")
    assert {p["name"]: p["id"] for p in acme["projects"]} == {
        "lab": town.projects["lab"],
        "shop": town.projects["shop"],
    }
    assert seen["selected"] == {"organisation_id": acme["id"], "project_id": None}
    assert len(seen["organisations"]) == 1


@pytest.mark.parametrize(
    ("url", "secure"), [("http://127.0.0.1:8080", False), ("https://people.example", True)]
)
def test_the_cookie_is_out_of_scripts_reach(
    api_with: Callable[..., FastAPI], url: str, secure: bool
) -> None:
    answer = visitor(api_with(public_url=url)).post(
        SESSION, json={"email": email("alice"), "password": PASSWORD}
    )
    parts = set(answer.headers["set-cookie"].split("; "))
    assert {"HttpOnly", "SameSite=lax", "Path=/api", "Max-Age=2592000"} <= parts
    assert ("Secure" in parts) is secure


@pytest.mark.parametrize(
    ("who", "password"), [("alice", "not it at all"), ("nobody", PASSWORD), ("x", "y")]
)
def test_a_wrong_password_or_address_answer_alike(api: FastAPI, who: str, password: str) -> None:
    answer = visitor(api).post(SESSION, json={"email": email(who), "password": password})
    assert answer.status_code == 401
    assert answer.json()["error"]["message"] == "The e-mail address or the password is wrong."
    assert "set-cookie" not in answer.headers


def test_guessing_is_slowed_down(api: FastAPI) -> None:
    guesser = visitor(api)
    wrong = {"email": email("alice"), "password": "guess"}
    answers = [guesser.post(SESSION, json=wrong) for _ in range(11)]
    assert [a.status_code for a in answers] == [401] * 10 + [429]
    assert answers[-1].headers["retry-after"] == "900"
    elsewhere = visitor(api, address="198.51.100.4")
    right = {"email": email("alice"), "password": PASSWORD}
    assert elsewhere.post(SESSION, json=right).status_code == 200


def test_signing_in_from_another_page_is_refused(api: FastAPI) -> None:
    answer = visitor(api).post(
        SESSION,
        json={"email": email("alice"), "password": PASSWORD},
        headers={"Origin": "https://evil.example"},
    )
    assert answer.status_code == 403


def test_signing_out_ends_the_session_and_takes_the_cookie_back(api: FastAPI) -> None:
    alice = browser(api, "alice")
    kept = dict(alice.cookies)
    answer = alice.delete(SESSION)
    assert (answer.status_code, answer.content) == (204, b"")
    assert not alice.cookies
    thief = visitor(api)
    thief.cookies.update(kept)
    assert thief.get(SESSION).json() == NOBODY


def test_a_selection_lasts(api: FastAPI, town: Town) -> None:
    alice = browser(api, "alice")
    chosen = {
        "organisation_id": town.organisations["acme"],
        "project_id": town.projects["lab"],
    }
    assert alice.put(f"{SESSION}/selection", json=chosen).json()["selected"] == chosen
    assert alice.get(SESSION).json()["selected"] == chosen
    keys = alice.get("/api/v1/keys").json()["data"]
    assert {key["project"]["name"] for key in keys} == {"lab"}


def test_only_one_s_own_can_be_selected(api: FastAPI, town: Town) -> None:
    charlie = browser(api, "charlie")
    before = charlie.get(SESSION).json()["selected"]
    for organisation, project in (("acme", None), ("acme", "shop"), ("globex", "shop")):
        answer = charlie.put(
            f"{SESSION}/selection",
            json={
                "organisation_id": town.organisations[organisation],
                "project_id": None if project is None else town.projects[project],
            },
        )
        assert answer.status_code == 404
    assert charlie.get(SESSION).json()["selected"] == before


class TestFirstStart:
    @pytest.fixture
    def empty(
        self, tmp_path: Path, services: ApiServices, api_with: Callable[..., FastAPI]
    ) -> FastAPI:
        folder = tmp_path / "empty"
        control = open_control(
            f"sqlite:///{folder / 'control.db'}", folder, passwords=services.control.passwords
        )
        return api_with(control=control)

    def ask(self, empty: FastAPI) -> dict[str, str]:
        services: ApiServices = empty.state.services
        token = create_setup_link(services.control.db, services.now())
        assert token is not None
        return {
            "token": token,
            "email": "first@example.com",
            "name": "First",
            "password": PASSWORD,
            "organisation": "initech",
        }

    def test_the_link_makes_the_owner_once(self, empty: FastAPI) -> None:
        body = self.ask(empty)
        client = visitor(empty)
        assert client.get(SESSION).json() == NOBODY | {"setup_needed": True}
        seen = client.post("/api/v1/setup", json=body).json()
        assert seen["organisations"][0]["role"] == "owner"
        assert seen["organisations"][0]["projects"][0]["name"] == "default"
        assert seen["csrf_token"]
        assert client.get(SESSION).json() == seen
        again = visitor(empty).post("/api/v1/setup", json=body)
        assert again.status_code == 401
        assert visitor(empty).get(SESSION).json() == NOBODY

    def test_a_made_up_token_makes_nothing(self, empty: FastAPI) -> None:
        body = self.ask(empty) | {"token": "made-up"}
        assert visitor(empty).post("/api/v1/setup", json=body).status_code == 401
        assert visitor(empty).get(SESSION).json()["setup_needed"]

    def test_a_weak_password_says_why_and_keeps_the_link(self, empty: FastAPI) -> None:
        body = self.ask(empty)
        answer = visitor(empty).post("/api/v1/setup", json=body | {"password": "short"})
        assert answer.status_code == 400
        assert "password" in answer.json()["error"]["message"]
        assert visitor(empty).post("/api/v1/setup", json=body).status_code == 200


class TestDemo:
    @pytest.fixture
    def demo(self, api_with: Callable[..., FastAPI]) -> FastAPI:
        return api_with(demo_owner=email("alice"), public_url=LOOPBACK)

    @pytest.mark.parametrize(
        ("url", "address"),
        [
            (LOOPBACK, "127.0.0.1"),
            ("http://localhost:8080", "127.0.0.1"),
            ("http://[::1]:8080", "::1"),
        ],
    )
    def test_a_browser_on_this_machine_is_the_owner(
        self, demo: FastAPI, url: str, address: str
    ) -> None:
        client = visitor(demo, url, address)
        seen = client.get(SESSION).json()
        assert (seen["demo"], seen["user"]["email"]) == (True, email("alice"))
        assert client.get(SESSION).json()["csrf_token"] == seen["csrf_token"]
        client.headers["X-CSRF-Token"] = seen["csrf_token"]
        assert client.post("/api/v1/projects", json={"name": "new"}).status_code == 201

    @pytest.mark.parametrize(
        ("url", "address", "headers"),
        [
            (LOOPBACK, "203.0.113.7", {}),
            ("http://rebound.example:8080", "127.0.0.1", {}),
            (LOOPBACK, "127.0.0.1", {"X-Forwarded-For": "203.0.113.7"}),
            (LOOPBACK, "127.0.0.1", {"Sec-Fetch-Site": "cross-site"}),
            (LOOPBACK, "127.0.0.1", {"Host": "["}),
        ],
    )
    def test_nobody_else_is(
        self, demo: FastAPI, url: str, address: str, headers: dict[str, str]
    ) -> None:
        answer = visitor(demo, url, address).get(SESSION, headers=headers)
        assert answer.json() == NOBODY | {"demo": True}
        assert "set-cookie" not in answer.headers

    def test_outside_the_demo_this_machine_is_nobody_special(self, api: FastAPI) -> None:
        assert visitor(api, LOOPBACK, "127.0.0.1").get(SESSION).json() == NOBODY

    def test_without_its_owner_the_demo_says_so(self, api_with: Callable[..., FastAPI]) -> None:
        app = api_with(demo_owner="missing@example.com")
        assert visitor(app, LOOPBACK, "127.0.0.1").get(SESSION).status_code == 401


def test_a_session_is_not_found_by_a_key(api: FastAPI, town: Town, clock: ManualClock) -> None:
    client = visitor(api)
    client.headers["Authorization"] = f"Bearer {town.secrets['shop-read']}"
    assert client.get(SESSION).json() == NOBODY
