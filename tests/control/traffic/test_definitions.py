"""What is told of a definition, and that nothing is saved of one with a mistake."""

from typing import Any

import pytest

from tailrace.control.open import Control
from tailrace.control.traffic.definitions import Definitions
from tailrace.control.traffic.reading import BadDefinition
from tailrace.control.traffic.schemas import SCHEMAS
from tailrace.control.traffic.workflows import WORKFLOWS
from tailrace.core.errors import Conflict, NotFound
from tests.control.traffic.conftest import FILE, SCHEMA, WORKFLOW
from tests.fakes.tenants import NOW, Tenants

BOTH = pytest.mark.parametrize(
    ("kept", "definition"),
    [(WORKFLOWS, WORKFLOW), (SCHEMAS, SCHEMA)],
    ids=["workflows", "schemas"],
)
Kept = Definitions[Any]
Body = dict[str, Any]


@BOTH
def test_it_is_kept_with_every_version(
    control: Control, shop: Tenants, kept: Kept, definition: Body
) -> None:
    org = shop.acme
    other = definition | ({"tags": ["new"]} if kept is WORKFLOWS else {"max_retries": 4})
    with control.db.transaction() as connection:
        made = kept.create(connection, org, shop.shop, definition, FILE)
        changed = kept.change(connection, org, made.id, other, FILE)
        restored = kept.restore(connection, org, made.id, 1, FILE)
        assert [made.version, changed.version, restored.version] == [1, 2, 3]
        assert kept.get_version(connection, org, made.id, 2) == changed
        assert kept.list_versions(connection, org, made.id) == (restored, changed, made)
        assert kept.list_newest(connection, org, shop.shop) == (restored,)
        kept.remove(connection, org, made.id, NOW)
        assert kept.list_newest(connection, org) == ()


@BOTH
def test_a_mistake_saves_nothing(
    control: Control, shop: Tenants, kept: Kept, definition: Body
) -> None:
    with control.db.transaction() as connection:
        made = kept.create(connection, shop.acme, shop.shop, definition, FILE)
        bad = definition | {"sapmle": 1}
        with pytest.raises(BadDefinition):
            kept.change(connection, shop.acme, made.id, bad, FILE)
        with pytest.raises(BadDefinition):
            kept.create(connection, shop.acme, shop.shop, bad | {"name": "other"}, FILE)
        with pytest.raises(Conflict):
            kept.change(connection, shop.acme, made.id, definition | {"name": "other"}, FILE)
        assert kept.list_versions(connection, shop.acme, made.id) == (made,)


@BOTH
def test_another_organisation_finds_nothing(
    control: Control, shop: Tenants, kept: Kept, definition: Body
) -> None:
    with control.db.transaction() as connection:
        made = kept.create(connection, shop.acme, shop.shop, definition, FILE)
        for attempt in (
            lambda: kept.create(connection, shop.globex, shop.shop, definition, FILE),
            lambda: kept.get(connection, shop.globex, made.id),
            lambda: kept.list_versions(connection, shop.globex, made.id),
            lambda: kept.change(connection, shop.globex, made.id, definition, FILE),
            lambda: kept.restore(connection, shop.globex, made.id, 1, FILE),
            lambda: kept.remove(connection, shop.globex, made.id, NOW),
        ):
            with pytest.raises(NotFound):
                attempt()
