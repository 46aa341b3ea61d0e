"""What a provider does below and at the edge of HTTP, and what the client gets and the row says."""

import asyncio
import gzip
import socket
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, Self

import httpx
import pytest

from tailrace.capture.price import Prices
from tests.fakes.provider import FakeProvider, Wait, failure, raw, waits
from tests.fakes.site import LIMITS, UPSTREAM_KEY, Site, headers, served, small_site

CHAT = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Hi"}]}

REFUSED = "openai has an address that calls may not go to."


def ask(site: Site, **more: Any) -> httpx.Response:
    return httpx.post(f"{site.v1}/chat/completions", json=CHAT, headers=headers(), **more)


def error(response: httpx.Response) -> dict[str, Any]:
    found: dict[str, Any] = response.json()["error"]
    return found


@asynccontextmanager
async def speaking(answer: bytes) -> AsyncIterator[str]:
    """Serve a base_url where every connection is told the same bytes, then closed."""

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(speak, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}/v1"


async def answer_to(site: Site, told: bytes) -> httpx.Response:
    async with speaking(told) as url, httpx.AsyncClient() as client:
        site.configure(raw=url)
        return await client.post(f"{site.v1}/chat/completions", json=CHAT, headers=headers())


def test_the_provider_gets_its_own_key_and_what_the_client_sent(
    site: Site, provider: FakeProvider
) -> None:
    sent = headers(openai_beta="x=1", x_tailrace_user="u", cookie="a=b", accept_encoding="br")
    body = b'{"model":"gpt-4o-mini",  "messages":[],"unknown":{"a":1.0}}'
    url = f"{site.v1}/chat/completions?timeout=5"
    response = httpx.post(
        url, content=body, headers={**sent, "content-type": "application/json; charset=utf-8"}
    )
    assert response.status_code == 200
    got = provider.last
    assert got.body == body
    assert (got.path, got.query) == ("/v1/chat/completions", "timeout=5")
    assert got.headers["authorization"] == f"Bearer {UPSTREAM_KEY}openai"
    assert got.headers["openai-beta"] == "x=1"
    assert got.headers["content-type"] == "application/json; charset=utf-8"
    assert got.headers["accept-encoding"] == "identity"
    assert not {"cookie", "x-tailrace-user", "x-api-key"} & set(got.headers)


def test_json_under_another_content_type_is_sent_as_json(
    site: Site, provider: FakeProvider
) -> None:
    sent = {**headers(), "content-type": "text/plain"}
    body = b'{"model": "gpt-4o-mini", "messages": []}'
    response = httpx.post(f"{site.v1}/chat/completions", content=body, headers=sent)
    assert response.status_code == 200
    assert provider.last.headers["content-type"] == "application/json"


def test_the_callers_trace_is_carried_on(site: Site, provider: FakeProvider) -> None:
    trace = "0af7651916cd43dd8448eb211c80319c"
    sent = headers(traceparent=f"00-{trace}-b7ad6b7169203331-01", tracestate="v=1")
    httpx.post(f"{site.v1}/chat/completions", json=CHAT, headers=sent)
    span = site.ledger.attempts[0].span_id
    assert provider.last.headers["traceparent"] == f"00-{trace}-{span:016x}-01"
    assert provider.last.headers["tracestate"] == "v=1"
    assert site.ledger.request.parent_span_id == 0xB7AD6B7169203331


def test_a_body_of_several_megabytes_passes(prices: Prices) -> None:
    provider = FakeProvider()
    body = b'{"model":"gpt-4o-mini","messages":[],"x":"' + b"a" * (3 << 20) + b'"}'
    limits = replace(LIMITS, max_body_bytes=4 << 20)
    with small_site(provider, prices, limits) as site:
        sent = {**headers(), "content-type": "application/json"}
        response = httpx.post(f"{site.v1}/chat/completions", content=body, headers=sent)
    assert response.status_code == 200
    assert provider.last.body == body


def test_a_packed_answer_is_unpacked_for_client_and_row(site: Site, provider: FakeProvider) -> None:
    plain = b'{"choices": [], "usage": {"prompt_tokens": 3, "completion_tokens": 1}}'
    provider.then(raw(gzip.compress(plain), headers=(("content-encoding", "gzip"),)))
    response = ask(site)
    assert response.content == plain
    assert "content-encoding" not in response.headers
    assert site.ledger.request.output == plain.decode()


def test_a_provider_that_is_not_there_is_a_502(site: Site) -> None:
    with served(FakeProvider()) as gone:
        pass
    site.configure(openai=gone)
    response = ask(site)
    assert response.status_code == 502
    assert error(response)["code"] == "upstream_failed"
    assert error(response)["message"].startswith(
        "openai could not be reached: connection refused. Check"
    )
    request, attempt = site.ledger.request, site.ledger.attempts[0]
    assert (request.status, request.http_status, request.error_class) == ("error", 502, "network")
    assert (attempt.status, attempt.http_status, attempt.error_class) == ("error", 0, "network")
    assert response.headers["x-tailrace-attempts"] == "1"


def test_a_host_that_is_not_known_is_a_502(site: Site) -> None:
    site.configure(openai="http://no-such-host.invalid/v1")
    assert error(ask(site))["message"].startswith("openai could not be reached")


