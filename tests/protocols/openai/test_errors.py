from typing import Any

import msgspec
import pytest

from tailrace.protocols.chat import Broken
from tailrace.protocols.openai.errors import read_error, write_error, write_error_event


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, "invalid_request_error"),
        (401, "authentication_error"),
        (422, "invalid_request_error"),
        (429, "rate_limit_error"),
        (502, "api_error"),
    ],
)
def test_the_type_follows_the_status(status: int, kind: str) -> None:
    inner = msgspec.json.decode(write_error(status, "code", "Words."))["error"]
    assert inner == {"message": "Words.", "type": kind, "param": None, "code": "code"}


def test_a_missing_key_has_openais_own_code() -> None:
    assert b'"code":"invalid_api_key"' in write_error(401, "not_signed_in", "Words.")


def test_an_event_is_an_error_on_one_line() -> None:
    event = write_error_event(500, "code", "Two\nlines.")
    assert event.startswith(b'data: {"error":')
    assert event.count(b"\n") == 2


@pytest.mark.parametrize(
    ("error", "broken"),
    [
        (
            {"message": "No.", "type": "rate_limit_error", "code": "rate_limit_exceeded"},
            Broken("rate_limit_error", "No.", 429),
        ),
        ({"message": "No.", "code": 502}, Broken("api_error", "No.", 502)),
        (
            {"message": "No.", "code": "context_length_exceeded"},
            Broken("context_length_exceeded", "No.", 400),
        ),
        ({"message": ["No."], "type": ""}, Broken("api_error", '{"message":["No."],"type":""}')),
        ("No.", Broken("api_error", "No.")),
        ([1], Broken("api_error", "[1]")),
    ],
)
def test_an_error_within_a_stream_is_read_whatever_its_shape(error: Any, broken: Broken) -> None:
    assert read_error(error) == broken
