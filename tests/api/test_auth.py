"""Who may call: sessions, keys, and what tells our own page from somebody else's."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from fastapi import FastAPI

from tailrace.control.projects.keys import revoke_key
from tailrace.core.clock import from_us
from tailrace.core.ids import KeyId
from tests.conftest import ManualClock
from tests.fakes.town import URL, Town, add_key, browser, key_holder, visitor

READ = "/api/v1/health/pipeline"
WRITE = "/api/v1/projects"
DAY_US = 86_400_000_000


def test_a_session_reads_and_writes(api: FastAPI) -> None:
    alice = browser(api, "alice")
    assert alice.get(READ).status_code == 200
    assert alice.post(WRITE, json={"name": "new"}).status_code == 201


def test_a_key_with_the_scope_reads(api: FastAPI, town: Town) -> None:
    assert key_holder(api, town.secrets["shop-read"]).get(READ).status_code == 200


def test_a_key_without_the_scope_is_told_so(api: FastAPI, town: Town) -> None:
    answer = key_holder(api, town.secrets["shop-gateway"]).get(READ)
    assert answer.status_code == 403
    assert "shop-gateway does not have the scope read" in answer.json()["error"]["message"]


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Bearer tr_live_no", "Basic eA=="])
def test_other_authorization_is_no_credential(api: FastAPI, header: str) -> None:
    answer = visitor(api).get(READ, headers={"Authorization": header})
    assert answer.status_code == 401


def test_a_wrong_key_is_not_saved_by_a_cookie(api: FastAPI) -> None:
    answer = browser(api, "alice").get(READ, headers={"Authorization": "Bearer tr_live_no"})
    assert answer.status_code == 401


def test_a_key_changes_nothing(api: FastAPI, town: Town) -> None:
    answer = key_holder(api, town.secrets["lab-read"]).post(WRITE, json={"name": "new"})
    assert answer.status_code == 403


def test_a_revoked_key_stops_once_the_directory_is_read_again(
    api: FastAPI, town: Town, clock: ManualClock
) -> None:
    holder = key_holder(api, town.secrets["shop-read"])
    with town.control.db.transaction() as connection:
        revoke_key(
            connection,
            town.organisations["acme"],
            KeyId(town.keys["shop-read"]),
            from_us(clock.now_us()),
        )
    town.control.directory.refresh()
    assert holder.get(READ).status_code == 401


def test_an_expired_key_stops_without_any_refresh(
    api: FastAPI, town: Town, clock: ManualClock
) -> None:
    holder = key_holder(
        api, add_key(town, "brief", "shop", frozenset({"read"}), timedelta(hours=1))
    )
    town.control.directory.refresh()
    assert holder.get(READ).status_code == 200
    clock.advance_us(3_600_000_000)
    assert holder.get(READ).status_code == 401


def test_reading_with_a_key_notes_that_it_was_used(api: FastAPI, town: Town) -> None:
    key_holder(api, town.secrets["shop-read"]).get(READ)
    assert town.control.directory.flush_used() == 1
    keys = browser(api, "alice").get("/api/v1/keys").json()["data"]
    assert [key["name"] for key in keys if key["last_used_at"]] == ["shop-read"]


def test_a_session_ends_by_itself(api: FastAPI, clock: ManualClock) -> None:
    alice = browser(api, "alice")
    clock.advance_us(31 * DAY_US)
    assert alice.get(READ).status_code == 401


@pytest.mark.parametrize("token", [None, "", "wrong", "é"])
def test_a_write_without_the_csrf_token_is_refused(api: FastAPI, token: str | None) -> None:
    alice = browser(api, "alice")
    del alice.headers["X-CSRF-Token"]
    headers = {} if token is None else {b"X-CSRF-Token": token.encode("latin-1")}
    answer = alice.post(WRITE, json={"name": "new"}, headers=headers)
    assert answer.status_code == 403
    assert "CSRF" in answer.json()["error"]["message"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://["},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_write_from_another_origin_is_refused(api: FastAPI, headers: dict[str, str]) -> None:
    alice = browser(api, "alice")
    assert alice.post(WRITE, json={"name": "new"}, headers=headers).status_code == 403
    body = {"metrics": ["requests"]}
    assert alice.post("/api/v1/query", json=body, headers=headers).status_code == 403


def test_our_own_origins_are_the_host_and_the_public_address(
    api_with: Callable[..., FastAPI],
) -> None:
    alice = browser(api_with(public_url="http://people.example"), "alice")
    for number, ours in enumerate((URL, "http://people.example")):
        answer = alice.post(WRITE, json={"name": f"n{number}"}, headers={"Origin": ours})
        assert answer.status_code == 201


def test_the_browser_s_own_judgement_wins_over_a_host_that_a_proxy_changed(api: FastAPI) -> None:
    headers = {"Origin": "http://localhost:5173", "Sec-Fetch-Site": "same-origin"}
    answer = browser(api, "alice").post(WRITE, json={"name": "new"}, headers=headers)
    assert answer.status_code == 201
