import json

import pytest
from openai.types.responses import ResponseErrorEvent
from openai.types.responses.response_error import ResponseError

from tailrace.protocols.responses.errors import failure, write_error, write_error_event


def test_an_answer_s_body() -> None:
    assert json.loads(write_error(429, "limit_reached", "No.")) == {
        "error": {
            "message": "No.",
            "type": "rate_limit_error",
            "param": None,
            "code": "limit_reached",
        }
    }


def test_an_event_is_the_sdk_s_and_makes_it_raise() -> None:
    data = write_error_event(502, "upstream_failed", "No.").partition(b"data: ")[2]
    event = ResponseErrorEvent.model_validate_json(data, strict=True)
    assert (event.code, event.message) == ("upstream_failed", "No.")
    assert json.loads(data)["error"]["type"] == "server_error"


@pytest.mark.parametrize(
    ("status", "code"),
    [(400, "invalid_prompt"), (429, "rate_limit_exceeded"), (504, "server_error")],
)
def test_a_failure_has_one_of_the_few_codes(status: int, code: str) -> None:
    assert ResponseError.model_validate(failure(status, "No.")).code == code
