"""Signing in and out, choosing what to look at, and the very first start."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI

from tailrace.api.services import ApiServices
from tailrace.control.open import open_control
from tailrace.control.people.accounts import add_member, create_user
from tailrace.control.people.links import create_link
from tailrace.control.people.setup import create_setup_link
from tailrace.core.clock import from_us
from tests.conftest import ManualClock
from tests.fakes.tenants import PASSWORD
from tests.fakes.town import Town, browser, email, visitor

SESSION = "/api/v1/session"
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


def test_a_session_is_not_found_by_a_key(api: FastAPI, town: Town, clock: ManualClock) -> None:
    client = visitor(api)
    client.headers["Authorization"] = f"Bearer {town.secrets['shop-read']}"
    assert client.get(SESSION).json() == NOBODY


class TestLink:
    @pytest.fixture
    def token(self, town: Town, clock: ManualClock) -> str:
        """A sign-in link of Dora, whom a file made a viewer of acme, without a password."""
        now = from_us(clock.now_us())
        with town.control.db.transaction() as connection:
            dora = create_user(connection, email("dora"), "Dora", now)
            add_member(connection, town.organisations["acme"], dora.id, "viewer", now)
            return create_link(connection, "signin", dora.id, now, timedelta(hours=1))

    def test_it_signs_in_once(self, api: FastAPI, token: str) -> None:
        dora = visitor(api)
        seen = dora.post(f"{SESSION}/link", json={"token": token}).json()
        assert seen["user"]["email"] == email("dora")
        assert dora.get(SESSION).json() == seen
        again = visitor(api).post(f"{SESSION}/link", json={"token": token})
        assert again.status_code == 401

    def test_a_page_of_another_origin_cannot_follow_it(self, api: FastAPI, token: str) -> None:
        foreign = {"Origin": "https://evil.example"}
        answer = visitor(api).post(f"{SESSION}/link", json={"token": token}, headers=foreign)
        assert answer.status_code == 403
        assert visitor(api).post(f"{SESSION}/link", json={"token": token}).status_code == 200

    def test_whoever_came_by_it_chooses_a_password(self, api: FastAPI, token: str) -> None:
        dora = visitor(api)
        csrf = dora.post(f"{SESSION}/link", json={"token": token}).json()["csrf_token"]
        before = dict(dora.cookies)
        answer = dora.put(
            f"{SESSION}/password",
            json={"password": "quite another set of words"},
            headers={"X-CSRF-Token": csrf},
        )
        assert answer.json()["user"]["email"] == email("dora")
        assert dora.get(SESSION).json() == answer.json()
        body = {"email": email("dora"), "password": "quite another set of words"}
        assert visitor(api).post(SESSION, json=body).status_code == 200
        old = visitor(api)
        old.cookies.update(before)
        assert old.get(SESSION).json() == NOBODY


class TestPassword:
    NEW = "quite another set of words"

    def test_a_changed_password_needs_the_current_one(self, api: FastAPI) -> None:
        alice = browser(api, "alice")
        wrong = {"password": self.NEW, "current": "a guess"}
        answer = alice.put(f"{SESSION}/password", json=wrong)
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "not_allowed")
        right = {"password": self.NEW, "current": PASSWORD}
        assert alice.put(f"{SESSION}/password", json=right).status_code == 200

    def test_guessing_the_current_one_is_slowed_down(self, api: FastAPI) -> None:
        alice = browser(api, "alice")
        wrong = {"password": self.NEW, "current": "a guess"}
        answers = [alice.put(f"{SESSION}/password", json=wrong) for _ in range(11)]
        assert [answer.status_code for answer in answers] == [403] * 10 + [429]

    def test_a_change_signs_the_other_browsers_out(self, api: FastAPI) -> None:
        alice, elsewhere = browser(api, "alice"), browser(api, "alice")
        alice.put(f"{SESSION}/password", json={"password": self.NEW, "current": PASSWORD})
        assert alice.get(SESSION).json()["user"] is not None
        assert elsewhere.get(SESSION).json() == NOBODY

    def test_a_weak_password_changes_nothing(self, api: FastAPI) -> None:
        alice = browser(api, "alice")
        weak = {"password": "short", "current": PASSWORD}
        assert alice.put(f"{SESSION}/password", json=weak).status_code == 400
        assert browser(api, "alice").get(SESSION).json()["user"] is not None
