import asyncio
from typing import Any

import httpx
import pytest

from tailrace.capture.price import Prices
from tailrace.core.clock import SystemClock
from tailrace.core.ids import RequestNumbers
from tailrace.gateway.doors import DOORS, MODELS
from tailrace.gateway.routes import Gateway, GatewayParts
from tailrace.limits.memory import MemoryLimiter
from tests.fakes.provider import FakeProvider, raw
from tests.fakes.site import CHARLIE, EXPIRED, LIMITS, READER, Ledger, Site, directory, headers


@pytest.mark.parametrize("path", ["/v1", "/v2/completions", "/v1beta", "/"])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_where_no_door_is_the_answer_names_the_doors(site: Site, path: str, method: str) -> None:
    response = httpx.request(method, site.url + path, headers=headers())
    error = response.json()["error"]
    assert (response.status_code, error["code"]) == (404, "unknown_url")
    assert all(door in error["message"] for door in [*DOORS, MODELS])
    assert response.headers["x-tailrace-request-id"]
    assert site.ledger.records == []


@pytest.mark.parametrize(
    ("method", "path", "takes"),
    [
        *(("GET", path, "POST") for path in DOORS if path != "/v1/chat/completions"),
        ("DELETE", "/v1/chat/completions", "POST"),
        ("GET", "/v1beta/models/m:generateContent", "POST"),
        ("POST", MODELS, "GET"),
        ("OPTIONS", MODELS, "GET"),
        ("DELETE", "/v1/ai", "POST"),
    ],
)
def test_a_wrong_method_is_a_405_and_says_the_right_one(
    site: Site, method: str, path: str, takes: str
) -> None:
    response = httpx.request(method, site.url + path, headers=headers())
    assert response.status_code == 405
    assert response.headers["allow"] == takes
    assert f"takes {takes}, not {method}" in response.json()["error"]["message"]


def test_a_head_request_is_answered_without_a_body(site: Site) -> None:
    response = httpx.head(f"{site.v1}/models", headers=headers())
    assert (response.status_code, response.content) == (405, b"")


def test_models_are_those_of_the_projects_providers(site: Site, provider: FakeProvider) -> None:
    response = httpx.get(f"{site.v1}/models", headers=headers())
    ids = [row["id"] for row in response.json()["data"]]
    assert ids == [
        "openai/gpt-4o-mini",
        "openai/text-embedding-3-small",
        "gpt-4o-mini",
        "text-embedding-3-small",
    ]
    assert response.headers["x-tailrace-attempts"] == "0"
    assert site.ledger.records == []
    assert all(got.path == "/v1/models" for got in provider.received)


def test_models_of_a_provider_that_fails_are_left_out(
    site: Site, provider: FakeProvider, far_provider: FakeProvider
) -> None:
    far_provider.then(raw(b"", 500))
    urls = site.base_urls
    site.configure(good=urls["openai"] + "?x=1", bad=urls["depot-ai"] + "?x=2")
    ids = [row["id"] for row in httpx.get(f"{site.v1}/models", headers=headers()).json()["data"]]
    assert ids[0] == "good/gpt-4o-mini"
    assert not [name for name in ids if name.startswith("bad/")]


def test_a_stranger_sees_only_his_own_models(site: Site) -> None:
    response = httpx.get(f"{site.v1}/models", headers=headers(CHARLIE))
    owners = {row["owned_by"] for row in response.json()["data"]}
    assert owners == {"depot-ai"}


@pytest.mark.parametrize(("secret", "status"), [("nobody", 401), (EXPIRED, 401), (READER, 403)])
def test_models_need_a_key_that_may_make_calls(site: Site, secret: str, status: int) -> None:
    response = httpx.get(f"{site.v1}/models", headers=headers(secret))
    assert response.status_code == status
    assert response.json()["error"]["message"]
    assert site.ledger.records == []


def gateway(prices: Prices) -> Gateway:
    ledger = Ledger()
    return Gateway(
        GatewayParts(
            directory=lambda: directory({}, {}),
            note_used=ledger.note_used,
            append=ledger.append,
            prices=prices,
            clock=SystemClock(),
            numbers=RequestNumbers(),
            limits=LIMITS,
            limiter=MemoryLimiter(),
        )
    )


async def nothing() -> Any:
    await asyncio.Event().wait()


async def test_a_gateway_that_was_not_opened_says_so(prices: Prices) -> None:
    async def send(_: Any) -> None:
        pytest.fail("it answered")

    with pytest.raises(RuntimeError, match="not opened"):
        await gateway(prices)({"type": "http"}, nothing, send)


async def test_a_websocket_is_closed(prices: Prices) -> None:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    made = gateway(prices)
    await made.open()
    await made({"type": "websocket", "path": "/v1/realtime"}, nothing, send)
    await made.close()
    assert [message["type"] for message in sent] == ["websocket.close"]
