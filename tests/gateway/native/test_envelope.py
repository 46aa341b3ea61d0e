"""The envelope, whole: a golden one for each way that a native call can end."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from inline_snapshot import snapshot

from tailrace.capture.price import Prices
from tailrace.core.ids import RequestNumbers
from tests.conftest import ManualClock
from tests.fakes.provider import (
    DONE,
    USAGE,
    FakeProvider,
    answer,
    chunk,
    failure,
    raw,
    stream,
    usage_chunk,
)
from tests.fakes.site import Site, directory, gateway_site, headers, served

ASK = {
    "provider": "openai",
    "model": "gpt-4o-mini",
    "messages": [{"role": "user", "content": "Hi"}],
    "metadata": {"segment": "enterprise"},
    "user_id": "u_17",
}


@pytest.fixture
def fake() -> FakeProvider:
    return FakeProvider()


@pytest.fixture
def still(prices: Prices, clock: ManualClock, fake: FakeProvider) -> Iterator[Site]:
    """A gateway whose time stands still and whose numbers are known."""
    numbers = RequestNumbers(boot=1, trace_prefix=2)
    with served(fake) as url:
        picture = directory({"openai": url}, {})
        with gateway_site(picture, prices, clock=clock, numbers=numbers) as site:
            yield site


def post(site: Site, **changes: Any) -> httpx.Response:
    return httpx.post(f"{site.v1}/ai", json={**ASK, **changes}, headers=headers())


def test_a_success(still: Site, fake: FakeProvider) -> None:
    fake.then(answer({"id": "1", "choices": [], "usage": USAGE}))
    response = post(still)
    assert response.status_code == 200
    assert response.headers["x-tailrace-provider"] == "openai"
    assert response.json() == snapshot(
        {
            "data": {
                "id": "1",
                "choices": [],
                "usage": {
                    "prompt_tokens": 12,
                    "completion_tokens": 7,
                    "total_tokens": 19,
                    "prompt_tokens_details": {"cached_tokens": 4},
                    "completion_tokens_details": {"reasoning_tokens": 0},
                },
            },
            "customer_data": {"segment": "enterprise"},
            "meta": {
                "status": "success",
                "http_status": 200,
                "request_id": "065f35c4cdf0000000100000000100",
                "trace_id": "00000000000000020000100000000100",
                "workflow": None,
                "requested_provider": "openai",
                "requested_model": "gpt-4o-mini",
                "used_provider": "openai",
                "used_model": "gpt-4o-mini",
                "duration_ms": 0,
                "ttft_ms": None,
                "overhead_ms": 0,
                "usage": {
                    "prompt_tokens": 12,
                    "completion_tokens": 7,
                    "total_tokens": 19,
                    "cached_tokens": 4,
                    "reasoning_tokens": 0,
                },
                "cost_usd": "0.0000057",
                "structured_output": False,
                "offline_fallback": False,
                "attempts": [
                    {
                        "provider": "openai",
                        "model": "gpt-4o-mini",
                        "status": "success",
                        "http_status": 200,
                        "duration_ms": 0,
                        "ttft_ms": None,
                        "reason": None,
                    }
                ],
            },
            "backups": [],
        }
    )
    assert fake.last.json == {"model": ASK["model"], "messages": ASK["messages"]}
    assert still.ledger.request.customer_data == {"segment": "enterprise"}


def test_a_providers_failure_has_its_real_status(still: Site, fake: FakeProvider) -> None:
    fake.then(failure(429, "rate_limit_exceeded", "Slow down.", (("retry-after", "7"),)))
    response = post(still)
    assert response.status_code == 429
    assert response.headers["retry-after"] == "7"
    assert response.json() == snapshot(
        {
            "data": None,
            "error": {
                "code": "upstream_failed",
                "message": "openai answered 429: Slow down.",
                "hint": "See meta.attempts.",
            },
            "customer_data": {"segment": "enterprise"},
            "meta": {
                "status": "error",
                "http_status": 429,
                "request_id": "065f35c4cdf0000000100000000100",
                "trace_id": "00000000000000020000100000000100",
                "workflow": None,
                "requested_provider": "openai",
                "requested_model": "gpt-4o-mini",
                "used_provider": "openai",
                "used_model": "gpt-4o-mini",
                "duration_ms": 0,
                "ttft_ms": None,
                "overhead_ms": 0,
                "usage": None,
                "cost_usd": None,
                "structured_output": False,
                "offline_fallback": False,
                "attempts": [
                    {
                        "provider": "openai",
                        "model": "gpt-4o-mini",
                        "status": "error",
                        "http_status": 429,
                        "duration_ms": 0,
                        "ttft_ms": None,
                        "reason": "Slow down.",
                    }
                ],
            },
            "backups": [],
        }
    )
    assert still.ledger.request.error_class == "rate_limited"


def test_a_provider_that_is_not_there(still: Site) -> None:
    with served(FakeProvider()) as gone:
        pass
    still.configure(openai=gone)
    response = post(still)
    assert response.status_code == 502
    assert response.json() == snapshot(
        {
            "data": None,
            "error": {
                "code": "upstream_failed",
                "message": "openai could not be reached: connection refused.",
                "hint": "Check the provider's base_url, and whether it is up.",
            },
            "customer_data": {"segment": "enterprise"},
            "meta": {
                "status": "error",
                "http_status": 502,
                "request_id": "065f35c4cdf0000000100000000100",
                "trace_id": "00000000000000020000100000000100",
                "workflow": None,
                "requested_provider": "openai",
                "requested_model": "gpt-4o-mini",
                "used_provider": "openai",
                "used_model": "gpt-4o-mini",
                "duration_ms": 0,
                "ttft_ms": None,
                "overhead_ms": 0,
                "usage": None,
                "cost_usd": None,
                "structured_output": False,
                "offline_fallback": False,
                "attempts": [
                    {
                        "provider": "openai",
                        "model": "gpt-4o-mini",
                        "status": "error",
                        "http_status": 0,
                        "duration_ms": 0,
                        "ttft_ms": None,
                        "reason": "openai could not be reached: connection refused.",
                    }
                ],
            },
            "backups": [],
        }
    )


def test_bad_input(still: Site, fake: FakeProvider) -> None:
    response = post(still, format="xml")
    assert response.status_code == 400
    assert response.json() == snapshot(
        {
            "data": None,
            "error": {
                "code": "bad_input",
                "message": "format 'xml' is not known.",
                "hint": "Use wrapped or raw.",
            },
            "customer_data": {},
            "meta": {
                "status": "error",
                "http_status": 400,
                "request_id": "065f35c4cdf0000000100000000100",
                "trace_id": "00000000000000020000100000000100",
                "workflow": None,
                "requested_provider": None,
                "requested_model": None,
                "used_provider": None,
                "used_model": None,
                "duration_ms": 0,
                "ttft_ms": None,
                "overhead_ms": 0,
                "usage": None,
                "cost_usd": None,
                "structured_output": False,
                "offline_fallback": False,
                "attempts": [],
            },
            "backups": [],
        }
    )
    assert fake.received == []
    assert still.ledger.request.output == response.text


def test_a_stream_ends_with_what_happened(still: Site, fake: FakeProvider) -> None:
    words = [chunk({"content": "Hi"}), chunk({}, finish_reason="stop")]
    fake.then(stream(*words, usage_chunk(), DONE))
    response = post(still, stream=True)
    *events, last, rest = response.content.split(b"\n\n")
    assert b"\n\n".join(events) + b"\n\n" == b"".join([*words, DONE])
    assert rest == b""
    name, data = last.split(b"\n")
    assert name == b"event: tailrace"
    assert json.loads(data.removeprefix(b"data: ")) == snapshot(
        {
            "customer_data": {"segment": "enterprise"},
            "meta": {
                "status": "success",
                "http_status": 200,
                "request_id": "065f35c4cdf0000000100000000100",
                "trace_id": "00000000000000020000100000000100",
                "workflow": None,
                "requested_provider": "openai",
                "requested_model": "gpt-4o-mini",
                "used_provider": "openai",
                "used_model": "gpt-4o-mini",
                "duration_ms": 0,
                "ttft_ms": 0,
                "overhead_ms": 0,
                "usage": {
                    "prompt_tokens": 12,
                    "completion_tokens": 7,
                    "total_tokens": 19,
                    "cached_tokens": 4,
                    "reasoning_tokens": 0,
                },
                "cost_usd": "0.0000057",
                "structured_output": False,
                "offline_fallback": False,
                "attempts": [
                    {
                        "provider": "openai",
                        "model": "gpt-4o-mini",
                        "status": "success",
                        "http_status": 200,
                        "duration_ms": 0,
                        "ttft_ms": 0,
                        "reason": None,
                    }
                ],
            },
            "backups": [],
        }
    )


def test_a_stream_that_breaks_off_says_so_at_its_end(site: Site, provider: FakeProvider) -> None:
    provider.then(stream(chunk({"content": "Hi"}), chunk({"content": "!"})[:9], cut=True))
    response = post(site, stream=True)
    closing = json.loads(response.content.split(b"event: tailrace\ndata: ")[1])
    assert (closing["meta"]["status"], closing["meta"]["http_status"]) == ("error", 200)
    assert closing["error"]["message"] == "openai broke off its answer."
    assert closing["meta"]["attempts"][0]["reason"] == "openai broke off its answer."
    assert b'data: {"error":' in response.content


def test_a_stream_that_is_refused_is_an_envelope(site: Site, provider: FakeProvider) -> None:
    provider.then(failure(400, "context_length_exceeded", "Too long."))
    response = post(site, stream=True)
    assert response.status_code == 400
    assert response.json()["error"]["message"] == "openai answered 400: Too long."


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"<html>hello</html>", "not JSON"),
        (b'{"a": "\xff"}', "not JSON"),
        (b'{"error": {"message": "Overloaded."}}', "an error in the body"),
    ],
)
def test_a_200_without_data_is_a_502(
    site: Site, provider: FakeProvider, body: bytes, said: str
) -> None:
    provider.then(raw(body))
    response = post(site)
    assert (response.status_code, response.json()["data"]) == (502, None)
    assert said in response.json()["error"]["message"]
    assert response.json()["meta"]["attempts"][0]["http_status"] == 200
    request = site.ledger.request
    assert (request.http_status, request.error_class) == (502, "invalid_output")


def test_raw_gives_the_providers_body_alone(site: Site, provider: FakeProvider) -> None:
    provider.then(raw(b"<html>"), failure(429, "slow", "Slow down."))
    assert post(site, format="raw").content == b"<html>"
    assert post(site, format="raw").json()["error"]["code"] == "slow"
    assert post(site, format="raw", provider="azure").json()["error"]["type"]


def test_an_unknown_workflow_is_a_404_that_names_what_is_there(site: Site) -> None:
    response = post(site, workflow="summary", provider="", model="")
    assert response.status_code == 404
    assert response.json()["error"]["code"] == "workflow_not_found"
    assert "openai" in response.json()["error"]["hint"]
    assert response.json()["meta"]["workflow"] == "summary"
    assert site.ledger.request.workflow == "summary"


def test_an_unknown_workflow_is_a_label_beside_a_model(site: Site) -> None:
    response = post(site, workflow="summary")
    assert response.json()["meta"]["workflow"] == "summary"
    assert response.headers["x-tailrace-workflow"] == "summary"


def test_without_a_key_the_envelope_says_so_and_no_row_is_left(site: Site) -> None:
    response = httpx.post(f"{site.v1}/ai", json=ASK)
    assert response.status_code == 401
    assert response.json()["error"]["code"] == "not_signed_in"
    assert site.ledger.records == []


def test_a_failing_capture_does_not_hold_up_the_envelope(site: Site) -> None:
    site.ledger.refusal = ZeroDivisionError()
    meta = post(site).json()["meta"]
    assert (meta["status"], meta["usage"], meta["cost_usd"]) == ("success", None, None)
    assert meta["attempts"][0]["status"] == "success"
