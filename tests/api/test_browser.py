"""Cookies, and who is signed in by themselves."""

from collections.abc import Callable

import pytest
from fastapi import FastAPI

from tests.fakes.tenants import PASSWORD
from tests.fakes.town import browser, email, visitor

SESSION = "/api/v1/session"
LOOPBACK = "http://127.0.0.1:8080"


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


def test_signing_out_takes_the_cookie_back(api: FastAPI) -> None:
    parts = browser(api, "alice").delete(SESSION).headers["set-cookie"].split("; ")
    assert {"Max-Age=0", "Path=/api"} <= set(parts)


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
        assert (answer.json()["user"], answer.json()["demo"]) == (None, True)
        assert "set-cookie" not in answer.headers

    def test_outside_the_demo_this_machine_is_nobody_special(self, api: FastAPI) -> None:
        assert visitor(api, LOOPBACK, "127.0.0.1").get(SESSION).json()["user"] is None

    def test_without_its_owner_the_demo_says_so(self, api_with: Callable[..., FastAPI]) -> None:
        app = api_with(demo_owner="missing@example.com")
        assert visitor(app, LOOPBACK, "127.0.0.1").get(SESSION).status_code == 401
