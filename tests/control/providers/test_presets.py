"""Kinds of providers are data, and addresses are checked."""

import pytest

from tailrace.control.providers.presets import PRESETS, checked_base_url, checked_kind, preset_url
from tailrace.core.errors import BadInput


def test_every_preset_is_usable_as_it_is() -> None:
    for kind, preset in PRESETS.items():
        assert checked_kind(kind) == kind
        if preset.base_url:
            assert checked_base_url(preset.base_url) == preset.base_url
            assert preset_url(kind, None) == preset.base_url


def test_openai_is_where_it_is() -> None:
    assert PRESETS["openai"].base_url == "https://api.openai.com/v1"


@pytest.mark.parametrize(
    ("kind", "protocol", "auth"),
    [
        ("openai", "openai", "bearer"),
        ("groq", "openai", "bearer"),
        ("azure", "openai", "api-key"),
        ("anthropic", "anthropic", "x-api-key"),
        ("gemini", "gemini", "x-goog-api-key"),
    ],
)
def test_a_preset_says_what_is_spoken_and_where_the_key_goes(
    kind: str, protocol: str, auth: str
) -> None:
    assert (PRESETS[kind].protocol, PRESETS[kind].auth) == (protocol, auth)


def test_anthropic_is_told_a_version() -> None:
    assert PRESETS["anthropic"].headers == (("anthropic-version", "2023-06-01"),)


def test_only_its_owner_knows_where_an_azure_is() -> None:
    with pytest.raises(BadInput, match="azure needs a base_url") as caught:
        preset_url("azure", None)
    assert "openai.azure.com" in caught.value.hint
    there = "https://acme.openai.azure.com/openai/v1"
    assert preset_url("azure", there + "/") == there


def test_a_server_of_ones_own_has_its_usual_port() -> None:
    assert preset_url("llamacpp", None) == "http://127.0.0.1:8080/v1"
    assert not PRESETS["llamacpp"].needs_key


@pytest.mark.parametrize("kind", ["bedrock", "vertex"])
def test_a_kind_to_come_says_so(kind: str) -> None:
    with pytest.raises(BadInput, match=f"kind {kind} are not supported yet"):
        checked_kind(kind)


def test_a_kind_with_a_typo_gets_the_nearest() -> None:
    with pytest.raises(BadInput, match="'opnai' is not a kind") as caught:
        checked_kind("opnai")
    assert caught.value.hint.startswith("Did you mean openai?")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://api.openai.com/v1/", "https://api.openai.com/v1"),
        ("http://127.0.0.1:9000/v1", "http://127.0.0.1:9000/v1"),
        ("http://[::1]:9000", "http://[::1]:9000"),
    ],
)
def test_an_address_is_kept_without_its_trailing_slash(given: str, kept: str) -> None:
    assert checked_base_url(given) == kept


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("", "not an http or https address"),
        ("api.openai.com/v1", "not an http or https address"),
        ("ftp://host/v1", "not an http or https address"),
        ("file:///etc/passwd", "not an http or https address"),
        ("https:///v1", "not an http or https address"),
        ("https://host:99999/v1", "not an address"),
        ("https://host:0/v1", "not an http or https address"),
        ("https://[::1/v1", "not an address"),
        ("https://user:hunter2@host/v1", "user or password"),
        ("https://host/v1?key=hunter2", "query or a fragment"),
        ("https://host/v1#top", "query or a fragment"),
        ("https://host /v1", "character"),
        ("https://host/\nv1", "character"),
        ("https://höst/v1", "character"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused(url: str, message: str) -> None:
    with pytest.raises(BadInput, match=message) as caught:
        checked_base_url(url)
    assert "hunter2" not in caught.value.message
