"""A schema is kept with every version, and stays while a workflow has it attached."""

import pytest

from tailrace.control.open import Control
from tailrace.control.traffic.reading import BadDefinition
from tailrace.control.traffic.schemas import SCHEMAS, check_schema
from tailrace.control.traffic.workflows import WORKFLOWS
from tailrace.core.errors import Conflict, NotFound
from tailrace.core.ids import SchemaId
from tests.control.traffic.conftest import FILE, SCHEMA, WORKFLOW
from tests.fakes.tenants import NOW, Tenants


def test_a_schema_is_saved_changed_and_restored(control: Control, tenants: Tenants) -> None:
    org = tenants.acme
    with control.db.transaction() as connection:
        made = SCHEMAS.create(connection, org, tenants.shop, SCHEMA, FILE)
        number = SchemaId(made.id)
        changed = SCHEMAS.change(connection, org, number, SCHEMA | {"max_retries": 0}, FILE)
        restored = SCHEMAS.restore(connection, org, number, 1, FILE)
        assert [made.version, changed.version, restored.version] == [1, 2, 3]
        assert restored.spec == made.spec
        assert SCHEMAS.list_versions(connection, org, number) == (restored, changed, made)
        assert SCHEMAS.get_version(connection, org, number, 2) == changed
        assert SCHEMAS.list_newest(connection, org, tenants.shop) == (restored,)
        assert SCHEMAS.get(connection, org, number) == restored


def test_mistakes_are_told(control: Control, tenants: Tenants) -> None:
    bad = SCHEMA | {"sample": {}}
    with control.db.transaction() as connection:
        _, problems = check_schema(connection, tenants.acme, tenants.shop, bad)
        assert [problem.path for problem in problems] == ["sample"]
        with pytest.raises(BadDefinition):
            SCHEMAS.create(connection, tenants.acme, tenants.shop, bad, FILE)
        with pytest.raises(NotFound):
            check_schema(connection, tenants.globex, tenants.shop, SCHEMA)


def test_a_schema_stays_while_a_workflow_has_it(control: Control, shop: Tenants) -> None:
    with control.db.transaction() as connection:
        made = SCHEMAS.create(connection, shop.acme, shop.shop, SCHEMA, FILE)
        WORKFLOWS.create(connection, shop.acme, shop.shop, WORKFLOW | {"schema": "card"}, FILE)
    number = SchemaId(made.id)
    with (
        pytest.raises(Conflict, match="by the workflow summary"),
        control.db.transaction() as connection,
    ):
        SCHEMAS.remove(connection, shop.acme, number, NOW)


def test_an_unused_schema_can_go(control: Control, tenants: Tenants) -> None:
    with control.db.transaction() as connection:
        made = SCHEMAS.create(connection, tenants.acme, tenants.shop, SCHEMA, FILE)
        SCHEMAS.remove(connection, tenants.acme, SchemaId(made.id), NOW)
        assert SCHEMAS.list_newest(connection, tenants.acme) == ()
