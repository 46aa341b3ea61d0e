"""Kinds of providers are data, and addresses are checked."""

import pytest

from tailrace.control.presets import PRESETS, checked_base_url, checked_kind
from tailrace.core.errors import BadInput


def test_every_preset_is_usable_as_it_is() -> None:
    for kind, preset in PRESETS.items():
        assert checked_kind(kind) == kind
        assert checked_base_url(preset.base_url) == preset.base_url
        assert preset.protocol == "openai"


def test_openai_is_where_it_is() -> None:
    assert PRESETS["openai"].base_url == "https://api.openai.com/v1"


@pytest.mark.parametrize("kind", ["anthropic", "gemini"])
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
