"""What the gateway does not know passes through, to a provider that may."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import openai
import pytest

from tests.fakes.provider import Turn, answer, failure, raw
from tests.fakes.raw_client import connected
from tests.fakes.site import ALICE, LIMITS, UPSTREAM_KEY, Site, headers
from tests.gateway.conftest import Vendors

JSONL = b'{"custom_id": "1"}\n'


def send(site: Site, method: str, path: str, secret: str = ALICE, **more: Any) -> httpx.Response:
    named = headers(secret, **more.pop("named", {}))
    return httpx.request(method, site.url + path, headers=named, **more)


def test_a_file_is_uploaded_byte_for_byte(site: Site, provider: Any) -> None:
    provider.then(answer({"id": "file-1", "object": "file"}))
    files = {"file": ("batch.jsonl", JSONL), "purpose": (None, "batch")}
    response = send(site, "POST", "/v1/files", files=files)
    assert response.json() == {"id": "file-1", "object": "file"}
    got = provider.last
    assert (got.method, got.path) == ("POST", "/v1/files")
    assert JSONL in got.body
    assert got.headers["content-type"].startswith("multipart/form-data; boundary=")
    assert got.headers["authorization"] == f"Bearer {UPSTREAM_KEY}openai"
    assert response.headers["x-tailrace-provider"] == "openai"
    request = site.ledger.request
    assert (request.operation, request.status, request.http_status) == ("files", "success", 200)
    assert (request.input, request.output, request.body_state) == (None, None, "withheld")
    assert request.attempts == 1


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_a_request_without_a_body_passes_with_its_query(
    site: Site, provider: Any, method: str
) -> None:
    provider.then(answer({"object": "list", "data": []}))
    assert send(site, method, "/v1/batches?limit=2").status_code == 200
    assert (provider.last.method, provider.last.query) == (method, "limit=2")
    assert provider.last.body == b""


def test_what_openai_stored_is_listed(site: Site, provider: Any) -> None:
    provider.then(answer({"object": "list", "data": []}))
    assert send(site, "GET", "/v1/chat/completions").json()["object"] == "list"


def test_an_answer_may_be_anything(site: Site, provider: Any) -> None:
    sound = bytes(range(256)) * 1000
    provider.then(raw(sound, content_type="audio/mpeg", headers=(("content-length", "256000"),)))
    response = send(site, "POST", "/v1/audio/speech", json={"model": "openai/tts-1", "input": "x"})
    assert response.content == sound
    assert response.headers["content-type"] == "audio/mpeg"
    assert response.headers["content-length"] == "256000"
    assert provider.last.json == {"model": "tts-1", "input": "x"}
    assert site.ledger.request.requested_model == "tts-1"


def test_what_a_json_answer_took_is_known(site: Site, provider: Any) -> None:
    usage = {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5}
    provider.then(answer({"model": "gpt-3.5-turbo-instruct", "choices": [], "usage": usage}))
    document = {"model": "gpt-3.5-turbo-instruct", "prompt": "Say hi"}
    send(site, "POST", "/v1/completions", json=document)
    request = site.ledger.request
    assert request.usage is not None
    assert request.usage.prompt_tokens == 3
    assert (request.operation, request.input) == ("completions", None)


def test_a_failure_passes_as_it_is(site: Site, provider: Any) -> None:
    provider.then(failure(404, "not_found", "No such file."))
    response = send(site, "GET", "/v1/files/file-9")
    assert (response.status_code, response.json()["error"]["code"]) == (404, "not_found")
    assert site.ledger.request.status == "error"


def test_a_redirect_passes_and_is_not_followed(site: Site, provider: Any) -> None:
    provider.then(raw(b"", 302, headers=(("location", "http://elsewhere/x"),)))
    response = send(site, "GET", "/v1/files/file-9/content")
    assert (response.status_code, response.headers["location"]) == (302, "http://elsewhere/x")


def test_a_body_longer_than_the_limit_passes_in_pieces(site: Site, provider: Any) -> None:
    provider.then(answer({"id": "file-1"}))
    long = b"x" * (LIMITS.max_body_bytes + 1)
    response = send(site, "POST", "/v1/uploads/u/parts", files={"data": ("a", long)})
    assert response.status_code == 200
    assert len(provider.last.body) > len(long)


async def test_a_body_passes_before_all_of_it_came(site: Site, provider: Any) -> None:
    begun = asyncio.Event()
    loop = asyncio.get_running_loop()

    async def reads_first(turn: Turn) -> None:
        await turn.start(200)
        await turn.end(b"{}")

    async def pieces() -> AsyncIterator[bytes]:
        yield b"first"
        loop.call_soon(begun.set)
        await begun.wait()
        yield b"last"

    provider.then(reads_first)
    async with httpx.AsyncClient() as client:
        sent = headers(content_type="application/octet-stream")
        response = await client.post(f"{site.v1}/files", content=pieces(), headers=sent)
    assert response.status_code == 200
    assert provider.last.body == b"firstlast"


def test_a_client_that_leaves_within_its_body_leaves_a_cancelled_row(
    site: Site, provider: Any
) -> None:
    noticed = threading.Event()

    async def notice(_: Turn) -> None:
        noticed.set()

    async def leave() -> None:
        async with connected(site) as (_, writer):
            head = (
                "POST /v1/files HTTP/1.1\r\nhost: gateway\r\ncontent-type: text/plain\r\n"
                f"authorization: Bearer {ALICE}\r\ncontent-length: 1000\r\n\r\nhalf"
            )
            writer.write(head.encode())
            await writer.drain()
            assert await asyncio.to_thread(provider.arrived.wait, 5)

    provider.then(notice)
    asyncio.run(leave())
    assert site.ledger.request.status == "cancelled"
    assert noticed.wait(5)


def test_the_header_names_the_provider(vendors: Vendors) -> None:
    vendors.groq.then(answer({"data": []}))
    response = send(vendors.site, "GET", "/v1/batches", named={"x_tailrace_provider": "groq"})
    assert response.headers["x-tailrace-provider"] == "groq"
    assert vendors.openai.received == []
    assert "x-tailrace-provider" not in vendors.groq.last.headers


def test_a_bare_model_goes_to_who_lists_it(vendors: Vendors) -> None:
    vendors.groq.models = ("whisper",)
    urls = vendors.site.base_urls
    vendors.site.configure(openai=urls["openai"] + "?w=1", groq=urls["groq"] + "?w=1")
    document = {"model": "whisper", "input": "x"}
    response = send(vendors.site, "POST", "/v1/moderations", json=document)
    assert response.headers["x-tailrace-provider"] == "groq"


@pytest.mark.parametrize(
    ("named", "status", "code"),
    [
        ({}, 400, "provider_not_clear"),
        ({"x_tailrace_provider": "anthropic"}, 404, "provider_not_found"),
    ],
)
def test_what_is_not_clear_is_refused(
    vendors: Vendors, named: dict[str, str], status: int, code: str
) -> None:
    response = send(vendors.site, "GET", "/v1/batches", named=named)
    assert (response.status_code, response.json()["error"]["code"]) == (status, code)
    assert vendors.site.ledger.request.http_status == status


def test_without_a_key_nothing_passes(site: Site, provider: Any) -> None:
    assert send(site, "GET", "/v1/files", secret="tr_live_nobody").status_code == 401
    assert (provider.received, site.ledger.records) == ([], [])


def test_without_a_provider_of_the_format_it_is_said_so(site: Site) -> None:
    response = send(site, "POST", "/v1/messages/count_tokens", json={"model": "m"})
    assert response.status_code == 404
    assert response.json()["type"] == "error"
    assert "Anthropic's" in response.json()["error"]["message"]


def test_tokens_are_counted_by_who_speaks_the_format(vendors: Vendors) -> None:
    document = {"model": "anthropic/claude-haiku-4-5", "messages": []}
    response = send(vendors.site, "POST", "/v1/messages/count_tokens", json=document)
    assert response.json() == {"input_tokens": 10}
    assert vendors.anthropic.last.json["model"] == "claude-haiku-4-5"
    gemini = send(
        vendors.site, "POST", "/v1beta/models/gemini-2.5-flash:countTokens", json={"contents": []}
    )
    assert gemini.json() == {"totalTokens": 9}


def test_an_answer_that_breaks_off_breaks_off(site: Site, provider: Any) -> None:
    async def breaks(turn: Turn) -> None:
        await turn.start(200, "audio/mpeg", (("content-length", "1000"),))
        await turn.part(b"half")

    provider.then(breaks)
    with pytest.raises(httpx.RemoteProtocolError):
        send(site, "GET", "/v1/files/f/content")
    request = site.ledger.request
    assert (request.status, request.error_class) == ("error", "network")


@pytest.fixture
def client(site: Site) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=site.v1, api_key=ALICE, max_retries=0) as made:
        yield made


def test_openais_own_client_uploads_and_reads_back(client: openai.OpenAI, provider: Any) -> None:
    told = {"id": "f1", "object": "file", "bytes": 3, "created_at": 1, "filename": "a"}
    provider.then(answer({**told, "purpose": "batch", "status": "processed"}), raw(JSONL))
    assert client.files.create(file=("a", JSONL), purpose="batch").id == "f1"
    assert client.files.content("f1").read() == JSONL


def test_openais_own_client_moderates(client: openai.OpenAI, provider: Any) -> None:
    provider.then(answer({"id": "m", "model": "omni", "results": []}))
    assert client.moderations.create(input="x", model="omni").results == []
    assert json.loads(provider.last.body)["model"] == "omni"
