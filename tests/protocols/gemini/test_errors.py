"""Errors as Google's SDK expects them."""

import json

import pytest
from google.genai.errors import ClientError

from tailrace.protocols.gemini.errors import write_error, write_error_event


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, "INVALID_ARGUMENT"),
        (429, "RESOURCE_EXHAUSTED"),
        (502, "UNAVAILABLE"),
        (418, "FAILED_P"),
    ],
)
def test_the_sdk_reads_status_and_message(status: int, kind: str) -> None:
    error = ClientError(status, json.loads(write_error(status, "limit_reached", "No.")))
    assert error.code == status
    assert error.message == "No."
    assert (error.status or "").startswith(kind)
    assert error.details["error"]["details"][0]["reason"] == "limit_reached"


def test_an_event_starts_as_the_sdk_looks_for_it() -> None:
    assert write_error_event(500, "internal", "No.").startswith(b'data: {"error":')
