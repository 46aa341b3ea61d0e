"""Limits stand under an organisation or a project, keep their number, and name what exists."""

from typing import Any

import pytest

from tailrace.control.open import Control
from tailrace.control.traffic.limits import (
    Limit,
    change_limit,
    create_limit,
    get_limit,
    list_limits,
    load_limits,
    remove_limit,
)
from tailrace.control.traffic.reading import BadDefinition
from tailrace.control.traffic.workflows import WORKFLOWS
from tailrace.core.errors import Conflict, NotFound
from tailrace.core.ids import ProjectId
from tests.control.traffic.conftest import FILE, WORKFLOW
from tests.fakes.tenants import NOW, Tenants

LIMIT = {"per": "user", "requests": "120/minute"}
BUDGET = {"per": "organisation", "cost_usd": "50/day"}


def make(
    control: Control, tenants: Tenants, definition: dict[str, Any], project: ProjectId | None
) -> Limit:
    with control.db.transaction() as connection:
        return create_limit(connection, tenants.acme, project, definition, FILE)


def test_the_organisation_s_limits_are_listed_first(control: Control, tenants: Tenants) -> None:
    own = make(control, tenants, LIMIT, tenants.shop)
    shared = make(control, tenants, BUDGET, None)
    assert (own.name, own.project_name) == ("user requests 120/minute", "shop")
    assert (shared.name, shared.project_id) == ("organisation cost_usd 50/day", None)
    with control.db.reading() as connection:
        assert list_limits(connection, tenants.acme) == (shared, own)
        assert list_limits(connection, tenants.acme, tenants.shop) == (shared, own)
        assert list_limits(connection, tenants.globex) == ()
        views = load_limits(connection)
    assert [(view.limit_id, view.project_id) for view in views] == [
        (own.id, tenants.shop),
        (shared.id, None),
    ]


def test_a_change_keeps_the_number(control: Control, tenants: Tenants) -> None:
    made = make(control, tenants, LIMIT, None)
    with control.db.transaction() as connection:
        same = change_limit(connection, tenants.acme, made.id, LIMIT)
        changed = change_limit(connection, tenants.acme, made.id, LIMIT | {"requests": "9/second"})
    assert same == made
    assert (changed.id, changed.name) == (made.id, "user requests 9/second")


def test_a_name_is_given_once_per_place(control: Control, tenants: Tenants) -> None:
    make(control, tenants, LIMIT, None)
    own = make(control, tenants, LIMIT, tenants.shop)
    other = make(control, tenants, LIMIT | {"name": "other"}, tenants.shop)
    for place in (None, tenants.shop):
        with pytest.raises(Conflict, match="user requests 120/minute"):
            make(control, tenants, LIMIT, place)
    with pytest.raises(Conflict), control.db.transaction() as connection:
        change_limit(connection, tenants.acme, other.id, LIMIT)
    with control.db.transaction() as connection:
        remove_limit(connection, tenants.acme, own.id, NOW)
    assert make(control, tenants, LIMIT, tenants.shop).id != own.id


def test_a_limit_names_a_workflow_and_a_key_that_exist(control: Control, shop: Tenants) -> None:
    with control.db.transaction() as connection:
        WORKFLOWS.create(connection, shop.acme, shop.shop, WORKFLOW, FILE)
    for place in (None, shop.shop):
        assert make(control, shop, LIMIT | {"workflow": "summary"}, place).spec.workflow
        with pytest.raises(BadDefinition) as caught:
            make(control, shop, LIMIT | {"workflow": "sumary", "key": "ci"}, place)
        assert [(p.path, p.hint) for p in caught.value.problems] == [
            ("workflow", "Did you mean summary?"),
            ("key", "There is none yet."),
        ]


def test_a_project_s_limit_cannot_hold_for_the_organisation(
    control: Control, tenants: Tenants
) -> None:
    with pytest.raises(BadDefinition, match="per: A project's limit"):
        make(control, tenants, BUDGET, tenants.shop)


def test_a_stranger_makes_and_finds_nothing(control: Control, tenants: Tenants) -> None:
    made, org = make(control, tenants, LIMIT, tenants.shop), tenants.globex
    with control.db.transaction() as connection:
        for attempt in (
            lambda: create_limit(connection, org, tenants.shop, LIMIT, FILE),
            lambda: get_limit(connection, org, made.id),
            lambda: change_limit(connection, org, made.id, BUDGET),
            lambda: remove_limit(connection, org, made.id, NOW),
        ):
            with pytest.raises(NotFound):
                attempt()
        assert get_limit(connection, tenants.acme, made.id) == made
