"""A workflow's targets and schema exist in its project, and stay."""

from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any

import pytest

from tailrace.control.open import Control
from tailrace.control.providers.providers import delete_provider, find_provider
from tailrace.control.traffic.reading import BadDefinition
from tailrace.control.traffic.schemas import SCHEMAS
from tailrace.control.traffic.workflows import WORKFLOWS, Workflow, check_workflow
from tailrace.core.errors import Conflict, NotFound
from tailrace.core.ids import WorkflowId
from tests.control.traffic.conftest import FILE, SCHEMA, WORKFLOW
from tests.fakes.tenants import NOW, Tenants


def make(control: Control, shop: Tenants, **changes: Any) -> Workflow:
    with control.db.transaction() as connection:
        return WORKFLOWS.create(connection, shop.acme, shop.shop, WORKFLOW | changes, FILE)


def problems(control: Control, shop: Tenants, **changes: Any) -> list[str]:
    with control.db.reading() as connection:
        _, found = check_workflow(connection, shop.acme, shop.shop, WORKFLOW | changes)
    return [str(problem) for problem in found]


def test_a_workflow_is_saved_changed_and_restored(control: Control, shop: Tenants) -> None:
    made = make(control, shop)
    number = WorkflowId(made.id)
    with control.db.transaction() as connection:
        changed = WORKFLOWS.change(
            connection, shop.acme, number, WORKFLOW | {"timeout_ms": 5}, FILE
        )
        assert (changed.version, changed.spec.timeout_ms) == (2, 5)
        restored = WORKFLOWS.restore(connection, shop.acme, number, 1, FILE)
        assert (restored.version, restored.spec) == (3, made.spec)
        assert WORKFLOWS.list_versions(connection, shop.acme, number) == (restored, changed, made)
        assert WORKFLOWS.get_version(connection, shop.acme, number, 2) == changed
        assert WORKFLOWS.list_newest(connection, shop.acme, shop.shop) == (restored,)
        WORKFLOWS.remove(connection, shop.acme, number, NOW)
        with pytest.raises(NotFound):
            WORKFLOWS.get(connection, shop.acme, number)


def test_a_target_s_provider_has_to_be_in_the_project(control: Control, shop: Tenants) -> None:
    targets = ["nowhere", "opnai:gpt-4o", {"target": "grok:mixtral"}, "groq:mixtral"]
    assert problems(control, shop, targets=targets) == [
        "targets[0]: 'nowhere' is not a target.",
        "targets[1]: There is no provider 'opnai' in the project.",
        "targets[2].target: There is no provider 'grok' in the project.",
    ]
    with pytest.raises(BadDefinition):
        make(control, shop, targets=targets)


def test_the_schema_has_to_be_in_the_project(control: Control, shop: Tenants) -> None:
    with control.db.transaction() as connection:
        SCHEMAS.create(connection, shop.acme, shop.shop, SCHEMA, FILE)
    assert problems(control, shop, schema="card") == []
    assert problems(control, shop, schema="crad") == [
        "schema: There is no schema 'crad' in the project."
    ]


def test_a_sample_fits_the_schema_and_test_mode_has_one(control: Control, shop: Tenants) -> None:
    with control.db.transaction() as connection:
        SCHEMAS.create(connection, shop.acme, shop.shop, SCHEMA, FILE)
    assert problems(control, shop, test_mode=True) == [
        "sample: Test mode answers with the sample, so there has to be one."
    ]
    assert problems(control, shop, test_mode=True, schema="card") == []
    assert problems(control, shop, sample={"title": "Chair"}, schema="card") == []
    (problem,) = problems(control, shop, sample={}, schema="card")
    assert problem.startswith("sample: It is not valid against the schema card")


def test_a_provider_stays_while_a_workflow_names_it(control: Control, shop: Tenants) -> None:
    made = make(control, shop)
    make(control, shop, name="other")
    with control.db.transaction() as connection:
        provider = find_provider(connection, shop.acme, shop.shop, "groq")
        assert provider is not None
    with (
        pytest.raises(Conflict, match="by the workflows other, summary") as caught,
        control.db.transaction() as connection,
    ):
        delete_provider(connection, shop.acme, provider.id)
    assert caught.value.hint == "Change or remove them first."
    with control.db.transaction() as connection:
        for workflow in WORKFLOWS.list_newest(connection, shop.acme):
            WORKFLOWS.remove(connection, shop.acme, WorkflowId(workflow.id), NOW)
        delete_provider(connection, shop.acme, provider.id)
    with pytest.raises(BadDefinition, match="'groq'"), control.db.transaction() as connection:
        WORKFLOWS.create(connection, shop.acme, shop.shop, made.spec.definition(), FILE)


def test_an_old_version_whose_provider_is_gone_is_not_restored(
    control: Control, shop: Tenants
) -> None:
    number = WorkflowId(make(control, shop).id)
    with control.db.transaction() as connection:
        only = WORKFLOW | {"targets": ["openai:gpt-4o"]}
        WORKFLOWS.change(connection, shop.acme, number, only, FILE)
        provider = find_provider(connection, shop.acme, shop.shop, "groq")
        assert provider is not None
        delete_provider(connection, shop.acme, provider.id)
        with pytest.raises(BadDefinition, match="'groq'"):
            WORKFLOWS.restore(connection, shop.acme, number, 1, FILE)


def test_what_is_checked_stays_so_until_it_is_saved(control: Control, shop: Tenants) -> None:
    with ThreadPoolExecutor(1) as pool:
        with control.db.transaction() as connection:
            provider = find_provider(connection, shop.acme, shop.shop, "groq")
            assert provider is not None
            delete_provider(connection, shop.acme, provider.id)
            making = pool.submit(make, control, shop)
            assert wait([making], timeout=0.3).not_done, "it waits for the other change"
        assert isinstance(making.exception(), BadDefinition)
    with control.db.reading() as connection:
        assert WORKFLOWS.list_newest(connection, shop.acme) == ()


def test_a_stranger_makes_and_finds_nothing(control: Control, shop: Tenants) -> None:
    number = WorkflowId(make(control, shop).id)
    with control.db.transaction() as connection:
        for attempt in (
            lambda: WORKFLOWS.create(connection, shop.globex, shop.shop, WORKFLOW, FILE),
            lambda: check_workflow(connection, shop.globex, shop.shop, WORKFLOW),
            lambda: WORKFLOWS.change(connection, shop.globex, number, WORKFLOW, FILE),
            lambda: WORKFLOWS.restore(connection, shop.globex, number, 1, FILE),
            lambda: WORKFLOWS.remove(connection, shop.globex, number, NOW),
        ):
            with pytest.raises(NotFound):
                attempt()
