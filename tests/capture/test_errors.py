import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailrace.capture.errors import Failure, class_of, failure_of, read_failure
from tests.fakes import openai_wire as wire


@pytest.mark.parametrize(
    ("status", "error_class"),
    [
        (400, "client_error"),
        (401, "client_error"),
        (408, "timeout"),
        (429, "rate_limited"),
        (500, "server_error"),
        (504, "timeout"),
        (529, "server_error"),
        (302, "server_error"),
    ],
)
def test_the_status_tells_the_class(status: int, error_class: str) -> None:
    assert class_of(status) == error_class


def test_openai_errors() -> None:
    assert read_failure(429, wire.RATE_LIMITED) == Failure(
        "rate_limited",
        "rate_limit_exceeded",
        "Rate limit reached for gpt-4o-mini: limit 3, used 3, requested 1.",
    )
    body = b'{"error":{"message":"Bad.","type":"invalid_request_error","param":"n","code":null}}'
    assert read_failure(400, body) == Failure("client_error", "invalid_request_error", "Bad.")


@pytest.mark.parametrize(
    ("body", "error_type", "message"),
    [
        (b'{"error":"model not found"}', "http_404", "model not found"),
        (b'{"message":"no","code":"gone"}', "gone", "no"),
        (
            b'{"detail":[{"loc":["body"],"msg":"bad"}]}',
            "http_404",
            '[{"loc":["body"],"msg":"bad"}]',
        ),
        (b'{"error":{"code":404,"message":"no"}}', "http_404", "no"),
        (b'[{"error":{"code":404,"message":"no","status":"NOT_FOUND"}}]', "NOT_FOUND", "no"),
        (
            b'{"type":"error","error":{"type":"not_found_error","message":"no"}}',
            "not_found_error",
            "no",
        ),
        (b'"gone fishing"', "http_404", "gone fishing"),
        (b'{"error":{"code":"404","message":" no "}}', "http_404", "no"),
        (b"not here\n", "http_404", "not here"),
        (b"", "http_404", ""),
    ],
)
def test_errors_of_other_shapes(body: bytes, error_type: str, message: str) -> None:
    assert read_failure(404, body) == Failure("client_error", error_type, message)


def test_a_web_page_gives_its_words() -> None:
    failure = read_failure(502, wire.BAD_GATEWAY_PAGE)
    assert failure == Failure("server_error", "http_502", "502 Bad Gateway 502 Bad Gateway nginx")


def test_long_messages_and_names_are_cut() -> None:
    failure = failure_of({"message": "m" * 9000, "code": "c" * 9000}, 400)
    assert (len(failure.error_message), len(failure.error_type)) == (2000, 128)


@pytest.mark.parametrize(
    ("error", "error_class"),
    [
        ({"code": 429, "message": "slow down"}, "rate_limited"),
        ({"code": "rate_limit_exceeded"}, "rate_limited"),
        ({"type": "invalid_request_error"}, "client_error"),
        ({"type": "timeout"}, "timeout"),
        ({"type": "server_error"}, "server_error"),
        ("overloaded", "server_error"),
        ({"code": True}, "server_error"),
    ],
)
def test_an_error_in_a_good_answer_tells_its_own_class(error: Any, error_class: str) -> None:
    assert failure_of(error).error_class == error_class


def test_pages_made_to_be_slow_are_read_quickly() -> None:
    started = time.process_time()
    for page in (b"<" * 200_000, b"<script " * 30_000, b"<style>" * 30_000, b"< " * 100_000):
        read_failure(500, page)
    assert time.process_time() - started < 1


@given(st.binary() | st.sampled_from([b"[" * 5000, b'{"error":' * 3000]), st.integers(0, 999))
def test_any_body_gives_a_failure(body: bytes, status: int) -> None:
    failure = read_failure(status, body)
    assert failure.error_class
    failure.error_message.encode()
