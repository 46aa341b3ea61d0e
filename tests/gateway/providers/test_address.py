from dataclasses import replace

import pytest

from tailrace.control.directory import ProviderTarget
from tailrace.gateway.providers.address import (
    authorization,
    call_url,
    passed_headers,
    speaks,
    url,
)
from tailrace.gateway.routing.target import Target
from tests.fakes.site import targets

ANTHROPIC = replace(
    targets({"claude": "http://a/v1"})["claude"],
    kind="anthropic",
    vendor="anthropic",
    auth="x-api-key",
    headers=(("anthropic-version", "2023-06-01"),),
)
GEMINI = replace(
    targets({"gemini": "http://g/v1beta"})["gemini"], kind="gemini", auth="x-goog-api-key"
)
OPENAI = targets({"openai": "http://o/v1"})["openai"]


@pytest.mark.parametrize(
    ("base_url", "query", "expected"),
    [
        ("http://a/v1", b"", "http://a/v1/chat"),
        ("http://a/v1", b"b=1&c=2", "http://a/v1/chat?b=1&c=2"),
        ("http://a/d?api-version=1", b"", "http://a/d/chat?api-version=1"),
        ("http://a/d?api-version=1", b"b=1", "http://a/d/chat?api-version=1&b=1"),
    ],
)
def test_an_address_keeps_its_own_and_the_clients_query(
    base_url: str, query: bytes, expected: str
) -> None:
    assert url(targets({"a": base_url})["a"], "/chat", query) == expected


def test_a_server_without_a_key_is_shown_none() -> None:
    target = targets({"a": "http://a"})["a"]
    assert authorization(target) == [("Authorization", f"Bearer {target.api_key}")]
    keyless = replace(target, api_key="")
    assert authorization(keyless) == []


@pytest.mark.parametrize(
    ("provider", "name"),
    [
        (ANTHROPIC, "x-api-key"),
        (GEMINI, "x-goog-api-key"),
        (replace(OPENAI, auth="api-key"), "api-key"),
    ],
)
def test_a_key_is_shown_where_the_vendor_looks_for_it(provider: ProviderTarget, name: str) -> None:
    assert authorization(provider) == [(name, provider.api_key)]


@pytest.mark.parametrize(
    ("provider", "spoken", "operation", "streamed", "expected"),
    [
        (OPENAI, "openai", "chat", True, "http://o/v1/chat/completions"),
        (OPENAI, "openai", "embeddings", False, "http://o/v1/embeddings"),
        (OPENAI, "responses", "chat", False, "http://o/v1/responses"),
        (ANTHROPIC, "anthropic", "chat", True, "http://a/v1/messages"),
        (GEMINI, "gemini", "chat", False, "http://g/v1beta/models/m%2F1:generateContent"),
        (
            GEMINI,
            "gemini",
            "chat",
            True,
            "http://g/v1beta/models/m%2F1:streamGenerateContent?alt=sse",
        ),
    ],
)
def test_each_format_has_its_place(
    provider: ProviderTarget, spoken: str, operation: str, streamed: bool, expected: str
) -> None:
    assert call_url(Target(provider, "m/1"), spoken, operation, streamed=streamed) == expected


def test_a_stream_that_gemini_is_asked_for_in_another_form_is_asked_for_so() -> None:
    made = call_url(Target(GEMINI, "m"), "gemini", "chat", b"alt=json", streamed=True)
    assert made == "http://g/v1beta/models/m:streamGenerateContent?alt=json"


@pytest.mark.parametrize(
    ("provider", "base_url", "expected"),
    [
        (ANTHROPIC, "http://a", "http://a/v1/messages"),
        (ANTHROPIC, "http://a/proxy", "http://a/proxy/v1/messages"),
        (GEMINI, "http://g", "http://g/v1beta/messages"),
        (GEMINI, "http://g/v1", "http://g/v1/messages"),
        (OPENAI, "http://o", "http://o/messages"),
    ],
)
def test_a_version_is_added_for_vendors_whose_clients_add_it(
    provider: ProviderTarget, base_url: str, expected: str
) -> None:
    assert url(replace(provider, base_url=base_url), "/messages") == expected


def test_another_vendors_headers_do_not_cross_over() -> None:
    sent = [("openai-organization", "o"), ("x-stainless-os", "linux"), ("x-team", "water")]
    assert passed_headers(ANTHROPIC, sent, foreign=True) == [
        ("x-team", "water"),
        ("anthropic-version", "2023-06-01"),
    ]


def test_what_a_client_says_itself_is_not_said_twice() -> None:
    sent = [("anthropic-version", "2024-01-01")]
    assert passed_headers(ANTHROPIC, sent, foreign=False) == sent
    assert passed_headers(OPENAI, sent, foreign=False) is sent


def test_openais_newer_format_is_spoken_by_those_who_have_it() -> None:
    assert speaks(OPENAI, "openai")
    assert speaks(OPENAI, "responses")
    assert not speaks(replace(OPENAI, vendor="mistral"), "responses")
    assert not speaks(OPENAI, "anthropic")
    assert speaks(ANTHROPIC, "anthropic")
