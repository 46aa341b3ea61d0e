"""Whatever is sent, the answer is clear, in the door's own shape, and leaves a row."""

import asyncio
import json
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tailrace.gateway.doors import DOORS
from tests.fakes.raw_client import connected, row
from tests.fakes.site import ALICE, Site, headers
from tests.gateway.conftest import Vendors

GEMINI = "/v1beta/models/openai/gpt-4o-mini:generateContent"
PATHS = [*DOORS, GEMINI]
BODIES = [
    b"",
    b"{",
    b"[]",
    b'"x"',
    b"null",
    b"\x00\xff\xfe",
    b'{"model": 5}',
    b'{"model": "openai/x", "messages": 7}',
    b'{"model": "anthropic/x", "messages": [{"role": "user", "content": [{"type": "audio"}]}]}',
    b'{"model": "gemini/x", "input": [[[]]], "messages": [{}]}',
    b"[" * 100_000,
    b"x" * ((1 << 20) + 1),
    b"--b\r\ncontent-disposition: form-data; name=model\r\n\r\nopenai/x\r\n--b--",
]
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
MEMBERS = (
    "messages",
    "input",
    "contents",
    "tools",
    "tool_choice",
    "max_tokens",
    "stream",
    "metadata",
    "system",
    "response_format",
    "generationConfig",
    "stop",
    "user",
)
MODELS = st.sampled_from(["openai/m", "anthropic/m", "gemini/m", "nobody/m", ""])


def message_of(path: str, answer: httpx.Response) -> str:
    """Return the error's message, read as the clients of the door read it."""
    body = answer.json()
    error = body["error"]
    if path == "/v1/messages":
        assert body["type"] == "error"
    elif path == GEMINI:
        assert error["code"] == answer.status_code
    elif path == "/v1/ai":
        assert body["meta"]["http_status"] == answer.status_code
    else:
        assert error["type"]
    text: str = error["message"]
    return text


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("body", BODIES, ids=lambda body: repr(body[:24]))
def test_what_is_malformed_is_refused_in_the_doors_shape_with_a_row(
    vendors: Vendors, path: str, body: bytes
) -> None:
    if path == GEMINI and body in {b"null", b'{"model": 5}'}:
        pytest.skip("an object without anything asked is the provider's to refuse")
    sent = {**headers(), "content-type": "application/json"}
    answer = httpx.post(vendors.site.url + path, content=body, headers=sent)
    left = vendors.site.ledger.request
    assert left.http_status == answer.status_code
    if answer.status_code >= 400:
        assert answer.status_code < 500 or left.attempts
        assert left.attempts or message_of(path, answer)
        assert left.status == "error"


@pytest.mark.parametrize("path", PATHS)
def test_an_unknown_model_is_a_404_in_the_doors_shape(vendors: Vendors, path: str) -> None:
    url = vendors.site.url + path.replace("openai/", "")
    document = {"model": "no-such", "messages": [{"role": "user", "content": "Hi"}]}
    answer = httpx.post(url.replace("gpt-4o-mini", "no-such"), json=document, headers=headers())
    assert answer.status_code == 404
    assert "No provider lists" in message_of(path, answer)
    assert vendors.site.ledger.request.error_type == "model_not_found"


@pytest.mark.parametrize("path", PATHS)
def test_a_revoked_key_is_a_401_in_the_doors_shape_without_a_row(
    vendors: Vendors, path: str
) -> None:
    vendors.site.revoke(ALICE)
    answer = httpx.post(vendors.site.url + path, json={}, headers=headers())
    assert answer.status_code == 401
    assert "not known" in message_of(path, answer)
    assert vendors.site.ledger.records == []


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data; boundary=b", "nonsense", ""])
def test_the_content_type_does_not_matter_when_the_body_is_json(site: Site, kind: str) -> None:
    sent = {**headers(), "content-type": kind}
    body = b'{"model": "gpt-4o-mini", "messages": []}'
    answer = httpx.post(f"{site.v1}/chat/completions", content=body, headers=sent)
    assert answer.status_code == 200


@pytest.mark.parametrize("chunks", [b"zz\r\nbroken", b"5\r\nabcdeXX", b"-1\r\n"])
async def test_broken_chunks_are_a_400_and_a_row(site: Site, chunks: bytes) -> None:
    async with connected(site) as (reader, writer):
        head = (
            "POST /v1/chat/completions HTTP/1.1\r\nhost: gateway\r\n"
            f"authorization: Bearer {ALICE}\r\ntransfer-encoding: chunked\r\n\r\n"
        )
        writer.write(head.encode() + chunks)
        answer = await asyncio.wait_for(reader.read(), 5)
    assert answer.startswith(b"HTTP/1.1 400")
    error = json.loads(answer.partition(b"\r\n\r\n")[2])["error"]
    assert (error["code"], "chunked" in error["message"]) == ("bad_input", True)
    request = await row(site)
    assert (request.status, request.http_status) == ("error", 400)
    assert (request.error_class, request.error_type) == ("client_error", "bad_input")


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    path=st.sampled_from(PATHS),
    model=MODELS,
    members=st.dictionaries(st.sampled_from(MEMBERS), ANYTHING, max_size=5),
)
def test_no_body_is_a_fault_of_ours(
    vendors: Vendors, path: str, model: str, members: dict[str, Any]
) -> None:
    vendors.site.ledger.clear()
    url = vendors.site.url + path.replace("openai/gpt-4o-mini", model or "x")
    body = json.dumps({"model": model, **members}).encode()
    answer = httpx.post(url, content=body, headers=headers())
    left = vendors.site.ledger.request
    assert left.http_status == answer.status_code
    own_fault = answer.status_code >= 500 and left.attempts == 0
    assert not own_fault, answer.text
    assert left.error_type != "internal"