def test_a_provider_that_says_nothing_in_time_is_a_504(prices: Prices) -> None:
    provider = FakeProvider()
    wait = Wait()
    provider.then(waits(wait))
    limits = replace(LIMITS, upstream_timeout_s=0.2)
    with small_site(provider, prices, limits) as site:
        response = ask(site)
        assert response.status_code == 504
        assert error(response)["code"] == "took_too_long"
        request = site.ledger.request
        assert (request.http_status, request.error_class) == (504, "timeout")
        assert wait.left.wait(5)


@pytest.mark.parametrize("base_url", ["ftp://127.0.0.1/v1", "file:///etc", "127.0.0.1/v1"])
def test_an_address_that_is_no_http_is_never_called(site: Site, base_url: str) -> None:
    site.configure(openai=base_url)
    response = ask(site)
    assert response.status_code == 502
    assert "neither http nor https" in error(response)["message"]


@pytest.mark.parametrize("base_url", ["http:///v1", "http://[::1/v1", "http://a b/v1"])
def test_a_malformed_address_is_a_502(site: Site, base_url: str) -> None:
    site.configure(openai=base_url)
    assert ask(site).status_code == 502


@pytest.mark.parametrize("allow_private", [True, False])
def test_private_addresses_are_called_only_when_allowed(
    prices: Prices, *, allow_private: bool
) -> None:
    provider = FakeProvider()
    limits = replace(LIMITS, allow_private=allow_private)
    with small_site(provider, prices, limits) as site:
        response = ask(site)
    assert response.status_code == (200 if allow_private else 502)
    assert len(provider.received) == allow_private
    if not allow_private:
        assert REFUSED in error(response)["message"]


def test_where_clouds_keep_credentials_is_never_called(site: Site) -> None:
    site.configure(openai="http://169.254.169.254/latest")
    assert REFUSED in error(ask(site))["message"]


def test_a_redirect_is_not_followed(site: Site, provider: FakeProvider) -> None:
    provider.then(raw(b"", 307, headers=(("location", "/v1/chat/completions"),)))
    response = ask(site)
    assert response.status_code == 502
    assert "redirect" in error(response)["message"]
    assert "location" not in response.headers
    assert len(provider.received) == 1


@pytest.mark.parametrize(
    "told",
    [
        b"",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nfour",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nab",
        b"HTTP/1.1 999 What\r\ncontent-length: 0\r\n\r\n",
    ],
)
async def test_what_is_no_whole_answer_is_a_502(site: Site, told: bytes) -> None:
    response = await answer_to(site, told)
    assert response.status_code == 502
    assert error(response)["message"].startswith("raw ")
    assert site.ledger.request.http_status == 502


async def test_a_long_header_of_a_provider_is_let_through(site: Site) -> None:
    told = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nx-policy: " + b"p" * 20_000 + b"\r\n\r\n{}"
    assert (await answer_to(site, told)).status_code == 200


def test_an_answer_over_the_limit_is_a_502(prices: Prices) -> None:
    provider = FakeProvider()
    provider.then(raw(b"x" * 200_000))
    limits = replace(LIMITS, max_answer_bytes=100_000)
    with small_site(provider, prices, limits) as site:
        response = ask(site)
    assert response.status_code == 502
    assert "more than 100000 bytes" in error(response)["message"]


def test_a_providers_failure_passes_as_it_is(site: Site, provider: FakeProvider) -> None:
    provider.then(failure(429, "rate_limit_exceeded", "Slow down.", (("retry-after", "7"),)))
    response = ask(site)
    assert response.status_code == 429
    assert error(response)["message"] == "Slow down."
    assert response.headers["retry-after"] == "7"
    request = site.ledger.request
    assert (request.status, request.error_class) == ("error", "rate_limited")
    assert (request.error_type, request.error_message) == ("rate_limit_exceeded", "Slow down.")


ANSWER = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}"


class Closing:
    """A provider whose connections give so many answers, then end without a byte."""

    def __init__(self, *, answers: int, after_s: float = 0.0) -> None:
        self._answers, self._after_s = answers, after_s
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}/v1"
        self.connections = 0
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            with connection:
                self._talk(connection)

    def _talk(self, connection: socket.socket) -> None:
        for _ in range(self._answers):
            if not connection.recv(65536):
                return
            connection.sendall(ANSWER)
        if connection.recv(65536):
            time.sleep(self._after_s)


def test_a_connection_that_was_closed_while_idle_is_replaced(site: Site) -> None:
    with Closing(answers=1) as provider:
        site.configure(raw=provider.url)
        for _ in range(3):
            sent = ask(site)
            assert sent.status_code == 200
            assert sent.headers["x-tailrace-attempts"] == "1"
        assert provider.connections == 3


@pytest.mark.parametrize(("after_s", "asked"), [(0.0, 2), (0.4, 1)])
def test_a_provider_that_hangs_up_is_asked_again_only_when_it_did_so_at_once(
    site: Site, after_s: float, asked: int
) -> None:
    with Closing(answers=0, after_s=after_s) as provider:
        site.configure(raw=provider.url)
        sent = ask(site)
        assert sent.status_code == 502
        assert "closed the connection without an answer" in sent.text
        assert provider.connections == asked
