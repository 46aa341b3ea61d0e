"""Provider keys are sealed, hinted at, and hidden from strangers."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from tailrace.control.database import tables
from tailrace.control.open import Control
from tailrace.control.providers.providers import (
    Provider,
    ProviderSpec,
    create_provider,
    delete_provider,
    find_provider,
    get_provider,
    has_api_key,
    list_providers,
    update_provider,
)
from tailrace.core.errors import BadInput, Conflict, NotFound
from tests.fakes.tenants import NOW, Tenants

API_KEY = "sk-proj-0123456789"
SPEC = ProviderSpec("openai", "openai", api_key=API_KEY)


def make(control: Control, tenants: Tenants, spec: ProviderSpec = SPEC) -> Provider:
    with control.db.transaction() as connection:
        return create_provider(connection, control.box, tenants.acme, tenants.shop, spec, NOW)


def test_a_preset_says_where_the_provider_is(control: Control, tenants: Tenants) -> None:
    made = make(control, tenants)
    assert made == Provider(
        made.id,
        "openai",
        "openai",
        "https://api.openai.com/v1",
        "…6789",
        tenants.shop,
        "shop",
        NOW,
    )


def test_the_api_key_is_sealed_and_not_shown(control: Control, tenants: Tenants) -> None:
    made = make(control, tenants)
    with control.db.reading() as connection:
        row = connection.execute(sa.select(tables.providers)).one()
        assert has_api_key(connection, control.box, made, API_KEY)
        assert not has_api_key(connection, control.box, made, "another")
    assert API_KEY not in " ".join(str(value) for value in row)
    assert API_KEY not in repr(SPEC) + repr(made)


@pytest.mark.parametrize(("api_key", "hint"), [("", ""), ("short", "…"), (API_KEY, "…6789")])
def test_a_short_api_key_is_not_hinted_at(
    control: Control, tenants: Tenants, api_key: str, hint: str
) -> None:
    spec = ProviderSpec("local", "openai", "http://127.0.0.1:9000/v1", api_key)
    assert make(control, tenants, spec).api_key_hint == hint


def test_a_server_of_ones_own_needs_no_api_key(control: Control, tenants: Tenants) -> None:
    assert make(control, tenants, ProviderSpec("local", "ollama")).base_url.endswith(":11434/v1")


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        (replace(SPEC, name="a/b"), "'a/b' is not a name"),
        (replace(SPEC, name="a:b"), "'a:b' is not a name"),
        (replace(SPEC, name=""), "'' is not a name"),
        (replace(SPEC, kind="bedrock"), "not supported yet"),
        (replace(SPEC, kind="azure"), "needs a base_url"),
        (replace(SPEC, base_url="nowhere"), "not an http or https address"),
        (replace(SPEC, api_key="sk with space"), "character that a header cannot carry"),
        (replace(SPEC, api_key=None), "needs an API key"),
    ],
)
def test_a_bad_provider_is_refused(
    control: Control, tenants: Tenants, spec: ProviderSpec, message: str
) -> None:
    with pytest.raises(BadInput, match=message) as caught:
        make(control, tenants, spec)
    assert "sk with space" not in caught.value.message


def test_a_name_is_given_once_per_project(control: Control, tenants: Tenants) -> None:
    make(control, tenants)
    with pytest.raises(Conflict, match="'openai'"):
        make(control, tenants)


def test_a_change_without_an_api_key_keeps_the_old_one(control: Control, tenants: Tenants) -> None:
    made = make(control, tenants)
    spec = ProviderSpec("openai", "openai", "http://127.0.0.1:9000/v1/")
    with control.db.transaction() as connection:
        changed = update_provider(connection, control.box, tenants.acme, made.id, spec)
        assert changed == replace(made, base_url="http://127.0.0.1:9000/v1")
        assert has_api_key(connection, control.box, changed, API_KEY)


def test_an_api_key_can_be_replaced(control: Control, tenants: Tenants) -> None:
    made = make(control, tenants)
    spec = replace(SPEC, api_key="sk-another-one")
    with control.db.transaction() as connection:
        changed = update_provider(connection, control.box, tenants.acme, made.id, spec)
        assert has_api_key(connection, control.box, changed, "sk-another-one")
    assert changed.api_key_hint == "…-one"


def test_a_deleted_provider_is_gone(control: Control, tenants: Tenants) -> None:
    made = make(control, tenants)
    with control.db.transaction() as connection:
        assert list_providers(connection, tenants.acme, tenants.shop) == (made,)
        delete_provider(connection, tenants.acme, made.id)
        assert list_providers(connection, tenants.acme) == ()
        with pytest.raises(NotFound):
            delete_provider(connection, tenants.acme, made.id)


def test_a_stranger_finds_no_provider(control: Control, tenants: Tenants) -> None:
    made, box, org = make(control, tenants), control.box, tenants.globex
    with control.db.transaction() as connection:
        assert list_providers(connection, org) == ()
        assert list_providers(connection, org, tenants.shop) == ()
        assert find_provider(connection, org, tenants.shop, "openai") is None
        for attempt in (
            lambda: get_provider(connection, org, made.id),
            lambda: update_provider(connection, box, org, made.id, SPEC),
            lambda: delete_provider(connection, org, made.id),
            lambda: create_provider(connection, box, org, tenants.shop, SPEC, NOW),
        ):
            with pytest.raises(NotFound):
                attempt()
        assert list_providers(connection, tenants.acme) == (made,)
