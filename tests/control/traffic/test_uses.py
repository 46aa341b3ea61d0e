"""Names that may be used, and who uses them."""

import pytest

from tailrace.control.open import Control
from tailrace.control.projects.keys import KeySpec, create_key, revoke_key
from tailrace.control.traffic.schemas import SCHEMAS
from tailrace.control.traffic.uses import (
    Names,
    check_provider_unused,
    check_schema_unused,
    names_of,
    provider_names,
    schemas_of,
)
from tailrace.control.traffic.workflows import WORKFLOWS
from tailrace.core.errors import Conflict
from tests.control.traffic.conftest import FILE, SCHEMA, WORKFLOW
from tests.fakes.tenants import NOW, Tenants


def test_names_are_of_one_project_or_of_all_in_the_organisation(
    control: Control, shop: Tenants
) -> None:
    spec = KeySpec("ci", frozenset({"gateway"}))
    with control.db.transaction() as connection:
        WORKFLOWS.create(connection, shop.acme, shop.shop, WORKFLOW, FILE)
        key = create_key(connection, shop.acme, shop.shop, spec, NOW).key
        both = Names(frozenset({"summary"}), frozenset({"ci"}))
        assert names_of(connection, shop.acme, shop.shop) == both
        assert names_of(connection, shop.acme, None) == both
        assert names_of(connection, shop.globex, None) == Names(frozenset(), frozenset())
        revoke_key(connection, shop.acme, key.id, NOW)
        assert names_of(connection, shop.acme, None).keys == frozenset()
        assert provider_names(connection, shop.shop) == ("groq", "openai")
        assert provider_names(connection, shop.lab) == ()


def test_what_is_used_is_told_with_its_users(control: Control, shop: Tenants) -> None:
    with control.db.transaction() as connection:
        schema = SCHEMAS.create(connection, shop.acme, shop.shop, SCHEMA, FILE)
        WORKFLOWS.create(connection, shop.acme, shop.shop, WORKFLOW | {"schema": "card"}, FILE)
        assert schemas_of(connection, shop.shop) == {"card": schema.spec}
        with pytest.raises(Conflict, match="'openai' is used by the workflow summary"):
            check_provider_unused(connection, shop.shop, "openai")
        with pytest.raises(Conflict, match="'card' is used by the workflow summary"):
            check_schema_unused(connection, shop.shop, "card")
        check_provider_unused(connection, shop.shop, "another")
        check_provider_unused(connection, shop.lab, "openai")
        check_schema_unused(connection, shop.shop, "another")
