import json

import pytest

from tailrace.core.errors import BadInput, NotFound, NotSignedIn, TailraceError, UpstreamFailed
from tailrace.gateway.wire.errors import error_body, error_event


@pytest.mark.parametrize(
    ("error", "kind", "code"),
    [
        (BadInput("No.", hint="Do this."), "invalid_request_error", "bad_input"),
        (NotSignedIn("No.", hint="Do this."), "authentication_error", "invalid_api_key"),
        (NotFound("No.", hint="Do this.", code="x"), "invalid_request_error", "x"),
        (UpstreamFailed("No.", hint="Do this."), "api_error", "upstream_failed"),
    ],
)
def test_an_error_has_openais_shape(error: TailraceError, kind: str, code: str) -> None:
    inner = {"message": "No. Do this.", "type": kind, "param": None, "code": code}
    assert json.loads(error_body(error, "openai")) == {"error": inner}


def test_within_a_stream_an_error_is_an_event() -> None:
    event = error_event(UpstreamFailed("It broke."), "openai")
    assert event.startswith(b'data: {"error":')
    assert event.endswith(b"\n\n")
