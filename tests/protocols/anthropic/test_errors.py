from typing import Any

import msgspec
import pytest
from anthropic.types.shared import ErrorResponse

from tailrace.protocols.anthropic.errors import read_error, type_of, write_error, write_error_event
from tailrace.protocols.chat import Broken


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, "invalid_request_error"),
        (401, "authentication_error"),
        (402, "billing_error"),
        (403, "permission_error"),
        (404, "not_found_error"),
        (409, "conflict_error"),
        (413, "request_too_large"),
        (422, "invalid_request_error"),
        (429, "rate_limit_error"),
        (500, "api_error"),
        (502, "api_error"),
        (503, "overloaded_error"),
        (504, "timeout_error"),
        (529, "overloaded_error"),
    ],
)
def test_the_type_follows_the_status(status: int, kind: str) -> None:
    assert type_of(status) == kind
    said = msgspec.json.decode(write_error(status, "code", "Words."))
    assert said == {"type": "error", "error": {"type": kind, "message": "Words."}}


def test_anthropics_own_type_takes_it() -> None:
    ErrorResponse.model_validate_json(write_error(429, "limit_reached", "Slow down."))


def test_an_event_has_its_name_and_its_data_on_one_line() -> None:
    event = write_error_event(500, "code", "Two\nlines.")
    assert event.startswith(b'event: error\ndata: {"type":"error"')
    assert event.count(b"\n") == 3


@pytest.mark.parametrize(
    ("error", "broken"),
    [
        ({"type": "overloaded_error", "message": "No."}, Broken("overloaded_error", "No.", 529)),
        (
            {"type": "invalid_request_error", "message": "No."},
            Broken("invalid_request_error", "No.", 400),
        ),
        ({"type": "new_error", "message": "No."}, Broken("new_error", "No.", 500)),
        ({"message": 3}, Broken("api_error", '{"message":3}', 500)),
        ("No.", Broken("api_error", "No.", 500)),
        (None, Broken("api_error", "null", 500)),
    ],
)
def test_an_error_within_a_stream_is_read_whatever_its_shape(error: Any, broken: Broken) -> None:
    assert read_error(error) == broken
