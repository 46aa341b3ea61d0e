"""Every failure has one shape, every answer safe headers and a request id."""

import json
import logging
from collections.abc import Iterator

import pytest
from fastapi import FastAPI

from tailrace.api.errors import MAX_BODY_BYTES
from tailrace.core.errors import Busy, LimitReached, TookTooLong
from tests.fakes.town import browser, email, visitor

SIGN_IN = "/api/v1/session"


class SecretError(Exception):
    """What nobody expected; its text holds what somebody sent."""


@pytest.fixture
def failing(api: FastAPI) -> FastAPI:
    """Return the application with routes that fail in every way."""
    failures = {
        "busy": Busy("Full.", retry_after=2.2, hint="Wait."),
        "limit": LimitReached("Enough.", retry_after=0.1),
        "slow": TookTooLong("Too slow."),
        "bug": SecretError("sk-secret"),
    }

    @api.get("/api/v1/fail/{how}")
    def fail(how: str) -> None:
        raise failures[how]

    return api


@pytest.mark.parametrize(
    ("how", "status", "code"),
    [("busy", 503, "busy"), ("limit", 429, "limit_reached"), ("slow", 504, "took_too_long")],
)
def test_our_errors_keep_their_status_and_code(
    failing: FastAPI, how: str, status: int, code: str
) -> None:
    answer = visitor(failing).get(f"/api/v1/fail/{how}")
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (status, code)
    assert set(error) == {"code", "message", "hint", "request_id"}
    assert error["request_id"] == answer.headers["x-request-id"]


@pytest.mark.parametrize(("how", "seconds"), [("busy", "3"), ("limit", "1")])
def test_retry_after_is_in_whole_seconds(failing: FastAPI, how: str, seconds: str) -> None:
    assert visitor(failing).get(f"/api/v1/fail/{how}").headers["retry-after"] == seconds


def test_an_unexpected_failure_is_logged_by_id_and_without_what_was_sent(
    failing: FastAPI, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        answer = visitor(failing).get("/api/v1/fail/bug?note=sk-other")
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (500, "internal")
    assert error["request_id"] in caplog.text
    assert "SecretError" in caplog.text
    assert "raise failures[how]" in caplog.text
    assert "sk-" not in caplog.text + answer.text


def test_unknown_paths_and_methods_have_the_shape_too(api: FastAPI) -> None:
    unknown = visitor(api).get("/api/v1/nothing")
    assert (unknown.status_code, unknown.json()["error"]["code"]) == (404, "not_found")
    assert "/api/v1/nothing" in unknown.json()["error"]["message"]
    wrong = visitor(api).patch(SIGN_IN)
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (405, "method_not_allowed")
    assert "GET" in wrong.headers["allow"]


def test_a_bad_host_header_breaks_nothing(api: FastAPI) -> None:
    assert visitor(api).get("/api/v1/nothing", headers={"Host": "["}).status_code == 404


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"email": email("alice")}, "password: Field required."),
        ({"email": 1, "password": "x"}, "email: Input should be a valid string."),
        ({"email": "a@b", "password": "x", "admin": True}, "admin is not a field of this call."),
        ([], "body: "),
    ],
)
def test_bad_input_names_its_field(api: FastAPI, body: object, says: str) -> None:
    answer = visitor(api).post(SIGN_IN, json=body)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (400, "bad_input")
    assert error["message"].startswith(says)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"{", "application/json"),
        (b"\xff", "application/json"),
        (b"[" * 100_000, "application/json"),
        (b"a=b", "application/x-www-form-urlencoded"),
        (b"{}", "text/plain"),
        (b'{"email": "\\ud800@x", "password": "x"}', "application/json"),
    ],
)
def test_bodies_that_are_no_json_are_bad_input(api: FastAPI, content: bytes, kind: str) -> None:
    answer = visitor(api).post(SIGN_IN, content=content, headers={"Content-Type": kind})
    assert answer.status_code == 400, answer.text
    assert answer.json()["error"]["code"] == "bad_input"


def test_a_large_body_is_refused_with_and_without_a_length(api: FastAPI) -> None:
    whole = json.dumps({"email": "a@b", "password": "x" * MAX_BODY_BYTES}).encode()

    def pieces() -> Iterator[bytes]:
        for start in range(0, len(whole), 1 << 16):
            yield whole[start : start + (1 << 16)]

    headers = {"Content-Type": "application/json"}
    for content in (whole, pieces()):
        answer = visitor(api).post(SIGN_IN, content=content, headers=headers)
        assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")


def test_a_password_is_never_repeated(api: FastAPI) -> None:
    for body in ({"password": "sk-secret"}, {"email": "a@b", "password": ["sk-secret"]}):
        assert "sk-secret" not in visitor(api).post(SIGN_IN, json=body).text


@pytest.mark.parametrize("path", ["/api/v1/session", "/api/v1/nothing", "/api/v1/keys"])
def test_answers_are_not_kept_sniffed_or_framed(api: FastAPI, path: str) -> None:
    answer = browser(api, "alice").get(path)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert len(answer.headers["x-request-id"]) == 16


def test_a_store_out_of_reach_asks_to_come_back(api: FastAPI) -> None:
    answer = browser(api, "alice").get("/api/v1/metrics", params={"metrics": "requests"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "busy")
    assert answer.headers["retry-after"] == "1"
