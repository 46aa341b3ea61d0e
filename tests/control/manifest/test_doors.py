"""Providers and keys of a file."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tailrace.control.manifest.changes import Applied
from tailrace.control.open import Control
from tailrace.control.projects.keys import list_keys
from tailrace.control.providers.providers import list_providers
from tailrace.core.errors import BadInput, Conflict
from tests.fakes.tenants import NOW, Tenants

Apply = Callable[..., Applied]
SECRET = "tr_test_0123456789abcdef"
KEYS = "organisations.acme.projects.shop.keys"
PROVIDERS = "organisations.acme.projects.shop.providers"


def shop(block: str, *entries: str) -> str:
    listed = ", ".join(entries)
    return f"organisations: [{{name: acme, projects: [{{name: shop, {block}: [{listed}]}}]}}]"


def lines(applied: Applied) -> list[str]:
    return [str(change) for change in applied.changes]


def test_a_key_without_a_secret_is_made_and_told_once(
    control: Control, tenants: Tenants, apply_text: Apply
) -> None:
    text = shop("keys", "{name: ci, scopes: [read]}")
    made = apply_text(text).keys[0]
    grant = control.directory.current.find_key(made.secret)
    assert grant is not None
    assert (grant.name, grant.scopes, grant.environment) == ("ci", frozenset({"read"}), "live")
    assert apply_text(text).keys == ()


def test_a_given_secret_works_and_is_not_told(
    control: Control, tenants: Tenants, apply_text: Apply
) -> None:
    applied = apply_text(shop("keys", f"{{name: ci, secret: {SECRET}}}"))
    assert applied.keys == ()
    grant = control.directory.current.find_key(SECRET)
    assert grant is not None
    assert grant.environment == "test"


def test_scopes_expiry_and_secret_are_changed_in_place(
    control: Control, tenants: Tenants, apply_text: Apply
) -> None:
    made = apply_text(shop("keys", "{name: ci}")).keys[0].secret
    before = control.directory.current.find_key(made)
    text = shop(
        "keys",
        f'{{name: ci, secret: {SECRET}, scopes: [read], expires_at: "2027-01-01T00:00:00Z"}}',
    )
    assert [change.detail for change in apply_text(text).changes] == [
        "scopes gateway -> read, expires_at unset -> 2027-01-01T00:00:00Z, another secret"
    ]
    after = control.directory.current.find_key(SECRET)
    assert before is not None
    assert after is not None
    assert after.key_id == before.key_id
    assert control.directory.current.find_key(made) is None
    assert apply_text(text).changes == ()


def test_a_change_of_one_thing_keeps_the_others(
    control: Control, tenants: Tenants, apply_text: Apply
) -> None:
    apply_text(shop("keys", '{name: ci, scopes: [read], expires_at: "2027-01-01T00:00:00Z"}'))
    apply_text(shop("keys", f"{{name: ci, secret: {SECRET}}}"))
    grant = control.directory.current.find_key(SECRET)
    assert grant is not None
    assert grant.scopes == {"read"}
    assert grant.expires_at is not None


def test_an_expired_key_stays_as_it_is(tenants: Tenants, apply_text: Apply) -> None:
    text = shop("keys", '{name: ci, expires_at: "2026-11-24T00:00:00Z"}')
    apply_text(text)
    assert apply_text(text, now=NOW + timedelta(days=30)).changes == ()
    with pytest.raises(BadInput, match=r"keys\.new: The key would have expired already"):
        apply_text(
            shop("keys", '{name: new, expires_at: "2026-11-24T00:00:00Z"}'),
            now=NOW + timedelta(days=30),
        )


def test_a_revoked_secret_does_not_come_back_by_an_old_file(
    control: Control, tenants: Tenants, apply_text: Apply
) -> None:
    text = shop("keys", f"{{name: ci, secret: {SECRET}}}")
    apply_text(text)
    assert lines(apply_text(shop("keys"), prune=True)) == [f"removed {KEYS}.ci (revoked)"]
    with pytest.raises(Conflict) as caught:
        apply_text(text)
    assert caught.value.message == f"{KEYS}.ci: The secret was revoked."
    assert control.directory.current.find_key(SECRET) is None


def test_prune_revokes_and_keeps_the_row(
    control: Control, tenants: Tenants, apply_text: Apply
) -> None:
    apply_text(shop("keys", "{name: ci}", "{name: other}"))
    apply_text(shop("keys", "{name: other}"), prune=True)
    apply_text(shop("keys", "{name: other}"), prune=True)
    with control.db.reading() as connection:
        found = {k.name: k.revoked_at for k in list_keys(connection, tenants.acme)}
    assert found == {"ci": NOW, "other": None}


def test_a_provider_is_changed_in_place(
    control: Control, tenants: Tenants, apply_text: Apply
) -> None:
    apply_text(shop("providers", "{name: fast, kind: openai, api_key: sk-one}"))
    text = shop("providers", '{name: fast, kind: vllm, base_url: "http://h/v1", api_key: sk-two}')
    assert [change.detail.split(", ") for change in apply_text(text).changes] == [
        [
            "kind openai -> vllm",
            "base_url https://api.openai.com/v1 -> http://h/v1",
            "another api_key",
        ]
    ]
    target = control.directory.current.project(tenants.shop).providers["fast"]
    assert (target.vendor, target.base_url, target.api_key) == ("vllm", "http://h/v1", "sk-two")
    assert apply_text(text).changes == ()


def test_an_api_key_that_is_left_out_is_kept(
    control: Control, tenants: Tenants, apply_text: Apply
) -> None:
    apply_text(shop("providers", "{name: fast, kind: openai, api_key: sk-one}"))
    assert apply_text(shop("providers", "{name: fast, kind: openai}")).changes == ()
    assert control.directory.current.project(tenants.shop).providers["fast"].api_key == "sk-one"


def test_a_base_url_that_is_left_out_is_the_usual_one(tenants: Tenants, apply_text: Apply) -> None:
    entry = '{name: fast, kind: openai, api_key: sk-one, base_url: "http://h/v1"}'
    apply_text(shop("providers", entry))
    assert lines(apply_text(shop("providers", "{name: fast, kind: openai}"))) == [
        f"changed {PROVIDERS}.fast (base_url http://h/v1 -> https://api.openai.com/v1)"
    ]


def test_a_missing_api_key_is_told_with_the_path(tenants: Tenants, apply_text: Apply) -> None:
    with pytest.raises(BadInput) as caught:
        apply_text(shop("providers", "{name: groq, kind: groq}"))
    assert caught.value.message == (
        f"{PROVIDERS}.groq: A provider of the kind groq needs an API key."
    )


def test_prune_forgets_providers_that_are_not_named(
    control: Control, tenants: Tenants, apply_text: Apply
) -> None:
    apply_text(shop("providers", "{name: a, kind: ollama}", "{name: b, kind: ollama}"))
    assert lines(apply_text(shop("providers", "{name: b, kind: ollama}"), prune=True)) == [
        f"removed {PROVIDERS}.a"
    ]
    with control.db.reading() as connection:
        assert [p.name for p in list_providers(connection, tenants.acme)] == ["b"]


def test_a_test_key_is_made_for_tests_and_stays_one(
    control: Control, tenants: Tenants, apply_text: Apply
) -> None:
    made = apply_text(shop("keys", "{name: ci, test: true}")).keys[0]
    grant = control.directory.current.find_key(made.secret)
    assert grant is not None
    assert grant.environment == "test"
    for same in ("{name: ci}", "{name: ci, test: true}"):
        assert not apply_text(shop("keys", same)).changes
    with pytest.raises(Conflict, match="test key, and stays one"):
        apply_text(shop("keys", "{name: ci, test: false}"))
